extension Migration {
    /// What closing the loop needs: pauses with an end, repairs of what was not read back, and a record of exchanges.
    ///
    /// - A row of `exchange` is with a network, but for one that counts the tabs that were told.
    /// - It has no foreign key, as one of `activity` hasn't: what happened is on the record.
    /// - Its index has a user's rows in the order of their ids, since an index ends with the row's.
    static let loop = Migration(
        number: 2,
        sql: """
            ALTER TABLE network ADD COLUMN paused_until INTEGER;
            ALTER TABLE network ADD COLUMN reconciled_at INTEGER;

            ALTER TABLE delivery ADD COLUMN repairs INTEGER NOT NULL DEFAULT 0 CHECK (repairs >= 0);
            ALTER TABLE delivery ADD COLUMN older_pulled_at INTEGER;
            ALTER TABLE delivery ADD COLUMN loop_at INTEGER;
            ALTER TABLE delivery ADD COLUMN drifted_at INTEGER;
            CREATE INDEX delivery_loop ON delivery (network, loop_at) WHERE loop_at IS NOT NULL;
            CREATE INDEX delivery_drifted ON delivery (network, drifted_at) WHERE drifted_at IS NOT NULL;

            CREATE TABLE exchange (
                id INTEGER PRIMARY KEY,
                at INTEGER NOT NULL,
                network TEXT,
                user_id TEXT NOT NULL,
                kind TEXT NOT NULL CHECK (kind = 'ping' OR kind = 'pull' OR kind = 'tabs'),
                version INTEGER NOT NULL,
                status INTEGER,
                error TEXT,
                milliseconds INTEGER,
                tabs INTEGER CHECK (tabs >= 1),
                CHECK ((kind = 'tabs') = (network IS NULL)),
                CHECK ((kind = 'tabs') = (tabs IS NOT NULL))
            ) STRICT;
            CREATE INDEX exchange_of_user ON exchange (user_id);
            """
    )
}
