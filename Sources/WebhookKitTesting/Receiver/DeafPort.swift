/// A port of 127.0.0.1 where connecting never ends: every SYN is dropped, on Linux.
///
/// It listens with room for one waiting connection, and that room is taken.
final class DeafPort: Sendable {
    let number: Int
    private let sockets: [Socket]

    init() throws(LoopbackReceiverError) {
        let (listener, port) = try Socket.listening(backlog: 0)
        var sockets = [listener]
        // Loopback connects at once or not at all.
        for _ in 0..<64 {
            do throws(LoopbackReceiverError) {
                let socket = try Socket.connecting(to: port)
                sockets.append(socket)
                guard socket.isConnected else {
                    (self.number, self.sockets) = (port, sockets)
                    return
                }
            } catch {
                for socket in sockets { socket.close() }
                throw error
            }
        }
        for socket in sockets { socket.close() }
        throw LoopbackReceiverError("This system accepts more connections than it has room for.")
    }

    deinit {
        for socket in sockets { socket.close() }
    }
}
