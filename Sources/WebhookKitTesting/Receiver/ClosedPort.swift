/// A port of 127.0.0.1 where nobody listens: every connection is refused.
///
/// It stays bound as long as this value lives. A port that is merely given up may be the next
/// receiver's a moment later, in another test of the same process.
package final class ClosedPort: Sendable {
    package let number: Int
    private let socket: Socket

    package init() throws(LoopbackReceiverError) {
        (socket, number) = try Socket.bound()
    }

    deinit {
        socket.close()
    }
}
