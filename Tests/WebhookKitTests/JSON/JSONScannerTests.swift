import Testing

@testable import WebhookKit

@Suite struct JSONScannerTests {
    private func problem(_ bytes: [UInt8]) -> JSONProblem? {
        do throws(JSONProblem) {
            try JSONScanner.check(bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        "{}", "[]", "0", "-0", "-0.0e-0", "1E+9", "123.456e7", "true", "false", "null", "\"\"",
        " \t\r\n{ \"a\" : [ 1 , 2 , { } ] , \"a\" : null } \n", #""\"\\\/\b\f\n\r\t\u00e9\uD83D""#,
        "\"é€😀\u{7F}\u{10FFFF}\u{FEFF}\"", "[[],{},\"\",0,true]", #"{"":{"":""}}"#,
    ])
    func acceptsValidJSON(text: String) {
        #expect(problem(Array(text.utf8)) == nil)
    }

    @Test(arguments: [
        ("", JSONProblem.Reason.empty, 0), (" \n", .empty, 2),
        ("\u{FEFF}{}", .byteOrderMark, 0), (" \u{FEFF}{}", .unexpectedByte, 1),
        ("{", .truncated, 1), ("[1,", .truncated, 3), ("\"a", .truncated, 2),
        ("tru", .truncated, 3),
        ("-", .truncated, 1), ("1.", .truncated, 2), ("1e", .truncated, 2), ("1e+", .truncated, 3),
        ("\"\\", .truncated, 2), ("\"\\u12", .truncated, 5), ("{\"a\"", .truncated, 4),
        ("{\"a\":", .truncated, 5),
        ("[1,]", .unexpectedByte, 3), ("[,]", .unexpectedByte, 1), ("{,}", .unexpectedByte, 1),
        ("{\"a\":1,}", .unexpectedByte, 7), ("{\"a\"}", .unexpectedByte, 4),
        ("{1:2}", .unexpectedByte, 1), ("[1}", .unexpectedByte, 2),
        ("{\"a\":1]", .unexpectedByte, 6),
        ("]", .unexpectedByte, 0), ("[1 2]", .unexpectedByte, 3), ("'a'", .unexpectedByte, 0),
        ("NaN", .unexpectedByte, 0), ("True", .unexpectedByte, 0), ("nul1", .unexpectedByte, 3),
        ("+1", .unexpectedByte, 0), (".5", .unexpectedByte, 0), ("\u{0B}1", .unexpectedByte, 0),
        ("[1]//", .trailingBytes, 3), ("1 2", .trailingBytes, 2), ("{}{}", .trailingBytes, 2),
        ("1\u{0}", .trailingBytes, 1), ("0x1", .trailingBytes, 1),
        ("01", .malformedNumber, 1), ("-01", .malformedNumber, 2), ("1.e1", .malformedNumber, 2),
        ("1ex", .malformedNumber, 2), ("-x", .malformedNumber, 1), ("--1", .malformedNumber, 1),
        ("\"\n\"", .controlCharacter, 1), ("\"a\u{0}\"", .controlCharacter, 2),
        ("\"\u{1F}\"", .controlCharacter, 1),
        ("\"\\x\"", .malformedEscape, 1), ("\"\\u00g0\"", .malformedEscape, 1),
        ("\"\\U0000\"", .malformedEscape, 1),
    ])
    func namesReasonAndPlace(text: String, reason: JSONProblem.Reason, offset: Int) {
        #expect(problem(Array(text.utf8)) == JSONProblem(reason: reason, offset: offset))
    }

    @Test(arguments: [
        [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80],
        [0xED, 0xBF, 0xBF], [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80],
        [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xE2, 0x28, 0xA1],
        [0xF0, 0x9F, 0x28, 0x80], [0xE2, 0x82, 0x28], [0xF0, 0x9F, 0x98, 0xFF],
    ])
    func refusesMalformedUTF8(bytes: [UInt8]) {
        let quoted = [0x22] + bytes + [0x22]
        #expect(problem(quoted) == JSONProblem(reason: .malformedUTF8, offset: 1))
        #expect(problem([0x22] + bytes) == JSONProblem(reason: .malformedUTF8, offset: 1))
    }

    @Test func countsDepthExactly() {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let inner = open == "[" ? "" : "{}"
            let depth = open == "[" ? 512 : 511
            let fits = String(repeating: open, count: depth) + inner
            #expect(problem(Array((fits + String(repeating: close, count: depth)).utf8)) == nil)
            let problem = problem(Array((open + fits).utf8))
            #expect(problem?.reason == .tooDeep(maximum: 512))
        }
    }

    @Test func refusesTenThousandLevelsAtTheFirstTooDeep() {
        let bytes = [UInt8](repeating: UInt8(ascii: "["), count: 10_000)
        #expect(problem(bytes) == JSONProblem(reason: .tooDeep(maximum: 512), offset: 512))
    }

    @Test func takesANumberOfAMillionDigits() {
        #expect(problem([UInt8](repeating: UInt8(ascii: "7"), count: 1_000_000)) == nil)
    }

    @Test func saysWhatToDo() {
        let text = JSONProblem(reason: .byteOrderMark, offset: 0).description
        #expect(text == "JSON, byte 0: there is a byte order mark; leave it out")
    }
}
