extension StoredTable {
    /// Everything that a store keeps for good, each table after those that it refers to.
    ///
    /// Who is alive (`worker`) holds for one store at one moment, and the steps of the schema (`migration`) are its own.
    package static let all = [profile, credential, session, handoff, network, delivery, activity, exchange]

    static let profile = StoredTable(
        "profile",
        key: .text("user_id"),
        .integer("version"),
        .text("display_name", "email", "image_url", "profile_url", "settings_url"),
        .text("name_formatted", "name_first", "name_middle", "name_last", "bio", "location", "tags", "websites"),
        .text("email_notifications", "display_rules"),
        .boolean("autofollow_conversations", "moderator", "gravatar_disabled"),
        .integer("created_at", "changed_at", "disabled_at", "erased_at", "activity_id")
    )

    static let credential = StoredTable(
        "credential",
        key: .text("user_id"),
        .text("password_hash"),
        .integer("changed_at")
    )

    static let session = StoredTable(
        "session",
        key: .text("id"),
        .text("user_id"),
        .bytes("secret_hash", "previous_hash", "handover"),
        .integer("rotated_at", "confirmed_at", "signed_in_at", "last_seen_at", "expires_at"),
        .text("user_agent", "address")
    )

    static let handoff = StoredTable("handoff", key: .bytes("code_hash"), .text("user_id"), .integer("expires_at"))

    static let network = StoredTable(
        "network",
        key: .text("name"),
        .text("kind"),
        .integer("added_at", "removed_at", "paused_at"),
        .text("paused_reason", "pull_url"),
        .integer("paused_until", "reconciled_at")
    )

    static let delivery = StoredTable(
        "delivery",
        key: .text("network", "user_id"),
        .integer("wanted_version", "wanted_at", "claimed_version", "acknowledged_version", "acknowledged_at"),
        .integer("pulled_version", "pulled_at", "attempts", "due_at", "owed_seq"),
        .text("leased_by"),
        .integer("fence", "last_status"),
        .text("last_error"),
        .integer("discarded_at", "repairs", "older_pulled_at", "loop_at", "drifted_at")
    )

    static let activity = StoredTable(
        "activity",
        key: .integer("id"),
        .integer("at"),
        .text("user_id", "actor", "kind"),
        .integer("version"),
        .text("detail"),
        .integer("previous_id")
    )

    static let exchange = StoredTable(
        "exchange",
        key: .integer("id"),
        .integer("at"),
        .text("network", "user_id", "kind"),
        .integer("version", "status"),
        .text("error"),
        .integer("milliseconds", "tabs")
    )
}
