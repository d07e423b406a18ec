#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// TLS on one connection; belongs to its thread.
@safe final class TLSSession {
    private let context: TLSContext
    private let pointer: OpaquePointer
    private var library: TLSLibrary { context.library }

    /// Shakes hands.
    init(accepting socket: Socket, _ context: TLSContext) throws(LoopbackReceiverError) {
        self.context = context
        guard let pointer = unsafe context.library.newSession(context.pointer) else {
            throw LoopbackReceiverError("OpenSSL made no session.")
        }
        unsafe self.pointer = pointer
        Self.ignoreBrokenPipes()
        guard unsafe library.setDescriptor(pointer, socket.descriptor) == 1,
            unsafe library.accept(pointer) == 1
        else {
            // Closing with input unread would reset the connection and overtake the alert in which
            // OpenSSL has told why.
            socket.finishSending()
            var rest = [UInt8](repeating: 0, count: 65_536)
            while socket.waitForInput(milliseconds: 2_000), socket.receive(into: &rest) > 0 {}
            throw LoopbackReceiverError("The handshake failed.")
        }
    }

    deinit { unsafe library.freeSession(pointer) }

    /// Whether bytes are decrypted already, which the socket does not show.
    var hasInput: Bool { unsafe library.pending(pointer) > 0 }

    func receive(into buffer: inout [UInt8]) -> Int {
        let count = unsafe buffer.withUnsafeMutableBytes { bytes in
            unsafe library.read(pointer, bytes.baseAddress, CInt(clamping: bytes.count))
        }
        return Int(max(count, 0))
    }

    func send(_ bytes: [UInt8]) -> Int {
        guard !bytes.isEmpty else { return 0 }
        let count = unsafe bytes.withUnsafeBytes { buffer in
            unsafe library.write(pointer, buffer.baseAddress, CInt(clamping: buffer.count))
        }
        return Int(max(count, 0))
    }

    func finish() {
        _ = unsafe library.shutDown(pointer)
    }

    /// OpenSSL writes without MSG_NOSIGNAL, and the signal would end the process.
    private static func ignoreBrokenPipes() {
        #if !canImport(Darwin)
            var signals = sigset_t()
            unsafe sigemptyset(&signals)
            unsafe sigaddset(&signals, SIGPIPE)
            unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
        #endif
    }
}
