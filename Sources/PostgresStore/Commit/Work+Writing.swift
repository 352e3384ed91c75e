import Nameplate

extension Work {
    /// Everything that the transaction did, and the news of it.
    func statements(notifying news: [String]) -> [Statement] {
        // In the order in which everybody locks, since two who create the same users wait for each other's.
        let alone = profiles.filter { $0.value.write != nil && $0.value.write != .few }
        var statements = alone.sorted { $0.key < $1.key }.map(\.value).compactMap(Self.single)
        let new = deliveries.values.filter(\.isNew).compactMap(\.stored)
        if !new.isEmpty { statements.append(Self.insert(new)) }
        let changed = deliveries.values.filter { $0.isChanged && !$0.isNew }.compactMap(\.stored)
        let few = profiles.values.filter { $0.write == .few }.compactMap(\.stored)
        if !activities.isEmpty || !changed.isEmpty || !few.isEmpty || !news.isEmpty {
            statements.append(gathered(few, changed, news))
        }
        if !exchanges.isEmpty { statements.append(Self.insert(exchanges)) }
        return statements
    }

    /// The rarer writes of a profile, a statement for each.
    private static func single(_ held: HeldProfile) -> Statement? {
        guard let profile = held.profile else { return nil }
        let values = ProfileRow.values(profile) + [StoredValue(held.newestActivity)]
        return switch held.write {
        case nil, .few: nil
        case .all: Statement(update, stored: values)
        case .insert: Statement(insert, stored: values)
        }
    }

    private static let columns = ProfileRow.columns.split(separator: ", ") + ["user_id", "activity_id"]

    private static let insert = """
        INSERT INTO profile (\(columns.joined(separator: ", ")))
        VALUES (\(columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")))
        """

    /// Who is disabled already is so since then.
    private static let update = """
        UPDATE profile SET \(columns.enumerated().map { index, column in
            switch column {
            case "disabled_at":
                "disabled_at = CASE WHEN $\(index + 1)::bigint IS NOT NULL "
                    + "THEN coalesce(disabled_at, $\(index + 1)::bigint) END"
            default: "\(column) = $\(index + 1)"
            }
        }.joined(separator: ", "))
        WHERE user_id = $24
        """

    private static func insert(_ deliveries: [StoredDelivery]) -> Statement {
        Statement(
            """
            INSERT INTO delivery (\(writtenColumns.map(\.name).joined(separator: ", ")))
            SELECT * FROM unnest(\(writtenColumns.enumerated().map { "$\($0 + 1)::\($1.type)[]" }
                .joined(separator: ", ")))
            """,
            stored: arrays(of: deliveries)
        )
    }

    private static func insert(_ exchanges: [Exchange]) -> Statement {
        Statement(
            """
            INSERT INTO exchange (at, network, user_id, kind, version, status, error, milliseconds)
            SELECT * FROM unnest(
                $1::bigint[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::text[], $8::bigint[])
            """,
            stored: [
                .array(exchanges.map { StoredValue($0.at) }), .array(exchanges.map { .text($0.network.text) }),
                .array(exchanges.map { .text($0.user.text) }), .array(exchanges.map { .text($0.kind.rawValue) }),
                .array(exchanges.map { .integer($0.version) }), .array(exchanges.map { StoredValue($0.status) }),
                .array(exchanges.map { StoredValue($0.error) }), .array(exchanges.map { StoredValue($0.milliseconds) }),
            ]
        )
    }

    /// Renames, what they owe, their activity and the news of it: one statement, however many they are.
    private func gathered(
        _ profiles: [StoredProfile],
        _ deliveries: [StoredDelivery],
        _ news: [String]
    ) -> Statement {
        let values =
            activityArrays + Self.arrays(of: deliveries) + Self.arrays(of: profiles) + [.array(news.map { .text($0) })]
        return Statement(Self.gathering, stored: values)
    }

    private static let gathering = """
        WITH recorded AS (
            INSERT INTO activity (id, at, user_id, actor, kind, version, detail, previous_id)
            SELECT * FROM unnest(
                $1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::bigint[])
        ), owed AS (
            UPDATE delivery SET \(writtenColumns.dropFirst(2).map { "\($0.name) = new.\($0.name)" }
                .joined(separator: ", "))
            FROM unnest(\(writtenColumns.enumerated().map { "$\($0 + 9)::\($1.type)[]" }.joined(separator: ", ")))
                AS new (\(writtenColumns.map(\.name).joined(separator: ", ")))
            WHERE delivery.network = new.network AND delivery.user_id = new.user_id
        ), renamed AS (
            UPDATE profile SET version = new.version, display_name = new.display_name, changed_at = new.changed_at,
                activity_id = new.activity_id
            FROM unnest($30::text[], $31::bigint[], $32::text[], $33::bigint[], $34::bigint[])
                AS new (user_id, version, display_name, changed_at, activity_id)
            WHERE profile.user_id = new.user_id
        )
        SELECT pg_notify('\(Notification.channel)', payload) FROM unnest($35::text[]) AS news (payload)
        """

    private var activityArrays: [StoredValue] {
        [
            .array(activities.map { StoredValue($0.id) }), .array(activities.map { StoredValue($0.activity.now) }),
            .array(activities.map { .text($0.activity.user.text) }),
            .array(activities.map { .text($0.activity.actor.rawValue) }),
            .array(activities.map { .text($0.activity.kind.rawValue) }),
            .array(activities.map { StoredValue($0.activity.version) }),
            .array(activities.map { StoredValue($0.activity.detail) }),
            .array(activities.map { StoredValue($0.previous) }),
        ]
    }

    private static func arrays(of profiles: [StoredProfile]) -> [StoredValue] {
        [
            .array(profiles.map { .text($0.profile.user.text) }),
            .array(profiles.map { .integer($0.profile.version) }),
            .array(profiles.map { .text($0.profile.fields.displayName.text) }),
            .array(profiles.map { StoredValue($0.profile.changedAt) }),
            .array(profiles.map { StoredValue($0.newestActivity) }),
        ]
    }

    /// What is written of a delivery, whatever happened to it.
    private static let writtenColumns: [(name: String, type: String)] = [
        ("network", "text"), ("user_id", "text"), ("wanted_version", "bigint"), ("wanted_at", "bigint"),
        ("claimed_version", "bigint"), ("acknowledged_version", "bigint"), ("acknowledged_at", "bigint"),
        ("attempts", "bigint"), ("due_at", "bigint"), ("owed_seq", "bigint"), ("leased_by", "text"),
        ("fence", "bigint"), ("last_status", "bigint"), ("last_error", "text"), ("discarded_at", "bigint"),
        ("pulled_version", "bigint"), ("pulled_at", "bigint"), ("older_pulled_at", "bigint"), ("repairs", "bigint"),
        ("loop_at", "bigint"), ("drifted_at", "bigint"),
    ]

    private static func arrays(of rows: [StoredDelivery]) -> [StoredValue] {
        [
            .array(rows.map { .text($0.delivery.network.text) }), .array(rows.map { .text($0.delivery.user.text) }),
            .array(rows.map { .integer($0.delivery.wantedVersion) }),
            .array(rows.map { StoredValue($0.delivery.wantedAt) }), .array(rows.map { StoredValue($0.claimedVersion) }),
            .array(rows.map { .integer($0.delivery.acknowledgedVersion) }),
            .array(rows.map { StoredValue($0.delivery.acknowledgedAt) }),
            .array(rows.map { StoredValue($0.delivery.attempts) }), .array(rows.map { StoredValue($0.delivery.dueAt) }),
            .array(rows.map { .integer($0.owedSequence) }), .array(rows.map { StoredValue($0.leasedBy?.text) }),
            .array(rows.map { .integer($0.fence) }), .array(rows.map { StoredValue($0.delivery.lastStatus) }),
            .array(rows.map { StoredValue($0.delivery.lastError) }),
            .array(rows.map { StoredValue($0.delivery.discardedAt) }),
            .array(rows.map { .integer($0.delivery.pulledVersion) }),
            .array(rows.map { StoredValue($0.delivery.pulledAt) }),
            .array(rows.map { StoredValue($0.delivery.olderPulledAt) }),
            .array(rows.map { StoredValue($0.delivery.repairs) }), .array(rows.map { StoredValue($0.delivery.loopAt) }),
            .array(rows.map { StoredValue($0.delivery.driftedAt) }),
        ]
    }
}

extension StoredValue {
    fileprivate static func array(_ values: [StoredValue]) -> StoredValue { .text(values.map(\.text).arrayText) }
}
