/// Headers that narrow what a browser does with an answer.
enum SecurityHeaders {
    /// For answers that change: errors, texts, documents without an entity tag.
    static let live = common + [("Cache-Control", "no-store")]

    /// For documents with an entity tag: kept, but asked for again each time.
    static let tagged = common + [("Cache-Control", "private, no-cache")]

    static let common: [(name: String, value: String)] = [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "no-referrer"),
        (
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
                + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        ),
    ]
}
