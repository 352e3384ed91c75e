import Livefyre
import Nameplate

extension RemoteNetwork {
    /// The life of the system tokens in pulls, in seconds.
    private static let pullTokenLifetime = 86_400

    /// Step 5: the requests to make for a job, mostly one.
    ///
    /// None when it can't be made or was forgotten by a reset.
    func begin(_ job: PullJob) -> [PullRequest] {
        guard pulls.begin(job) else { return [] }
        guard let pullURL else { return fail(job, .noPullURL) }
        guard let address = pullURL.address(of: job.user) else { return fail(job, .notAbsolute) }
        timeline.add(.executed, .pulling, job.user, "pull executed: GET \(address.text)", .init(run: job.run))
        let token = livefyre.systemToken(expiresIn: Self.pullTokenLifetime, now: now.seconds)
        let request = PullRequest(address: address.text, token: token)
        return faults.duplicatesPull ? [request, request] : [request]
    }

    /// Steps 6 and 7 for one answer.
    func record(_ answer: Result<PullAnswer, PullFailure>, of job: PullJob) {
        guard pulls.isCurrent(job) else { return }
        if case .success(let answer) = answer {
            let facts = TimelineEntry.Facts(run: job.run, version: answer.version)
            timeline.add(.answered, nil, job.user, "the customer answered \(answer.status)", facts)
        }
        guard faults.reordersPulls else { return take(answer, of: job) }
        guard let older = held.removeValue(forKey: job.user) else {
            held[job.user] = (job, answer)
            let what = "fault reorder_pulls: this answer is held back until after the next"
            timeline.add(nil, nil, job.user, what, .init(run: job.run))
            return
        }
        take(answer, of: job)
        take(older.answer, of: older.job)
    }

    func end(_ job: PullJob) {
        if let next = pulls.end(job) { queuePull(for: job.user, as: next) }
    }

    func releaseHeld() {
        for (job, answer) in held.values { take(answer, of: job) }
        held = [:]
    }

    private func take(_ answer: Result<PullAnswer, PullFailure>, of job: PullJob) {
        do throws(PullFailure) {
            let answer = try answer.get()
            guard answer.status == 200 else { throw .status(answer.status) }
            update(job, to: try RemoteProfile(answer, of: job.user))
        } catch {
            fail(job, error, status: (try? answer.get())?.status)
        }
    }

    private func update(_ job: PullJob, to profile: RemoteProfile) {
        let now = now
        let id = job.user
        let facts = TimelineEntry.Facts(
            run: job.run,
            nameBefore: users[id]?.displayName,
            name: profile.displayName,
            version: profile.version
        )
        var user = users[id] ?? RemoteUser(id: id, at: now)
        user.take(profile, findings: PullFindings.of(profile.document), at: now)
        user.lastPull = PullRecord(at: now, status: 200, failure: nil)
        users[id] = user
        let findings = user.findings.isEmpty ? "" : ", \(user.findings.count) findings of the strict reading"
        timeline.add(.updated, .updated, id, "remote profile updated: \(profile.displayName)\(findings)", facts)
    }

    /// The profile stays as it was, and a user who was never seen stays unknown.
    @discardableResult
    private func fail(_ job: PullJob, _ failure: PullFailure, status: Int? = nil) -> [PullRequest] {
        users[job.user]?.lastPull = PullRecord(at: now, status: status, failure: failure)
        timeline.add(nil, .failed, job.user, "pull failed: \(failure.description)", .init(run: job.run))
        return []
    }
}
