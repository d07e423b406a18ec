/// What a connection reads from and writes to: a socket, with or without TLS on it.
///
/// Belongs to the one thread of its connection.
struct Wire {
    let socket: Socket
    private let session: TLSSession?

    /// Takes a connection, after the handshake if there is to be one.
    init(_ socket: Socket, tls: TLSContext?) throws(LoopbackReceiverError) {
        self.socket = socket
        session = if let tls { try TLSSession(accepting: socket, tls) } else { nil }
    }

    /// Reads what is there, waiting for the first byte; 0 at the end and on errors.
    func receive(into buffer: inout [UInt8]) -> Int {
        session?.receive(into: &buffer) ?? socket.receive(into: &buffer)
    }

    /// Writes all bytes; gives the number written, which is less only when the other side is gone.
    func send(_ bytes: [UInt8]) -> Int {
        session?.send(bytes) ?? socket.send(bytes)
    }

    /// Waits until something can be read; false at the timeout.
    func waitForInput(milliseconds: Int32) -> Bool {
        session?.hasInput == true || socket.waitForInput(milliseconds: milliseconds)
    }

    /// Says goodbye where TLS wants it, so that the end is known to be meant.
    func finish() {
        session?.finish()
    }
}
