import Testing

/// The devices of a run, which tests borrow and give back.
actor DeviceShelf {
    private static let shelves = Dictionary(uniqueKeysWithValues: Engine.allCases.map { ($0, DeviceShelf($0)) })

    private let engine: Engine
    private var process: DriverProcess?
    private var idle: [Device] = []

    private init(_ engine: Engine) { self.engine = engine }

    /// Lends devices to `work`; afterwards they lose their pages and what these kept.
    static func with<Value: Sendable>(
        _ count: Int,
        of engine: Engine,
        _ work: ([Device]) async throws -> Value
    ) async throws -> Value {
        guard let shelf = shelves[engine] else { throw CancellationError() }
        let devices = try await shelf.borrow(count)
        let result = await Result { try await work(devices) }
        await shelf.giveBack(devices)
        return try result.get()
    }

    private func borrow(_ count: Int) async throws -> [Device] {
        var devices = Array(idle.prefix(count))
        idle.removeFirst(devices.count)
        while devices.count < count {
            var process = process
            devices.append(try await engine.newDevice(in: &process))
            self.process = process
        }
        return devices
    }

    /// A device that can't be cleared isn't lent again, and the next comes from a driver of its own.
    private func giveBack(_ devices: [Device]) async {
        for device in devices {
            do {
                try await device.clear()
                idle.append(device)
            } catch {
                process = nil
                Issue.record(
                    "A browser was lost (\(error)); its driver's last words: \(device.process.said.suffix(500))"
                )
            }
        }
    }
}
