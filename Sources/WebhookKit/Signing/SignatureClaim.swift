/// What the headers of a request claim, before any key has been tried.
public struct SignatureClaim: Sendable, Hashable {
    /// The event's id, if the scheme signs one.
    public var id: String?

    /// Whole seconds since 1970, if the scheme signs a time.
    public var timestamp: Int64?

    /// The signed bytes before the body, exactly as they were received.
    public var signedPrefix: [UInt8]

    /// The authentication codes offered; one that matches is enough. At most
    /// ``maximumCodeCount`` of them.
    public var codes: [[UInt8]]

    /// How many codes a verifier looks at, so that a hostile header costs little.
    public static let maximumCodeCount = 32

    /// Makes a claim; nothing is checked.
    public init(
        id: String? = nil,
        timestamp: Int64? = nil,
        signedPrefix: [UInt8] = [],
        codes: [[UInt8]]
    ) {
        self.id = id
        self.timestamp = timestamp
        self.signedPrefix = signedPrefix
        self.codes = codes
    }
}
