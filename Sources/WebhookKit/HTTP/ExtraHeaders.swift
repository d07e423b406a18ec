/// The headers a host adds to every request of a webhook, all of them checked (W-6).
///
/// At most 64. Names are tokens of 1 to 256 bytes and unlike one another in any case of letters:
/// not every transport can send one name twice. Values are 1 to 4,096 visible ASCII characters with
/// blanks only inside; empty ones are refused because some transports leave them out.
/// `Content-Type` and `User-Agent` may be replaced; what frames or signs the request may not.
///
/// Values may be keys of the receiver, so descriptions show the names only.
public struct ExtraHeaders: Sendable, Hashable {
    /// The headers in the order they were given.
    public let fields: [HeaderField]

    /// How many headers there may be.
    public static let maximumCount = 64

    /// No headers at all.
    public static let none = ExtraHeaders()

    /// Makes an empty list.
    public init() {
        fields = []
    }

    /// Checks and takes headers.
    ///
    /// - Throws: ``FieldError`` for the first field at fault, such as `headers[3].value`; it never
    ///   holds the name or the value.
    public init(_ fields: [HeaderField]) throws(FieldError) {
        guard fields.count <= Self.maximumCount else {
            throw .init("headers", "use at most \(Self.maximumCount)")
        }
        var names: Set<[UInt8]> = []
        for (index, field) in fields.enumerated() {
            let place = "headers[\(index)]"
            guard HeaderFieldRules.isValidName(field.name) else {
                throw .init(
                    "\(place).name",
                    "use 1 to \(HeaderFieldRules.maximumNameLength) letters, digits and !#$%&'*+-.^_`|~"
                )
            }
            guard !HeaderFieldRules.isReserved(field.name) else {
                throw .init("\(place).name", "WebhookKit writes this header itself; leave it out")
            }
            guard names.insert(field.name.utf8.map(\.asciiLowercased)).inserted else {
                throw .init("\(place).name", "this name is there already; give each name once")
            }
            guard HeaderFieldRules.isValidValue(field.value) else {
                throw .init(
                    "\(place).value",
                    "use 1 to \(HeaderFieldRules.maximumValueLength) visible ASCII characters, "
                        + "with blanks only inside"
                )
            }
        }
        self.fields = fields
    }

    /// Refuses an `Authorization` header beside basic credentials, which would write it too.
    ///
    /// - Throws: ``FieldError`` that names the header.
    public func check(
        withBasicCredentials credentials: BasicCredentials?
    ) throws(FieldError) {
        guard credentials != nil,
            let index = fields.firstIndex(where: { $0.isNamed("authorization") })
        else { return }
        throw .init(
            "headers[\(index)].name",
            "basic credentials write this header; leave out one of the two"
        )
    }
}

extension ExtraHeaders: Codable {
    /// Reads and checks an array of fields.
    ///
    /// - Throws: `DecodingError.dataCorrupted` with the ``FieldError`` beneath it.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let fields = try container.decode([HeaderField].self)
        do throws(FieldError) {
            try self.init(fields)
        } catch {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: container.codingPath,
                    debugDescription: error.description,
                    underlyingError: error
                )
            )
        }
    }

    /// Writes the fields, values included, as an array.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(fields)
    }
}

extension ExtraHeaders: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The names only.
    public var description: String {
        "ExtraHeaders(\(fields.map(\.name).joined(separator: ", ")))"
    }

    /// The names only.
    public var debugDescription: String {
        description
    }

    /// The names only.
    public var customMirror: Mirror {
        Mirror(self, children: ["names": fields.map(\.name)])
    }
}
