/// Collects what an ``EchoMask`` is to look for, in every spelling.
struct EchoNeedles {
    private(set) var found: Set<[UInt8]> = []

    /// What is shorter is found everywhere and protects nothing.
    static let shortest = 4
    /// The same for what need not be a secret: user names, values of any header.
    static let shortestDoubtful = 8

    mutating func look(for text: some Collection<UInt8>, atLeast shortest: Int = Self.shortest) {
        let text = Array(text)
        guard text.count >= shortest else { return }
        found.formUnion(EchoSpelling.all(of: text))
    }

    mutating func lookForCredentials(_ username: [UInt8], _ password: [UInt8]) {
        look(for: password)
        let shortest = password.isEmpty ? Self.shortest : Self.shortestDoubtful
        look(for: username, atLeast: shortest)
    }

    /// Looks for a header's value and its longer parts.
    ///
    /// - Parameter isTelling: whether the header's name says that it holds a secret.
    mutating func look(in field: HeaderField, isTelling: Bool) {
        let value = Array(field.value.utf8)
        look(for: value, atLeast: isTelling ? Self.shortest : Self.shortestDoubtful)
        // The key behind `Bearer`, or one of several.
        for part in value.split(whereSeparator: { " \t,;=".utf8.contains($0) }) {
            look(for: part, atLeast: Self.shortestDoubtful)
            // Blanks and equals signs have parted it from its padding.
            guard isTelling, let plain = Base64.decode(part.withPadding),
                let colon = plain.firstIndex(of: UInt8(ascii: ":"))
            else { continue }
            lookForCredentials(Array(plain[..<colon]), Array(plain[(colon + 1)...]))
        }
    }
}

extension Collection<UInt8> {
    /// Without the equals signs of base64 at the end, which not everybody writes.
    var withoutPadding: [UInt8] {
        var bytes = Array(self)
        while bytes.last == UInt8(ascii: "=") { bytes.removeLast() }
        return bytes
    }

    /// With the equals signs that base64 of this length ends with.
    fileprivate var withPadding: [UInt8] {
        Array(self) + [UInt8](repeating: UInt8(ascii: "="), count: (4 - count % 4) % 4)
    }
}
