import Testing

@testable import WebhookKit

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct JSONTextTests {
    @Test(arguments: [
        ("", #""""#), ("a/é😀", #""a/é😀""#), ("\"\\", #""\"\\""#), ("\n\r\t", #""\n\r\t""#),
        ("\u{0}\u{1F}\u{7F}", "\"\\u0000\\u001f\u{7F}\""),
    ])
    func escapesWhatItMust(text: String, expected: String) {
        var bytes: [UInt8] = []
        JSONText.append(text, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
    }

    @Test func isReadBackEqual() throws {
        var text = String(String.UnicodeScalarView((0..<0x300).compactMap(Unicode.Scalar.init)))
        text += "\u{2028}\u{10FFFF}\u{FEFF}"
        var bytes: [UInt8] = []
        JSONText.append(text, to: &bytes)
        try JSONScanner.check(bytes)
        #expect(try JSONDecoder().decode(String.self, from: Data(bytes)) == text)
    }
}
