extension Migration {
    /// What closing the loop needs: pauses with an end, repairs of what was not read back, and a record of exchanges.
    ///
    /// It holds what SQLite's second migration holds. A row of `exchange` is with a network, but for one that counts the
    /// tabs that were told; it has no foreign key, as one of `activity` hasn't. The two indexes of `delivery` are empty when they are made, and take one reading of the table.
    static let loop = Migration(
        number: 2,
        statements: [
            "ALTER TABLE network ADD COLUMN paused_until bigint, ADD COLUMN reconciled_at bigint",
            delivery,
            "CREATE INDEX delivery_loop ON delivery (network, loop_at) WHERE loop_at IS NOT NULL",
            "CREATE INDEX delivery_drifted ON delivery (network, drifted_at) WHERE drifted_at IS NOT NULL",
            "CREATE SEQUENCE exchange_id",
            exchange,
            "CREATE INDEX exchange_of_user ON exchange (user_id, id)",
        ]
    )

    private static let delivery = """
        ALTER TABLE delivery ADD COLUMN repairs bigint NOT NULL DEFAULT 0 CHECK (repairs >= 0),
            ADD COLUMN older_pulled_at bigint, ADD COLUMN loop_at bigint, ADD COLUMN drifted_at bigint
        """

    private static let exchange = """
        CREATE TABLE exchange (
            id bigint PRIMARY KEY DEFAULT nextval('exchange_id'),
            at bigint NOT NULL,
            network text COLLATE "C",
            user_id text COLLATE "C" NOT NULL,
            kind text NOT NULL CHECK (kind IN ('ping', 'pull', 'tabs')),
            version bigint NOT NULL,
            status bigint,
            error text,
            milliseconds bigint,
            tabs bigint CHECK (tabs >= 1),
            CHECK ((kind = 'tabs') = (network IS NULL)),
            CHECK ((kind = 'tabs') = (tabs IS NOT NULL))
        )
        """
}
