import WebhookKit

/// The thread that accepts connections.
final class ReceiverAcceptor: Sendable {
    let port: Int

    /// Closing its writing end tells the thread to end.
    private let wake: (reading: Socket, writing: Socket)
    /// The thread closes its writing end when the port is closed.
    private let ended: (reading: Socket, writing: Socket)
    private let isStopped = Locked(false)

    init(core: ReceiverCore) throws(LoopbackReceiverError) {
        var opened: [Socket] = []
        do throws(LoopbackReceiverError) {
            let (listener, port) = try Socket.listening()
            opened.append(listener)
            let wake = try Socket.pair()
            opened += [wake.reading, wake.writing]
            let ended = try Socket.pair()
            opened += [ended.reading, ended.writing]
            let isStarted = ReceiverThread.start {
                Self.accept(from: listener, until: wake.reading, for: core)
                listener.close()
                wake.reading.close()
                ended.writing.close()
            }
            guard isStarted else { throw LoopbackReceiverError("The system has no thread left.") }
            (self.port, self.wake, self.ended) = (port, wake, ended)
        } catch {
            for socket in opened { socket.close() }
            throw error
        }
    }

    private static func accept(from listener: Socket, until wake: Socket, for core: ReceiverCore) {
        while true {
            guard listener.waitForInput(orAt: wake) else { continue }
            if wake.waitForInput(milliseconds: 0) { return }
            if let socket = listener.accept() {
                core.serve(socket)
            } else if wake.waitForInput(milliseconds: 10) {
                // Out of descriptors, say: the pause keeps this loop from spinning.
                return
            }
        }
    }

    /// Closes the port, and returns when it is closed.
    func stop() {
        let isFirst = isStopped.withLock { isStopped in
            defer { isStopped = true }
            return !isStopped
        }
        guard isFirst else { return }
        wake.writing.close()
        _ = ended.reading.waitForInput()
        ended.reading.close()
    }
}
