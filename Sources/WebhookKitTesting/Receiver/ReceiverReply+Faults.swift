import WebhookKit

extension ReceiverReply {
    /// Takes the request and says nothing.
    public static var hangBeforeHeaders: ReceiverReply { ReceiverReply([], ending: .hang) }

    /// Sends the status line and one header, then nothing.
    public static var hangBetweenHeaders: ReceiverReply {
        ReceiverReply("HTTP/1.1 200 OK\r\nX-First: 1\r\n", ending: .hang)
    }

    /// Sends all headers and 4 bytes of 100, then nothing.
    public static func hangInBody(status: Int = 200) -> ReceiverReply {
        ReceiverReply(
            "HTTP/1.1 \(status) Status\r\nContent-Length: 100\r\n\r\nbody",
            ending: .hang
        )
    }

    /// Sends headers, then one byte of the body per interval, for ever.
    public static func dripBody(every interval: Duration, status: Int = 200) -> ReceiverReply {
        ReceiverReply(
            "HTTP/1.1 \(status) Status\r\nContent-Length: 1000000\r\n\r\n",
            repeating: Piece(bytes: [0x2E], times: .max, interval: interval),
            ending: .close
        )
    }

    /// Sends the status line byte by byte, then an empty answer.
    public static func dripStatusLine(every interval: Duration) -> ReceiverReply {
        var reply = ReceiverReply([], ending: .keepAlive)
        reply.pieces = "HTTP/1.1 200 OK\r\n".utf8.map { Piece(bytes: [$0], interval: interval) }
        reply.pieces.append(Piece(bytes: Array("Content-Length: 0\r\n\r\n".utf8)))
        return reply
    }

    /// Sends one header's value byte by byte, for ever.
    public static func dripHeaders(every interval: Duration) -> ReceiverReply {
        ReceiverReply(
            "HTTP/1.1 200 OK\r\nX-Endless: ",
            repeating: Piece(bytes: [0x2E], times: .max, interval: interval),
            ending: .close
        )
    }

    /// Sends 4 KiB of headers per interval, for ever.
    public static func endlessHeaders(every interval: Duration) -> ReceiverReply {
        let line = "X-Endless: \(String(repeating: "x", count: 114))\r\n"
        return ReceiverReply(
            "HTTP/1.1 200 OK\r\n",
            repeating: Piece(
                bytes: Array(String(repeating: line, count: 32).utf8),
                times: .max,
                interval: interval
            ),
            ending: .close
        )
    }

    /// Sends a 200 whose chunked body ends with trailers for ever, as fast as they are taken.
    public static var trailerFlood: ReceiverReply {
        ReceiverReply(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n",
            repeating: Piece(
                bytes: Array(String(repeating: "X-Trailer: x\r\n", count: 4096).utf8),
                times: .max
            ),
            ending: .close
        )
    }

    /// Sends `100 Continue` for ever, as fast as it is taken.
    public static var informationalFlood: ReceiverReply {
        let part = String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 2048)
        return ReceiverReply(
            "",
            repeating: Piece(bytes: Array(part.utf8), times: .max),
            ending: .close
        )
    }

    /// Sends `100 Continue` for ever, one per interval.
    public static func endlessInformational(every interval: Duration) -> ReceiverReply {
        ReceiverReply(
            "",
            repeating: Piece(
                bytes: Array("HTTP/1.1 100 Continue\r\n\r\n".utf8),
                times: .max,
                interval: interval
            ),
            ending: .close
        )
    }

    /// Takes the request and closes.
    public static var closeAtOnce: ReceiverReply { ReceiverReply([], ending: .close) }

    /// Takes the request and resets the connection.
    public static var reset: ReceiverReply { ReceiverReply([], ending: .reset) }

    /// Sends bytes that are no HTTP at all, and closes.
    public static var garbage: ReceiverReply {
        ReceiverReply([0x00, 0x01, 0xFF, 0xFE, 0x0D, 0x0A, 0x0D, 0x0A, 0x80, 0x00])
    }

    /// Answers as HTTP/0.9 did: a body without status line and headers.
    public static var http09: ReceiverReply {
        ReceiverReply("<html>hello</html>\n", ending: .close)
    }

    /// Announces a body of -1 bytes, and closes.
    public static var negativeContentLength: ReceiverReply {
        ReceiverReply("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", ending: .close)
    }

    /// Announces more bytes of body than it sends, then closes or resets.
    public static func brokenBody(
        status: Int = 200,
        announced: Int = 100,
        sent: Int = 4,
        ending: Ending = .close
    ) -> ReceiverReply {
        ReceiverReply(
            "HTTP/1.1 \(status) Status\r\nContent-Length: \(announced)\r\n\r\n"
                + String(repeating: "x", count: sent),
            ending: ending
        )
    }

    /// Announces a chunked body and breaks its framing.
    public static func brokenChunks(status: Int = 200) -> ReceiverReply {
        ReceiverReply(
            "HTTP/1.1 \(status) Status\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\nnonsense\r\n",
            ending: .close
        )
    }

    /// Floods with a body of up to `byteCount` bytes, in writes of 64 KiB, then closes.
    ///
    /// - Parameters:
    ///   - byteCount: Rounded up to whole writes.
    ///   - announced: The Content-Length to claim; nil, the default, for none.
    public static func flood(_ byteCount: Int, announced: Int? = nil) -> ReceiverReply {
        let size = 65_536
        let length = announced.map { "Content-Length: \($0)\r\n" } ?? ""
        return ReceiverReply(
            "HTTP/1.1 200 OK\r\n\(length)\r\n",
            repeating: Piece(
                bytes: [UInt8](repeating: 0x2E, count: size),
                times: (max(byteCount, 1) - 1) / size + 1
            ),
            ending: .close
        )
    }

    /// A proper answer with this many headers, `X-0` and following.
    public static func manyHeaders(_ count: Int = 5000) -> ReceiverReply {
        .status(200, headers: (0..<max(count, 0)).map { .init("X-\($0)", "value") })
    }

    /// A 200 with bytes in a header that are not UTF-8.
    public static var nonUTF8Header: ReceiverReply {
        ReceiverReply(
            Array("HTTP/1.1 200 OK\r\nX-Latin: caf".utf8) + [0xE9, 0xFF]
                + Array("\r\nContent-Length: 0\r\n\r\n".utf8),
            ending: .keepAlive
        )
    }
}
