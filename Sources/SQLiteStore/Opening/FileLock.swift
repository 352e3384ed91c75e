import Glibc
import Synchronization

/// The proof that no other process works on the same file: an advisory lock on `FILE.lock`, which the kernel drops with
/// the process, however that ends.
final class FileLock: Sendable {
    private let descriptor: Mutex<Int32?>

    /// - Throws: ``OpeningError/Reason/inUse`` when another holder is alive, in this process or another.
    init(besides path: String) throws(OpeningError) {
        // A child process must not inherit the lock: it would hold it beyond our end.
        let descriptor = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw OpeningError(path: path, errorNumber: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let error = errno
            close(descriptor)
            throw OpeningError(path: path, errorNumber: error)
        }
        self.descriptor = Mutex(descriptor)
    }

    func release() {
        descriptor.withLock { descriptor in
            guard let open = descriptor else { return }
            // A process that is just being forked has the descriptor too, and would hold the lock until its exec.
            flock(open, LOCK_UN)
            close(open)
            descriptor = nil
        }
    }

    deinit { release() }
}
