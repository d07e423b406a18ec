import Testing

@testable import WebhookKit

@Suite struct JSONFuzzTests {
    /// A grammar written down as directly as possible; it recurses, so only for small inputs.
    private struct Reference {
        let bytes: [UInt8]
        var at = 0

        static func accepts(_ bytes: [UInt8]) -> Bool {
            guard let text = String(validating: bytes, as: UTF8.self) else { return false }
            var reference = Reference(bytes: Array(text.utf8))
            reference.blanks()
            guard reference.value() else { return false }
            reference.blanks()
            return reference.at == bytes.count
        }

        mutating func blanks() {
            while at < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[at]) { at += 1 }
        }

        mutating func take(_ text: String) -> Bool {
            guard bytes[at...].starts(with: text.utf8) else { return false }
            at += text.utf8.count
            return true
        }

        mutating func value() -> Bool {
            if take("true") || take("false") || take("null") { return true }
            if take("[") { return list(closedBy: "]") { $0.value() } }
            if take("{") {
                return list(closedBy: "}") {
                    guard $0.string() else { return false }
                    $0.blanks()
                    guard $0.take(":") else { return false }
                    $0.blanks()
                    return $0.value()
                }
            }
            return string() || number()
        }

        mutating func list(closedBy end: String, item: (inout Reference) -> Bool) -> Bool {
            blanks()
            if take(end) { return true }
            while true {
                blanks()
                guard item(&self) else { return false }
                blanks()
                if take(end) { return true }
                guard take(",") else { return false }
            }
        }

        mutating func string() -> Bool {
            let rest = String(decoding: bytes[at...], as: UTF8.self)
            let pattern =
                #/"(?:[^"\\\u{0}-\u{1F}]|\\["\\/bfnrt]|\\u[0-9A-Fa-f]{4})*"/#
                .matchingSemantics(.unicodeScalar)
            guard let match = rest.prefixMatch(of: pattern) else { return false }
            at += match.0.utf8.count
            return true
        }

        mutating func number() -> Bool {
            let rest = String(decoding: bytes[at...], as: UTF8.self)
            let pattern = #/-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+\-]?[0-9]+)?/#
                .matchingSemantics(.unicodeScalar)
            guard let match = rest.prefixMatch(of: pattern) else { return false }
            at += match.0.utf8.count
            return true
        }
    }

    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }

    private func accepts(_ bytes: [UInt8]) -> Bool {
        (try? JSONScanner.check(bytes)) != nil
    }

    @Test(arguments: [UInt64.random(in: 1...UInt64.max), 1, 20_261_121])
    func agreesWithASimpleReference(seed: UInt64) {
        var generator = Generator(state: seed)
        let pieces = [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u12aF", "\\n", "0", "1", "9", "-", "+",
            ".", "e", "E", "true", "false", "null", " ", "\n", "a", "é", "\u{1F}", "\"a\"",
            "\"b\":",
            "12", "{}", "[]", "😀",
        ]
        var valid = 0
        for _ in 0..<3_000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0...7, using: &generator) {
                bytes += Array((pieces.randomElement(using: &generator) ?? "").utf8)
            }
            if let index = bytes.indices.randomElement(using: &generator),
                Int.random(in: 0..<8, using: &generator) == 0
            {
                bytes[index] = UInt8.random(in: 0...255, using: &generator)
            }
            let expected = Reference.accepts(bytes)
            valid += expected ? 1 : 0
            #expect(accepts(bytes) == expected, "seed \(seed): \(bytes)")
        }
        #expect(valid > 100, "seed \(seed) made too few valid texts to mean anything")
    }

    @Test(arguments: [UInt64.random(in: 1...UInt64.max), 7])
    func agreesAfterMutations(seed: UInt64) {
        var generator = Generator(state: seed)
        let original = Array(#" {"a":[1,-2.5e+3,"x\n\u00E9é😀",null],"b":{"c":true,"d":{}}} "#.utf8)
        for _ in 0..<2_000 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...2, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: index)
                default: bytes.insert(bytes[bytes.count - 1 - index], at: index)
                }
            }
            #expect(accepts(bytes) == Reference.accepts(bytes), "seed \(seed): \(bytes)")
        }
    }
}
