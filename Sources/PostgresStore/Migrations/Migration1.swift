extension Migration {
    /// The whole schema.
    ///
    /// Swift's checks are for good messages; these are the last line of defence. It holds what SQLite's first migration
    /// holds, and differs where PostgreSQL does:
    ///
    /// - Ids compare by their bytes (`COLLATE "C"`), as they do in SQLite, so that pages come in the same order.
    /// - The ids of activity come from a sequence: each is drawn while the user's profile is locked, so a chain grows.
    /// - Pages of profiles and deliveries keep a fifth of their room for the next versions of their rows, which then
    ///   need no new entry in an index of what didn't change.
    static let initial = Migration(
        number: 1,
        statements: [
            profile, credential, session, sessionOfUser, sessionExpiring, sessionConfirmed, handoff, handoffOfUser,
            handoffExpiring, network, delivery, deliveryDue, worker, activitySequence, activity,
        ]
    )

    private static let profile = """
        CREATE TABLE profile (
            user_id text COLLATE "C" PRIMARY KEY CHECK (
                user_id ~ '^[A-Za-z0-9_.-]{1,255}$' AND lower(user_id) <> 'system'),
            version bigint NOT NULL CHECK (version >= 1),
            display_name text NOT NULL CHECK (char_length(display_name) BETWEEN 1 AND 50),
            email text,
            image_url text,
            profile_url text,
            settings_url text,
            name_formatted text,
            name_first text,
            name_middle text,
            name_last text,
            bio text,
            location text,
            tags text,
            websites text,
            email_notifications text,
            display_rules text,
            autofollow_conversations boolean,
            moderator boolean,
            gravatar_disabled boolean,
            created_at bigint NOT NULL,
            changed_at bigint NOT NULL,
            disabled_at bigint,
            erased_at bigint,
            activity_id bigint,
            CHECK (erased_at IS NULL OR num_nonnulls(
                email, image_url, profile_url, settings_url, name_formatted, name_first, name_middle, name_last,
                bio, location, tags, websites, email_notifications, display_rules, autofollow_conversations,
                moderator, gravatar_disabled, disabled_at) = 0)
        ) WITH (fillfactor = 80)
        """

    private static let credential = """
        CREATE TABLE credential (
            user_id text COLLATE "C" PRIMARY KEY REFERENCES profile (user_id),
            password_hash text NOT NULL CHECK (password_hash LIKE '$_%'),
            changed_at bigint NOT NULL
        )
        """

    private static let session = """
        CREATE TABLE session (
            id text COLLATE "C" PRIMARY KEY CHECK (char_length(id) = 22),
            user_id text COLLATE "C" NOT NULL REFERENCES profile (user_id),
            secret_hash bytea NOT NULL CHECK (octet_length(secret_hash) = 32),
            previous_hash bytea CHECK (octet_length(previous_hash) = 32),
            handover bytea CHECK (octet_length(handover) = 32),
            rotated_at bigint,
            confirmed_at bigint,
            signed_in_at bigint NOT NULL,
            last_seen_at bigint NOT NULL,
            expires_at bigint NOT NULL,
            user_agent text NOT NULL,
            address text NOT NULL,
            CHECK ((previous_hash IS NULL) = (handover IS NULL)),
            CHECK (previous_hash IS NULL OR rotated_at IS NOT NULL)
        )
        """
    private static let sessionOfUser = "CREATE INDEX session_of_user ON session (user_id, signed_in_at)"
    private static let sessionExpiring = "CREATE INDEX session_expiring ON session (expires_at)"
    private static let sessionConfirmed = """
        CREATE INDEX session_confirmed ON session (confirmed_at) WHERE previous_hash IS NOT NULL
        """

    private static let handoff = """
        CREATE TABLE handoff (
            code_hash bytea PRIMARY KEY CHECK (octet_length(code_hash) = 32),
            user_id text COLLATE "C" NOT NULL REFERENCES profile (user_id),
            expires_at bigint NOT NULL
        )
        """
    private static let handoffOfUser = "CREATE INDEX handoff_of_user ON handoff (user_id)"
    private static let handoffExpiring = "CREATE INDEX handoff_expiring ON handoff (expires_at)"

    private static let network = """
        CREATE TABLE network (
            name text COLLATE "C" PRIMARY KEY CHECK (char_length(name) BETWEEN 3 AND 253),
            kind text NOT NULL,
            added_at bigint NOT NULL,
            removed_at bigint,
            paused_at bigint,
            paused_reason text,
            pull_url text
        )
        """

    private static let delivery = """
        CREATE TABLE delivery (
            network text COLLATE "C" NOT NULL REFERENCES network (name),
            user_id text COLLATE "C" NOT NULL REFERENCES profile (user_id),
            wanted_version bigint NOT NULL CHECK (wanted_version >= 1),
            wanted_at bigint NOT NULL,
            claimed_version bigint CHECK (claimed_version <= wanted_version),
            acknowledged_version bigint NOT NULL DEFAULT 0 CHECK (acknowledged_version <= wanted_version),
            acknowledged_at bigint,
            pulled_version bigint NOT NULL DEFAULT 0,
            pulled_at bigint,
            attempts bigint NOT NULL DEFAULT 0 CHECK (attempts >= 0),
            due_at bigint,
            owed_seq bigint NOT NULL CHECK (owed_seq >= 1),
            leased_by text COLLATE "C",
            fence bigint NOT NULL DEFAULT 0,
            last_status bigint,
            last_error text,
            discarded_at bigint,
            PRIMARY KEY (network, user_id),
            CHECK (due_at IS NULL OR discarded_at IS NULL),
            CHECK (leased_by IS NULL OR claimed_version IS NOT NULL)
        ) WITH (fillfactor = 80)
        """
    private static let deliveryDue = """
        CREATE INDEX delivery_due ON delivery (network, due_at) WHERE due_at IS NOT NULL
        """

    private static let worker = """
        CREATE TABLE worker (
            id text COLLATE "C" PRIMARY KEY,
            alive_until bigint NOT NULL
        )
        """

    private static let activitySequence = "CREATE SEQUENCE activity_id"
    private static let activity = """
        CREATE TABLE activity (
            id bigint PRIMARY KEY,
            at bigint NOT NULL,
            user_id text COLLATE "C",
            actor text NOT NULL CHECK (actor IN ('reader', 'backend', 'service')),
            kind text NOT NULL,
            version bigint,
            detail text,
            previous_id bigint CHECK (previous_id < id)
        )
        """
}
