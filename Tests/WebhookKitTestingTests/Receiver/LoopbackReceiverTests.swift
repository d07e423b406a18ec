import Testing
import WebhookKit
import WebhookKitTesting

/// Tests the receiver with raw sockets, so that no client hides what it really sends.
@Suite struct LoopbackReceiverTests {
    @Test func answersAndRecordsOverOneConnection() throws {
        let receiver = try LoopbackReceiver()
        receiver.on("/hooks", [.status(500), .status(200, body: Array("yes".utf8))])
        let client = try RawClient(port: receiver.port)
        client.send("POST /hooks?a=1 HTTP/1.1\r\nX-One:  1 \r\nContent-Length: 2\r\n\r\nhi")
        #expect(client.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 500 "))
        client.send(
            "POST /hooks HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\n\r\n"
        )
        #expect(client.read(until: "yes").hasPrefix("HTTP/1.1 200 "))
        client.send("POST /hooks HTTP/1.1\r\nContent-Length: 0\r\n\r\n")
        #expect(client.read(until: "yes").hasPrefix("HTTP/1.1 200 "))

        #expect(receiver.requests.map(\.body) == [Array("hi".utf8), Array("abc".utf8), []])
        #expect(receiver.requests.map(\.number) == [0, 1, 2])
        #expect(receiver.requests.first?.target == "/hooks?a=1")
        #expect(receiver.requests.first?.headers.first(named: "x-one") == "1")
        #expect(receiver.requestCount(path: "/hooks") == 3)
        #expect(receiver.connectionCount == 1)
    }

    @Test func answersBeforeTheBodyWhenTold() throws {
        let receiver = try LoopbackReceiver()
        receiver.on("/hooks", [.status(413).beforeBody().ending(.close), .status(200)])
        let early = try RawClient(port: receiver.port)
        early.send("POST /hooks HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n")
        #expect(early.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 413 "))
        let usual = try RawClient(port: receiver.port)
        usual.send("POST /hooks HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi")
        #expect(usual.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 200 "))
        #expect(receiver.requests.map(\.body) == [[], Array("hi".utf8)])
    }

    @Test func endsStalledConnectionsWhenStopped() throws {
        let receiver = try LoopbackReceiver(greeting: ReceiverReply([], ending: .stall))
        let client = try RawClient(port: receiver.port)
        client.send("POST / HTTP/1.1\r\n\r\n")
        receiver.stop()
        #expect(client.isAtEnd())
        #expect(receiver.requests.isEmpty)
    }

    @Test func answersNotFoundWithoutScript() throws {
        let receiver = try LoopbackReceiver()
        let client = try RawClient(port: receiver.port)
        client.send("POST /other HTTP/1.1\r\n\r\n")
        #expect(client.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 404 "))
    }

    @Test(arguments: [
        "nonsense\r\n\r\n", "GET / HTTP/2\r\n\r\n", "POST / HTTP/1.1\r\nno colon\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
    ])
    func refusesMalformedRequests(_ text: String) throws {
        let receiver = try LoopbackReceiver()
        let client = try RawClient(port: receiver.port)
        client.send(text)
        #expect(client.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 400 "))
        #expect(client.isAtEnd())
        #expect(receiver.malformedCount == 1)
        #expect(receiver.requests.isEmpty)
    }

    @Test func repliesByClosureAndInPieces() throws {
        let receiver = try LoopbackReceiver()
        receiver.on("/echo") { .status(200, body: $0.body) }
        receiver.on("/broken", .brokenBody(announced: 10, sent: 3))
        let client = try RawClient(port: receiver.port)
        client.send("POST /echo HTTP/1.1\r\nContent-Length: 4\r\n\r\nping")
        #expect(client.read(until: "ping").hasSuffix("ping"))
        client.send("POST /broken HTTP/1.1\r\n\r\n")
        #expect(client.read(until: "xxx").contains("Content-Length: 10"))
        #expect(client.isAtEnd())
    }

    @Test func verifiesSignatures() throws {
        let receiver = try LoopbackReceiver()
        receiver.on("/hooks", .status(200))
        receiver.verify(with: WebhookVerifier(secrets: []))
        let client = try RawClient(port: receiver.port)
        client.send("POST /hooks HTTP/1.1\r\n\r\n")
        #expect(client.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 401 "))
        #expect(receiver.rejectedCount == 1)
        #expect(receiver.requests.first?.rejection == .noUsableSecret)
        receiver.verify(with: nil)
        client.send("POST /hooks HTTP/1.1\r\n\r\n")
        #expect(client.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 200 "))
    }

    @Test func waitsForRequests() async throws {
        let receiver = try LoopbackReceiver()
        receiver.on("/hooks", .status(200))
        async let waiting = receiver.waitForRequests(1, path: "/hooks", within: .seconds(20))
        let client = try RawClient(port: receiver.port)
        client.send("POST /other HTTP/1.1\r\n\r\nPOST /hooks HTTP/1.1\r\n\r\n")
        let requests = try await waiting
        #expect(requests.map(\.path) == ["/hooks"])
        await #expect(throws: LoopbackReceiverError.self) {
            _ = try await receiver.waitForRequests(9, within: .milliseconds(10))
        }
    }

    @Test func refusesConnectionsAfterStopping() throws {
        let receiver = try LoopbackReceiver()
        receiver.on("/", .hangBeforeHeaders)
        let client = try RawClient(port: receiver.port)
        client.send("POST / HTTP/1.1\r\n\r\n")
        receiver.stop()
        receiver.stop()
        #expect(client.isAtEnd())
        #expect(throws: RawClient.Refused.self) { try RawClient(port: receiver.port) }
    }
}
