/// Moves everything from one store to another, and shows that it is the same there.
///
/// How far it has come is said by the rows themselves, so it may be ended at any moment: the next copy of the same
/// source goes on after the last row.
package struct StoreCopy: Sendable {
    package enum Step: Sendable {
        case copying, comparing
    }

    /// How far one table is.
    package struct Progress: Sendable {
        package let step: Step
        package let table: String
        package let done: Int
        package let count: Int
    }

    /// What both sides have of a table.
    package struct Comparison: Sendable {
        package let table: String
        package let source: TableChecksum
        package let target: TableChecksum

        package var isEqual: Bool { source == target }
    }

    /// Enough to make a commit cheap, and few enough that a page takes a small part of a second.
    private static let page = 2000

    private let source: any CopySource
    private let target: any CopyTarget
    private let report: @Sendable (Progress) -> Void

    package init(
        from source: any CopySource,
        to target: any CopyTarget,
        report: @escaping @Sendable (Progress) -> Void
    ) {
        self.source = source
        self.target = target
        self.report = report
    }

    /// Copies what isn't there yet, and compares everything.
    ///
    /// If there is a difference the target stays closed to services, and the next copy begins from the start.
    ///
    /// - Throws: ``CopyRefusal``, among others.
    package func run(at now: Timestamp) async throws -> [Comparison] {
        try await begin(at: now)
        for table in StoredTable.all { try await copy(table) }
        var comparisons: [Comparison] = []
        for table in StoredTable.all { comparisons.append(try await compare(table)) }
        if comparisons.allSatisfy(\.isEqual) {
            try await target.finish()
        } else {
            try await target.begin(mark(isStale: true), at: now)
        }
        return comparisons
    }

    private func begin(at now: Timestamp) async throws {
        if let found = try await target.mark() {
            guard found.identity == source.identity else {
                throw CopyRefusal.otherCopy(target.place, source: found.source)
            }
            try await target.begin(found, at: now)
            if found.isStale { try await target.empty() }
        } else if let table = try await target.filledTable() {
            throw CopyRefusal.notEmpty(target.place, table: table.name)
        }
        try await target.begin(mark(isStale: false), at: now)
    }

    private func goOn(_ progress: Progress) {
        report(progress)
        FailPoint.copyWentOn.reach()
    }

    private func mark(isStale: Bool) -> CopyMark {
        CopyMark(source: source.place, identity: source.identity, isStale: isStale)
    }

    /// While one page is written the next is read.
    private func copy(_ table: StoredTable) async throws {
        let count = try await source.count(of: table)
        var done = try await target.count(of: table)
        goOn(Progress(step: .copying, table: table.name, done: done, count: count))
        let last = try await target.lastKey(of: table)
        var page = try await source.rows(of: table, after: last, limit: Self.page)
        while let row = page.last {
            async let next = source.rows(of: table, after: table.key(of: row), limit: Self.page)
            try await target.insert(page, into: table)
            done += page.count
            goOn(Progress(step: .copying, table: table.name, done: done, count: count))
            page = try await next
        }
    }

    private func compare(_ table: StoredTable) async throws -> Comparison {
        let count = try await source.count(of: table)
        async let copied = Self.checksum(of: table, in: target) { _ in }
        let original = try await Self.checksum(of: table, in: source) { done in
            goOn(Progress(step: .comparing, table: table.name, done: done, count: count))
        }
        return Comparison(table: table.name, source: original, target: try await copied)
    }

    private static func checksum(
        of table: StoredTable,
        in store: any CopySource,
        _ report: @Sendable (Int) -> Void
    ) async throws -> TableChecksum {
        var hash = RowHash()
        var done = 0
        var last: [StoredValue]?
        repeat {
            report(done)
            let page = try await store.rows(of: table, after: last, limit: Self.page)
            hash.add(page)
            done += page.count
            last = page.last.map(table.key)
        } while last != nil
        return hash.checksum()
    }
}
