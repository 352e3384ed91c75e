/// Known tokens of livefyre-protocol.md 1.8, by their numbers there.
///
/// The key is `testkeytest`.
enum Vectors {
    /// V2: the system token, until 2030.
    static let system =
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9"
        + ".eyJkb21haW4iOiJsYWJzLmZ5cmUuY28iLCJ1c2VyX2lkIjoic3lzdGVtIiwiZGlzcGxheV9uYW1lIjoic3lzdGVtIiwiZXh"
        + "waXJlcyI6MTkwMDAwMDAwMH0"
        + ".uAUez_eHksQsxb60Iik68c-9TJzXVBkJHVpZS520ESg"

    /// V21: the reader `abc.ABC-123_huh`, named Jane.
    static let jane =
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9"
        + ".eyJkb21haW4iOiJsYWJzLmZ5cmUuY28iLCJ1c2VyX2lkIjoiYWJjLkFCQy0xMjNfaHVoIiwiZGlzcGxheV9uYW1lIjoiSmF"
        + "uZSIsImV4cGlyZXMiOjE5MDAwMDAwMDB9"
        + ".oy0FL6_8XDOtftFhON_X2znNGpsyzDKIocKwGFg52wY"

    /// V20: the reader `u1`, without a name.
    static let nameless =
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9"
        + ".eyJkb21haW4iOiJsYWJzLmZ5cmUuY28iLCJ1c2VyX2lkIjoidTEiLCJleHBpcmVzIjoxOTAwMDAwMDAwfQ"
        + ".akHMK6lN8i17YP6rAXfstSvwL_XTa6QGdedQGrAIucE"

    /// V10: a token as the network mints it, for `commenter_0`.
    static let minted =
        "eyJhbGciOiAiSFMyNTYiLCAidHlwIjogIkpXVCJ9"
        + ".eyJkb21haW4iOiAibGFicy5meXJlLmNvIiwgImV4cGlyZXMiOiAxOTAwMDAwMDAwLjEyMzQ1NiwgInVzZXJfaWQiOiAiY29"
        + "tbWVudGVyXzAifQ"
        + ".jahf64Z562wokiwkSsIZ4bkzUQ8yw1rNQAFiz-yzvMI"

    /// V15.
    static let expired =
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9"
        + ".eyJkb21haW4iOiJsYWJzLmZ5cmUuY28iLCJ1c2VyX2lkIjoic3lzdGVtIiwiZGlzcGxheV9uYW1lIjoic3lzdGVtIiwiZXh"
        + "waXJlcyI6MTAwMDAwMDAwMH0"
        + ".UVhEup2HUBRW_SGapLbY5MDuWlIuJlyAA0lRbOVNQ3I"

    /// V16.
    static let otherNetwork =
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9"
        + ".eyJkb21haW4iOiJvdGhlci5meXJlLmNvIiwidXNlcl9pZCI6InN5c3RlbSIsImRpc3BsYXlfbmFtZSI6InN5c3RlbSIsImV"
        + "4cGlyZXMiOjE5MDAwMDAwMDB9"
        + ".taM-sfHeKZ8n5vwAc0pfRk2_mcO8gpcnGs7n-wSv8q8"

    /// V17: a reader named system.
    static let notSystem =
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9"
        + ".eyJkb21haW4iOiJsYWJzLmZ5cmUuY28iLCJ1c2VyX2lkIjoidXNlcjEiLCJkaXNwbGF5X25hbWUiOiJzeXN0ZW0iLCJleHB"
        + "pcmVzIjoxOTAwMDAwMDAwfQ"
        + ".c6lGLQmKGRQpWrsQrU6-SdCjhi39KYr6PMSAHR9zV24"

    /// V18.
    static let wrongKey =
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9"
        + ".eyJkb21haW4iOiJsYWJzLmZ5cmUuY28iLCJ1c2VyX2lkIjoic3lzdGVtIiwiZGlzcGxheV9uYW1lIjoic3lzdGVtIiwiZXh"
        + "waXJlcyI6MTkwMDAwMDAwMH0"
        + ".bW8JgjWHhya8_W0XTfT_bdqA3Nq1AVAx3KVObIuP4as"

    /// V19: alg none.
    static let unsigned =
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJub25lIn0"
        + ".eyJkb21haW4iOiJsYWJzLmZ5cmUuY28iLCJ1c2VyX2lkIjoic3lzdGVtIiwiZGlzcGxheV9uYW1lIjoic3lzdGVtIiwiZXh"
        + "waXJlcyI6MTkwMDAwMDAwMH0"
        + "."

    /// No system token, each in another way.
    static let bad = [expired, otherNetwork, notSystem, wrongKey, unsigned]
}
