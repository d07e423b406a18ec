import WebhookKit

/// One connection of a receiver, served by one thread until it ends.
struct ReceiverConnection {
    let number: Int
    let core: ReceiverCore
    private var reader: RequestReader
    private var wire: Wire { reader.wire }

    /// Makes one; nil when the TLS handshake fails.
    init?(number: Int, socket: Socket, core: ReceiverCore) {
        self.number = number
        self.core = core
        do throws(LoopbackReceiverError) {
            reader = RequestReader(wire: try Wire(socket, tls: core.tls))
        } catch {
            core.countFailedHandshake()
            return nil
        }
    }

    /// Serves requests until either side ends the connection.
    mutating func serve() {
        if let greeting = core.greeting, !perform(greeting) { return }
        while true {
            let message: RequestReader.Message
            do throws(RequestReader.End) {
                message = try next()
            } catch {
                if error == .malformed {
                    core.countMalformed()
                    _ = perform(.status(400).ending(.close))
                }
                return
            }
            guard perform(core.reply(to: message, on: number)) else { return }
        }
    }

    private mutating func next() throws(RequestReader.End) -> RequestReader.Message {
        var message = try reader.head()
        guard !core.answersBeforeBody(of: message) else { return message }
        if message.headers.first(named: "expect") != nil {
            core.countSent(wire.send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)))
        }
        try reader.readBody(of: &message)
        return message
    }

    /// Sends a reply; false when the connection is not to be used any more.
    private mutating func perform(_ reply: ReceiverReply) -> Bool {
        for piece in reply.pieces {
            for _ in 0..<piece.times {
                guard wait(for: piece.interval) else { return false }
                let sent = wire.send(piece.bytes)
                core.countSent(sent)
                guard sent == piece.bytes.count else { return false }
            }
        }
        switch reply.ending {
        case .keepAlive: return true
        case .close:
            wire.finish()
            return false
        case .reset:
            wire.socket.resetOnClose()
            return false
        case .hang:
            while reader.absorb() {}
            return false
        case .stall:
            wire.socket.waitForEnd()
            return false
        }
    }

    /// Waits, and keeps what comes meanwhile; false when the sender has gone.
    private mutating func wait(for duration: Duration) -> Bool {
        guard duration > .zero else { return true }
        let end = ContinuousClock.now.advanced(by: duration)
        while true {
            let left = ContinuousClock.now.duration(to: end)
            guard left > .zero else { return true }
            // A part of a millisecond is waited for as a whole one; an hour at most at a time.
            let milliseconds = Int32(min(left / .milliseconds(1) + 1, 3_600_000))
            if wire.waitForInput(milliseconds: milliseconds), !reader.absorb() { return false }
        }
    }
}
