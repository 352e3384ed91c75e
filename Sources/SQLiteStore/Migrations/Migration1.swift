extension Migration {
    /// The whole schema.
    ///
    /// Swift's checks are for good messages; these are the last line of defence.
    ///
    /// - Times are milliseconds since 1970.
    /// - A list (`tags`, `websites`) is its entries with a space between, which none of them can hold.
    /// - An activity row has no foreign key: what happened is on the record whatever becomes of the user.
    /// - A CHECK has no `IN` of more than two: SQLite would build a table for it at each insert, which takes a quarter
    ///   of a whole change.
    /// - A user's activity is a chain: `profile.activity_id` is the newest row, and each row names the one before. An
    ///   index by user would cost each change a page of its own, and the more the longer the record is.
    static let initial = Migration(
        number: 1,
        sql: """
            CREATE TABLE migration (
                number INTEGER PRIMARY KEY,
                applied_at INTEGER NOT NULL
            ) STRICT;

            CREATE TABLE profile (
                user_id TEXT PRIMARY KEY CHECK (
                    length(user_id) BETWEEN 1 AND 255
                    AND user_id NOT GLOB '*[^A-Za-z0-9_.-]*'
                    AND lower(user_id) <> 'system'),
                version INTEGER NOT NULL CHECK (version >= 1),
                display_name TEXT NOT NULL CHECK (length(display_name) BETWEEN 1 AND 50),
                email TEXT,
                image_url TEXT,
                profile_url TEXT,
                settings_url TEXT,
                name_formatted TEXT,
                name_first TEXT,
                name_middle TEXT,
                name_last TEXT,
                bio TEXT,
                location TEXT,
                tags TEXT,
                websites TEXT,
                email_notifications TEXT,
                display_rules TEXT,
                autofollow_conversations INTEGER CHECK (autofollow_conversations IN (0, 1)),
                moderator INTEGER CHECK (moderator IN (0, 1)),
                gravatar_disabled INTEGER CHECK (gravatar_disabled IN (0, 1)),
                created_at INTEGER NOT NULL,
                changed_at INTEGER NOT NULL,
                disabled_at INTEGER,
                erased_at INTEGER,
                activity_id INTEGER,
                CHECK (erased_at IS NULL OR coalesce(
                    email, image_url, profile_url, settings_url, name_formatted, name_first, name_middle, name_last,
                    bio, location, tags, websites, email_notifications, display_rules, autofollow_conversations,
                    moderator, gravatar_disabled, disabled_at) IS NULL)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE credential (
                user_id TEXT PRIMARY KEY REFERENCES profile (user_id),
                password_hash TEXT NOT NULL CHECK (password_hash GLOB '$?*'),
                changed_at INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE session (
                id TEXT PRIMARY KEY CHECK (length(id) = 22),
                user_id TEXT NOT NULL REFERENCES profile (user_id),
                secret_hash BLOB NOT NULL CHECK (length(secret_hash) = 32),
                previous_hash BLOB CHECK (length(previous_hash) = 32),
                handover BLOB CHECK (length(handover) = 32),
                rotated_at INTEGER,
                confirmed_at INTEGER,
                signed_in_at INTEGER NOT NULL,
                last_seen_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL,
                user_agent TEXT NOT NULL,
                address TEXT NOT NULL,
                CHECK ((previous_hash IS NULL) = (handover IS NULL)),
                CHECK (previous_hash IS NULL OR rotated_at IS NOT NULL)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX session_of_user ON session (user_id, signed_in_at);
            CREATE INDEX session_expiring ON session (expires_at);
            CREATE INDEX session_confirmed ON session (confirmed_at) WHERE previous_hash IS NOT NULL;

            CREATE TABLE handoff (
                code_hash BLOB PRIMARY KEY CHECK (length(code_hash) = 32),
                user_id TEXT NOT NULL REFERENCES profile (user_id),
                expires_at INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX handoff_of_user ON handoff (user_id);
            CREATE INDEX handoff_expiring ON handoff (expires_at);

            CREATE TABLE network (
                name TEXT PRIMARY KEY CHECK (length(name) BETWEEN 3 AND 253),
                kind TEXT NOT NULL,
                added_at INTEGER NOT NULL,
                removed_at INTEGER,
                paused_at INTEGER,
                paused_reason TEXT,
                pull_url TEXT
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE delivery (
                network TEXT NOT NULL REFERENCES network (name),
                user_id TEXT NOT NULL REFERENCES profile (user_id),
                wanted_version INTEGER NOT NULL CHECK (wanted_version >= 1),
                wanted_at INTEGER NOT NULL,
                claimed_version INTEGER CHECK (claimed_version <= wanted_version),
                acknowledged_version INTEGER NOT NULL DEFAULT 0 CHECK (acknowledged_version <= wanted_version),
                acknowledged_at INTEGER,
                pulled_version INTEGER NOT NULL DEFAULT 0,
                pulled_at INTEGER,
                attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
                due_at INTEGER,
                owed_seq INTEGER NOT NULL CHECK (owed_seq >= 1),
                leased_by TEXT,
                fence INTEGER NOT NULL DEFAULT 0,
                last_status INTEGER,
                last_error TEXT,
                discarded_at INTEGER,
                PRIMARY KEY (network, user_id),
                CHECK (due_at IS NULL OR discarded_at IS NULL),
                CHECK (leased_by IS NULL OR claimed_version IS NOT NULL)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX delivery_due ON delivery (network, due_at) WHERE due_at IS NOT NULL;

            CREATE TABLE worker (
                id TEXT PRIMARY KEY,
                alive_until INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE activity (
                id INTEGER PRIMARY KEY,
                at INTEGER NOT NULL,
                user_id TEXT,
                actor TEXT NOT NULL CHECK (actor = 'reader' OR actor = 'backend' OR actor = 'service'),
                kind TEXT NOT NULL,
                version INTEGER,
                detail TEXT,
                previous_id INTEGER CHECK (previous_id < id)
            ) STRICT;
            """
    )
}
