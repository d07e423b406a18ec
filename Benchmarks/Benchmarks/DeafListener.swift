#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A port of 127.0.0.1 where connecting never ends, since every SYN is dropped: it listens with room for
/// one waiting connection, and that room is taken. On Linux.
final class DeafListener: Sendable {
    let port: Int
    private let sockets: [CInt]

    struct Failure: Error {
        var step: String
        var code: CInt
    }

    init() throws {
        #if canImport(Darwin)
            let kind = SOCK_STREAM
        #else
            let kind = CInt(SOCK_STREAM.rawValue)
        #endif
        let listener = socket(AF_INET, kind, 0)
        var sockets = [listener]
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutableBytes(of: &address) { bytes in
            let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
            return bind(listener, pointer, size) == 0 && listen(listener, 0) == 0
                && getsockname(listener, pointer, &size) == 0
        }
        guard isListening else { throw Failure(step: "listen", code: errno) }
        // Loopback connects at once or not at all.
        for _ in 0..<64 {
            let client = socket(AF_INET, kind, 0)
            sockets.append(client)
            _ = fcntl(client, F_SETFL, O_NONBLOCK)
            let isConnected = withUnsafeBytes(of: &address) { bytes in
                connect(client, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), size)
                    == 0
            }
            if isConnected { continue }
            var state = pollfd(fd: client, events: Int16(POLLOUT), revents: 0)
            if poll(&state, 1, 50) == 0 { break }
        }
        self.sockets = sockets
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit {
        for socket in sockets { close(socket) }
    }
}
