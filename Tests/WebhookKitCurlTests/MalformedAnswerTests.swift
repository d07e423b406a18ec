#if canImport(WebhookKitCCurl)
import Testing
import WebhookKit
import WebhookKitCurl
import WebhookKitTesting

/// Answers that are out of order are the receiver's trouble (D-16): as our own they would be tried
/// for ever, without a round spent and without a log.
@Suite struct MalformedAnswerTests {
    @Test(arguments: MalformedAnswer.all)
    func isNeverOurTrouble(_ answer: MalformedAnswer) async throws {
        let receiver = try LoopbackReceiver()
        defer { receiver.stop() }
        receiver.on("/", ReceiverReply(answer.bytes))
        let transport = CurlTransport()
        // Twice, since an answer may spoil what comes after it.
        for _ in 0..<2 {
            let outcome = await transport.send(.test(to: receiver.url(), deadline: .seconds(30)))
            let kind = outcome.failure?.kind
            #expect(kind == nil || kind == .protocolError || kind == .reset, "\(outcome)")
        }
    }

    /// The one that was found first: libcurl 7.88 calls it a bad argument of ours.
    @Test func aHeaderBrokenByALoneCRIsTheReceivers() async throws {
        let receiver = try LoopbackReceiver()
        defer { receiver.stop() }
        let text = "HTTP/1.1 500 No\r\nX-A\rB: c\r\nContent-Length: 0\r\n\r\n"
        receiver.on("/", ReceiverReply(Array(text.utf8)))
        let outcome = await CurlTransport().send(.test(to: receiver.url()))
        #expect(outcome.status == 500 || outcome.failure?.kind == .protocolError, "\(outcome)")
    }
}

/// Bytes that are not quite an answer.
struct MalformedAnswer: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var bytes: [UInt8]

    static let all = statusLines + headers + framings + beginnings

    private static func make(_ text: String) -> MalformedAnswer {
        MalformedAnswer(
            testDescription: "\(text.prefix(60).debugDescription), \(text.utf8.count) bytes",
            bytes: Array(text.utf8)
        )
    }

    private static let long = String(repeating: "x", count: 65_536)
    private static let digits = String(repeating: "9", count: 400)
    private static let odd = ["\r", "\0", "\t", " ", "\u{B}", "\u{7F}", "\u{FF}", "\n", "\n\r"]

    private static let statusLines =
        (odd.flatMap { odd in
            [
                "HTTP/1.1 200\(odd)OK", "HTTP/1.1 200 O\(odd)K", "HTTP/1.1\(odd)200 OK",
                "HTTP/\(odd)1.1 200 OK", "HTTP/1.1 2\(odd)00 OK", "\(odd)HTTP/1.1 200 OK",
                "HT\(odd)TP/1.1 200 OK", "HTTP/1.1 200 OK\(odd)",
            ]
        } + [
            "HTTP/1.1", "HTTP/1.1 ", "HTTP/1.1 OK", "HTTP/1.1 0 OK", "HTTP/1.1 -200 OK",
            "HTTP/1.1 99 OK", "HTTP/1.1 2000 OK", "HTTP/1.1 \(digits) OK", "HTTP/1.1 200 \(long)",
            "HTTP/1.1 \(long)", "HTTP/9.9 200 OK", "HTTP/0.9 200 OK", "HTTP/1.9 200 OK",
            "HTTP/2 200 OK", "HTTP/2.0 200 OK", "HTTP/3 200", "HTTP/11 200 OK", "HTTP/-1.1 200 OK",
            "HTTP/1.1.1 200 OK", "HTTP 200 OK", "http/1.1 200 OK", "ICY 200 OK", "RTSP/1.0 200 OK",
            "HTTP/1.1 100 Continue", "HTTP/1.1 101 Switching", "HTTP/1.1 199 Odd", long,
        ]).map { make("\($0)\r\nContent-Length: 0\r\n\r\n") }

    private static let headers =
        (odd.flatMap { odd in
            [
                "X-A\(odd)B: c", "X-A: b\(odd)c", "X-A\(odd): b", "\(odd)X-A: b", "X-A:\(odd)b",
                "X-A: b\(odd)", "\(odd)", ":\(odd)", "X-A\(odd)", "\(odd): b",
                "Content-Length\(odd): 0", "Transfer-Encoding:\(odd) chunked",
                "Location: https://\(odd)/",
            ]
        } + [
            ":", ": a", ":a: b", "::", "a", "no colon", "X-A\r\n B: c", " first: folded",
            "X-A: b\r\n\tc\r\n d", "X-A:\r\n ", "\(long): a", "X-A: \(long)", "X-A: b\r\n \(long)",
            String(repeating: "X: y\r\n", count: 6_000) + "X: y", "Set-Cookie: \(long)",
            "Location: ", "Location: //", "Location: http://[::1", "Location: \u{FF}\u{1}",
            "Location: http://:99999999/", "Location: \(long)", "Location: a\r\nLocation: b",
            "WWW-Authenticate: \(long)", "WWW-Authenticate: Digest", "Refresh: x", "Alt-Svc: \"",
            "Proxy-Authenticate: Basic", "Strict-Transport-Security: max-age=-1",
            "Content-Encoding: nonsense", "Content-Encoding: gzip, \(long)", "Retry-After: -1",
            "Connection: \(long)", "Connection: Upgrade\r\nUpgrade: h2c",
            "Content-Range: bytes */-1",
            "Trailer: \0", "Last-Modified: x", "Persistent-Auth: x",
        ]).flatMap { line in
            [302, 200, 401].map {
                make("HTTP/1.1 \($0) Status\r\n\(line)\r\nContent-Length: 0\r\n\r\n")
            }
        }

    private static let framings =
        [
            "Content-Length: -1", "Content-Length: -0", "Content-Length: +2", "Content-Length: 0x2",
            "Content-Length: 2, 2", "Content-Length: 2\r\nContent-Length: 3", "Content-Length: 2 3",
            "Content-Length: \(digits)", "Content-Length: -\(digits)", "Content-Length:",
            "Content-Length: 2\r\nContent-Length: -3", "Transfer-Encoding: nonsense",
            "Content-Length: 2\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked, chunked",
            "Transfer-Encoding: gzip", "Transfer-Encoding: gzip, chunked",
            "Transfer-Encoding: \(Array(repeating: "gzip", count: 20).joined(separator: ","))",
            "Transfer-Encoding: chunked", "Transfer-Encoding: br\r\nContent-Encoding: zstd",
        ].flatMap { head in
            [
                "ok", "", "\r\n", "zz\r\nok", "-1\r\nok", "ffffffffffffffffff\r\nok",
                "2\r\nokok\r\n",
                "2;\(long)\r\nok\r\n0\r\n\r\n", "0\r\nX-A\rB: c\r\n\r\n", "0\r\n: a\r\n\r\n",
                "2\nok\n0\n\n", "0\r\n folded\r\n\r\n", "\0\0\0\0",
            ].map { make("HTTP/1.1 200 OK\r\n\(head)\r\n\r\n\($0)") }
        }

    private static let beginnings =
        [
            "", "\0", "\r\n", "\r\n\r\n", "\r\r\r", "\n", " ", "H", "HTTP", "HTTP/", "HTTP/1.1 2",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\0\0\0\u{4}\0\0\0\0\0", "\0\0\u{6}\u{4}\0\0\0\0\0",
            "GET / HTTP/1.1\r\n\r\n", "<html></html>", "{\"ok\":true}", "220 smtp ESMTP\r\n",
            "SSH-2.0-x\r\n", "\u{16}\u{3}\u{1}\u{2}\0\u{1}", "HTTP/1.1 200 OK\r\nX-A",
            "HTTP/1.1 200 OK\r\nX-A: b", "HTTP/1.1 200 OK\r\nX-A: b\r\n", "HTTP/1.1 200 OK\r\n\r",
            "HTTP/1.1 100 Continue\r\nX-A\rB: c\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\ngarbage\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n\0\0\r\n",
            "garbage\r\nHTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 103 Hints\r\nLink: \0\r\n\r\n",
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n\0\0",
            "HTTP/1.1 101 Switching Protocols\r\n\r\nPRI * HTTP/2.0\r\n\r\n", long + long,
        ].map(make)
}
#endif
