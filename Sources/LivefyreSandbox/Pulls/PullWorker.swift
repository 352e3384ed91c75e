import ServiceLifecycle

/// Works the pull jobs off, each when its time has come, until the process is asked to stop; what is then still waiting
/// or under way is given up.
struct PullWorker: Service {
    let network: RemoteNetwork
    let client: PullClient

    func run() async throws {
        await withDiscardingTaskGroup { group in
            for await job in network.jobs.cancelOnGracefulShutdown() {
                group.addTask { await work(off: job) }
            }
            group.cancelAll()
        }
    }

    private func work(off job: PullJob) async {
        do {
            if job.delay > .zero { try await Task.sleep(for: job.delay) }  // a network's slowness is played
        } catch {
            return
        }
        for request in await network.begin(job) {
            let answer = await client.answer(to: request)
            await network.record(answer, of: job)
        }
        await network.end(job)
    }
}
