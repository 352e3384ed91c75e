import Synchronization

/// The one HTTP client: everything that leaves the process goes through here, bounded in time, size and number.
///
/// Connections are kept and shared by all requests. libcurl works on a thread of its own; a request is one hop there and
/// one back. Redirects are answers, cookies are not kept, credentials of the machine's user are not read, certificates
/// are always checked.
package final class OutboundClient: Sendable {
    private let submissions = Submissions()
    private let nextID = Atomic<UInt64>(0)

    package init(configuration: OutboundConfiguration) {
        LoopThread.start { [submissions] in
            TransferLoop(configuration, submissions).run()
            // Not before the loop and its connections are gone.
            submissions.ended()
        }
    }

    deinit {
        submissions.close()
    }

    /// Sends one request and waits for its whole answer, in turn if as many as allowed are under way.
    ///
    /// The timeouts run from its turn on. When the task is cancelled, it resumes at once with
    /// ``OutboundError/cancelled``, though the server may have seen the request.
    package func send(_ request: OutboundRequest) async throws(OutboundError) -> OutboundResponse {
        try request.check()
        if Task.isCancelled { throw .cancelled }
        let id = nextID.add(1, ordering: .relaxed).newValue
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { waiting in
                submit(Submission(id: id, request: request, waiting: waiting))
            }
        } onCancel: {
            submissions.cancel(id)
        }
        return try outcome.get()
    }

    /// Fails what is under way or waiting with ``OutboundError/shutDown`` and returns when every connection is closed.
    package func shutdown() async {
        submissions.close()
        await submissions.closed()
    }

    private func submit(_ submission: Submission) {
        guard submissions.submit(submission) else {
            submission.finish(.failure(.shutDown))
            return
        }
        // A cancellation between the check in `send` and here came before its submission, and found nothing.
        if Task.isCancelled { submissions.cancel(submission.id) }
    }
}
