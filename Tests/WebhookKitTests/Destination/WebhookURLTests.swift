import Foundation
import Testing

@testable import WebhookKit

@Suite struct WebhookURLTests {
    /// W-3.
    @Test(arguments: [
        ("https://example.com", "https://example.com/"),
        ("HTTPS://Example.COM:443/A%2fb?C=d", "https://example.com/A%2fb?C=d"),
        ("HtTp://example.com:80/", "http://example.com/"),
        ("http://example.com:443", "http://example.com:443/"),
        ("https://example.com?x=1", "https://example.com/?x=1"),
        ("https://example.com:1/", "https://example.com:1/"),
        ("https://example.com:65535/", "https://example.com:65535/"),
        ("https://a_b.xn--bcher-kva.example/", "https://a_b.xn--bcher-kva.example/"),
        ("https://203.0.113.9:8443/x", "https://203.0.113.9:8443/x"),
        ("https://[2001:DB8:0:0::1]:8443/x", "https://[2001:db8::1]:8443/x"),
        ("https://[::ffff:7F00:1]/", "https://[::ffff:127.0.0.1]/"),
        ("https://1e100.net/", "https://1e100.net/"),
        ("https://1.2.3.4.example/", "https://1.2.3.4.example/"),
        ("https://0xg.example/", "https://0xg.example/"),
        ("https://e/a:b@c;d=e,f!$&'()*+~_-.", "https://e/a:b@c;d=e,f!$&'()*+~_-."),
        ("https://e/...//x?a/../b?c@d", "https://e/...//x?a/../b?c@d"),
        (" https://example.com/hook", "https://example.com/hook"),
        ("https://example.com/hook\n", "https://example.com/hook"),
        ("\t\r\n https://example.com/hook \r\n\u{B}\u{C}", "https://example.com/hook"),
        ("\u{FEFF}https://e\u{A0}", "https://e/"), ("\u{3000}https://e\u{2028}", "https://e/"),
        ("\u{200F}\u{202B}https://e/x\u{200B}\u{202C}", "https://e/x"),
        ("\u{85}https://e?\u{2060}\u{AD}", "https://e/?"),
        ("https://example.com/ü", "https://example.com/%C3%BC"),
        ("https://e/%C3%bc/ü?q=ü&r=%c3", "https://e/%C3%bc/%C3%BC?q=%C3%BC&r=%c3"),
        ("https://e?ü", "https://e/?%C3%BC"), ("https://e/🔑", "https://e/%F0%9F%94%91"),
        ("https://e/\u{FC}", "https://e/%C3%BC"), ("https://e/u\u{308}", "https://e/u%CC%88"),
        ("https://e/．．/%25", "https://e/%EF%BC%8E%EF%BC%8E/%25"),
        ("https://e/a\u{200C}b", "https://e/a%E2%80%8Cb"),
        ("https://e/\u{FFFD}", "https://e/%EF%BF%BD"),
    ]) func keepsOneCanonicalText(typed: String, canonical: String) throws {
        let url = try WebhookURL(typed)
        #expect(url.string == canonical)
        #expect(url.description == canonical)
        #expect(try WebhookURL(canonical) == url)
        let json = try JSONEncoder().encode([url])
        #expect(try JSONDecoder().decode([WebhookURL].self, from: json) == [url])
    }

    @Test func givesItsParts() throws {
        let url = try WebhookURL("HTTPS://Hooks.Example:8443/a?b=c")
        #expect(url.scheme == .https)
        #expect(url.host == .name("hooks.example"))
        #expect(url.port == 8443)
        #expect(url.pathAndQuery == "/a?b=c")
        #expect(url.authority == "hooks.example:8443")
        #expect(try WebhookURL("http://[::1]").authority == "[::1]")
        #expect(try WebhookURL("http://[::1]").port == 80)
    }

    @Test(arguments: [
        "", " ", "https", "https:", "https:/", "https:example.com", "https:/example.com", "//e/",
        "ftp://example.com", "file:///etc/passwd", "javascript:alert(1)", "gopher://e", "ws://e",
        "data:,x", "\0https://e", "\u{7F}https://e", "ü https://e", "httpss://e", " \n\u{FEFF}",
        "https\\://e", "https;//e", "ｈttps://e",
    ]) func refusesOtherSchemes(text: String) {
        #expect(part(text) == "scheme")
    }

    /// W-3.
    @Test(arguments: [
        "https://user@example.com/", "https://user:hunter2@example.com/", "https://@example.com/",
        "https://:@e/", #"https://example.com\@127.0.0.1"#, "https://a@b@c/",
        "https://e:443@127.0.0.1/", "https://e%40@f", "https://hunter2@", "https://[hunter2@::1]/",
    ]) func refusesUserinfoWithoutRepeatingIt(text: String) throws {
        let error = try #require(throws: FieldError.self) { try WebhookURL(text) }
        #expect(error.field == "url.userinfo")
        #expect(!"\(error)".contains("hunter2"))
    }

    /// Fault 46.
    @Test(arguments: [
        ("https://e/#x", "fragment"), ("https://e#", "fragment"),
        ("https://e/?a#b", "fragment"), ("https://e#@127.0.0.1/", "fragment"),
        ("https://e:0/", "port"), ("https://e:65536/", "port"), ("https://e:99999/", "port"),
        ("https://e:/", "port"), ("https://e:-1/", "port"), ("https://e:+1/", "port"),
        ("https://e:0443/", "port"), ("https://e:4 4/", "port"), ("https://e:１/", "port"),
        ("https://e:18446744073709551617/", "port"), ("https://[::1]:/", "port"),
        ("https://e:80x/", "port"),
        ("https://e/a b", "path"), ("https://e/\\b", "path"), ("https://e/\r\nX: y", "path"),
        ("https://e/\0", "path"), ("https://e/a\tb", "path"), ("https://e/%", "path"),
        ("https://e/%2", "path"), ("https://e/%zz", "path"), ("https://e/ x", "path"),
        ("https://e/\u{A0}b", "path"), ("https://e/a\u{2028}b", "path"), ("https://e/%ü", "path"),
        ("https://e/a\u{85}b", "path"), ("https://e/a\u{9B}b", "path"), ("https://e/\0\n", "path"),
        ("https://e/ü/../b", "path"), ("https://e?a\u{3000}b", "query"),
        ("https://e/a/../b", "path"), ("https://e/.", "path"), ("https://e/%2E%2e/b", "path"),
        ("https://e/.%2e", "path"), ("https://e/<a>", "path"),
        ("https://e/?a b", "query"), ("https://e?\u{7F}", "query"), ("https://e?x=%f", "query"),
        ("https://e?x[]=1", "query"), ("https://e?ü#", "fragment"), ("https://e/?\\ü", "query"),
    ]) func namesThePartThatIsWrong(text: String, expected: String) {
        #expect(part(text) == expected)
    }

    @Test(arguments: [
        "https://", "https:///x", "https://?x", "https://:443/", "https://./", "https://..",
        "https://.e/", "https://a..b/", "https://e./", "https://127.0.0.1./", "https://a b/",
        "https://-a.e/", "https://a-.e/", "https://a,b/", "https://a*b/", "https://a\\b/",
        "https://e\0f/", "https://e\r\n/", "https:// e/", "https://e /", "https://e\u{200B}x/",
        "https://bücher.example/", "https://１２７.0.0.1/",
        "https://①②⑦.0.0.1/", "https://127。0。0。1/", "https://127．0．0．1/", "https://e\u{AD}f/",
        "https://%31%32%37.0.0.1/", "https://e%2ef/", "https://localhost%00/",
        "https://2130706433/", "https://0x7f000001/", "https://0x7f.1/", "https://0X7F.0.0.1/",
        "https://0177.0.0.1/", "https://017700000001/", "https://127.1/", "https://127.0.1/",
        "https://127.0.0.01/", "https://127.0.0.256/", "https://1.2.3.4.5/", "https://0/",
        "https://0x/", "https://0/", "https://a.0x/", "https://a.1/", "https://a.0x7F/",
        "https://99999999999/", "https://127.0.0.0x1/", "https://1.2.3.09/",
        "https://::1/", "https://[::1/", "https://[]/", "https://[::1]x/", "https://[fe80::1%25e]/",
        "https://[fe80::1%e]/", "https://[v1.x]/", "https://[127.0.0.1]/", "https://[::1]]/",
        "https://[[::1]]/", "https://[::ffff:0x7f.1]/", "https://[:::1]/", "https://[1:2]/",
    ]) func refusesHosts(text: String) {
        #expect(part(text) == "host")
    }

    @Test func boundsLabelsNamesAndURLs() throws {
        let label = String(repeating: "a", count: 63)
        #expect(throws: Never.self) { try WebhookURL("https://\(label).e/") }
        #expect(part("https://\(label)a.e/") == "host")
        let name = "\(label).\(label).\(label).\(String(repeating: "b", count: 61))"
        #expect(throws: Never.self) { try WebhookURL("https://\(name)/") }
        #expect(part("https://\(name)b/") == "host")
        let longest = "https://e/" + String(repeating: "x", count: 2038)
        #expect(try WebhookURL(longest).string.utf8.count == 2048)
        #expect(part(longest + "x") == "length")
        // One byte more in the canonical form, which could not be loaded again.
        #expect(part("https://e?" + String(repeating: "x", count: 2038)) == "length")
    }

    @Test func boundsWhatIsLeftWithoutBlanksAndEncoded() throws {
        let longest = "https://e/" + String(repeating: "x", count: 2038)
        #expect(try WebhookURL("  \(longest)\r\n").string == longest)
        #expect(try WebhookURL(String(repeating: " ", count: 10_000) + "https://e/").port == 443)
        let encoded = "https://e/" + String(repeating: "ü", count: 339)
        #expect(try WebhookURL(encoded).string.utf8.count == 2044)
        #expect(part(encoded + "ü") == "length")
    }

    /// W-3.
    @Test(arguments: ["https://bücher.example/", "https://xn--\u{200D}a.example/", "https://例え.jp"])
    func pointsToPunycode(text: String) throws {
        let error = try #require(throws: FieldError.self) { try WebhookURL(text) }
        #expect(error.field == "url.host" && error.message.contains("punycode"))
    }

    /// What is equal to people but not to servers stays two URLs.
    /// W-3.
    @Test func neverNormalizes() throws {
        #expect(try WebhookURL("https://e/\u{FC}") != WebhookURL("https://e/u\u{308}"))
        #expect(try WebhookURL("https://e/%C3%BC") != WebhookURL("https://e/%c3%bc"))
        #expect(try WebhookURL("https://e/%C3%BC") == WebhookURL("https://e/ü"))
    }

    @Test func decodingRefusesWhatParsingRefuses() {
        let json = Data(#"["https://u:hunter2@e/"]"#.utf8)
        let error = #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([WebhookURL].self, from: json)
        }
        #expect(!"\(String(describing: error))".contains("hunter2"))
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func takesAnyTextWithoutTrap(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let seeds = [
            "https://user:pw@[::ffff:127.0.0.1]:8443/a%2fb?c#d", "http://0x7f.1:0/..", "https://e",
        ]
        let alphabet = Array(":/@[]%.?#\\-0x\0 é".utf8) + [0x80, 0xFF]
        for _ in 0..<5_000 {
            var bytes = Array(seeds[Int.random(in: 0..<seeds.count, using: &random)].utf8)
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                bytes[index] =
                    alphabet.randomElement(using: &random)
                    ?? UInt8.random(in: 0...255, using: &random)
            }
            let text = String(decoding: bytes, as: UTF8.self)
            guard let url = try? WebhookURL(text) else { continue }
            #expect(try WebhookURL(url.string) == url, "seed \(seed)")
            #expect(url.string.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "seed \(seed)")
        }
    }

    /// What of the URL is refused; the whole of it counts as its length.
    private func part(_ text: String) -> String? {
        do throws(FieldError) {
            _ = try WebhookURL(text)
            return nil
        } catch {
            return error.field == "url" ? "length" : String(error.field.dropFirst("url.".count))
        }
    }
}

/// SplitMix64: the same numbers for the same seed everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
