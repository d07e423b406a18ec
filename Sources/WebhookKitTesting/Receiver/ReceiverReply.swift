public import WebhookKit

/// What a ``LoopbackReceiver`` sends back, byte for byte, and what becomes of the connection then.
///
/// ``status(_:headers:body:)`` is a proper answer; every other one is a fault that real receivers
/// show. A fault that is not here is made of ``init(_:ending:)``.
public struct ReceiverReply: Sendable {
    /// What becomes of the connection after the last byte.
    public enum Ending: Sendable, Hashable {
        /// It waits for the next request.
        case keepAlive
        /// It is closed in good order, without warning.
        case close
        /// It is reset, so that the sender gets an error instead of an end.
        case reset
        /// It stays open and silent until the sender closes it or the receiver stops.
        case hang
        /// The same, and nothing is read any more, so that a long request comes to a halt.
        case stall
    }

    /// A wait and some bytes, repeated.
    struct Piece: Sendable {
        var bytes: [UInt8]
        var times = 1
        var interval = Duration.zero
    }

    var pieces: [Piece]
    var ending: Ending
    var isBeforeBody = false

    /// Makes a reply of raw bytes.
    public init(_ bytes: [UInt8], ending: Ending = .close) {
        pieces = bytes.isEmpty ? [] : [Piece(bytes: bytes)]
        self.ending = ending
    }

    init(_ text: String, repeating: Piece? = nil, ending: Ending) {
        self.init(Array(text.utf8), ending: ending)
        if let repeating { pieces.append(repeating) }
    }

    /// A proper HTTP/1.1 answer with a Content-Length; the connection is kept alive.
    ///
    /// - Parameters:
    ///   - status: Any number; 999 is a fault of its own.
    ///   - headers: Sent as they are, after the status line; none by default.
    ///   - body: The bytes; none by default.
    public static func status(
        _ status: Int,
        headers: [HeaderField] = [],
        body: [UInt8] = []
    ) -> ReceiverReply {
        var bytes = Array("HTTP/1.1 \(status) Status\r\n".utf8)
        for field in headers { bytes += Array("\(field.name): \(field.value)\r\n".utf8) }
        bytes += Array("Content-Length: \(body.count)\r\n\r\n".utf8)
        return ReceiverReply(bytes + body, ending: .keepAlive)
    }

    /// The same reply with another ending, such as closing a connection that was to be kept.
    public func ending(_ ending: Ending) -> ReceiverReply {
        var copy = self
        copy.ending = ending
        return copy
    }

    /// The same reply, given before the request's body is read, which then never is.
    ///
    /// For paths with one reply or a list; the request is recorded without its body. Only an ending
    /// other than `.keepAlive` makes sense.
    public func beforeBody() -> ReceiverReply {
        var copy = self
        copy.isBeforeBody = true
        return copy
    }

    /// The same reply after a wait, which ends early when the sender closes the connection.
    public func delayed(by delay: Duration) -> ReceiverReply {
        var copy = self
        copy.pieces.insert(Piece(bytes: [], interval: delay), at: 0)
        return copy
    }
}
