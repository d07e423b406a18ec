/// Which case of an enum stands in stored JSON: its name as a text, with what belongs to it under keys
/// beside it, as in `{"state":"failing","outage":{…}}`.
///
/// Earlier versions wrote what the compiler makes of an enum, `{"state":{"failing":{"_0":{…}}}}`. That
/// form is read here, and nowhere else.
struct StoredCase<Name: RawRepresentable<String>, Key: CodingKey> {
    /// Which case it is.
    let name: Name

    private let fields: KeyedDecodingContainer<Key>
    /// What stands inside the case in the earlier form; nil in today's.
    private let former: KeyedDecodingContainer<FormerKey>?

    /// Looks at a key whose value is a name or, in the earlier form, the case; without the key the case
    /// may be all that is there.
    ///
    /// - Throws: `DecodingError` for a case that this version does not have.
    init(_ decoder: any Decoder, at key: Key) throws {
        fields = try decoder.container(keyedBy: Key.self)
        let text: String
        if let today = try? fields.decode(String.self, forKey: key) {
            (text, former) = (today, nil)
        } else {
            let cases =
                fields.contains(key)
                ? try fields.nestedContainer(keyedBy: FormerKey.self, forKey: key)
                : try decoder.container(keyedBy: FormerKey.self)
            (text, former) = try cases.onlyCase()
        }
        guard let name = Name(rawValue: text) else {
            throw DecodingError.noSuchCase(at: fields.codingPath + [key])
        }
        self.name = name
    }

    /// What belongs to the case.
    func value<Value: Decodable>(at key: Key) throws -> Value {
        guard let former else { return try fields.decode(Value.self, forKey: key) }
        return try former.decode(Value.self, forKey: former.place(of: key))
    }

    /// What may belong to the case.
    func valueIfPresent<Value: Decodable>(at key: Key) throws -> Value? {
        guard let former else { return try fields.decodeIfPresent(Value.self, forKey: key) }
        return try former.decodeIfPresent(Value.self, forKey: former.place(of: key))
    }
}

/// A case to which nothing belongs in stored JSON: its name. Earlier versions wrote `{"name":{}}`.
struct StoredName<Name: RawRepresentable<String>>: Decodable {
    let name: Name

    init(from decoder: any Decoder) throws {
        let text =
            try (try? decoder.singleValueContainer().decode(String.self))
            ?? decoder.container(keyedBy: FormerKey.self).onlyCase().name
        guard let name = Name(rawValue: text) else {
            throw DecodingError.noSuchCase(at: decoder.codingPath)
        }
        self.name = name
    }
}

extension DecodingError {
    /// A newer version may have written it.
    fileprivate static func noSuchCase(at path: [any CodingKey]) -> DecodingError {
        .dataCorrupted(
            .init(codingPath: path, debugDescription: "no case that this version has")
        )
    }
}

/// A key of the form that the compiler gives to enums.
struct FormerKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }

    /// Where a value without a label stands.
    static let unlabelled = FormerKey(stringValue: "_0")
}

extension KeyedDecodingContainer<FormerKey> {
    /// The one case that stands here, and what is inside it.
    func onlyCase() throws -> (name: String, inside: Self) {
        guard let key = allKeys.first, allKeys.count == 1 else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: codingPath, debugDescription: "not one case")
            )
        }
        return (key.stringValue, try nestedContainer(keyedBy: FormerKey.self, forKey: key))
    }

    /// A value with a label stood under it, one without under `_0`.
    fileprivate func place(of key: some CodingKey) -> FormerKey {
        contains(.unlabelled) ? .unlabelled : FormerKey(stringValue: key.stringValue)
    }
}
