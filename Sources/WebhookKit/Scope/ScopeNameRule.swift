/// Which characters and how many of them a name of a scope may have.
struct ScopeNameRule {
    let field: String
    let maximumLength: Int
    let allowsHyphen: Bool

    func check(_ name: String) throws(FieldError) {
        let isWellFormed = name.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || $0.isASCIIDigit
                || allowsHyphen && $0 == UInt8(ascii: "-")
        }
        guard (1...maximumLength).contains(name.utf8.count), isWellFormed else {
            let characters = allowsHyphen ? "a-z, 0-9 and -" : "a-z and 0-9"
            throw FieldError(field, "use 1 to \(maximumLength) characters of \(characters)")
        }
    }
}
