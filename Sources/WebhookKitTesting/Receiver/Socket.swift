#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// A TCP socket with blocking calls, for threads of our own only.
struct Socket: Sendable, Hashable {
    let descriptor: Int32

    /// Opens a socket that listens on 127.0.0.1 at a port the system picks.
    ///
    /// - Parameter backlog: How many connections may wait to be accepted.
    static func listening(
        backlog: Int32 = 1024
    ) throws(LoopbackReceiverError) -> (socket: Socket, port: Int) {
        let socket = try opened()
        do throws(LoopbackReceiverError) {
            let port = try socket.bindToFreePort()
            guard listen(socket.descriptor, backlog) == 0 else {
                throw LoopbackReceiverError("Cannot listen on 127.0.0.1: errno \(errno).")
            }
            return (socket, port)
        } catch {
            socket.close()
            throw error
        }
    }

    /// Opens a socket that holds a port of 127.0.0.1, and does not listen.
    static func bound() throws(LoopbackReceiverError) -> (socket: Socket, port: Int) {
        let socket = try opened()
        do {
            return (socket, try socket.bindToFreePort())
        } catch {
            socket.close()
            throw error
        }
    }

    /// Begins to connect to a port of 127.0.0.1, and does not wait for it.
    static func connecting(to port: Int) throws(LoopbackReceiverError) -> Socket {
        let socket = try opened()
        _ = fcntl(socket.descriptor, F_SETFL, O_NONBLOCK)
        var address = loopbackAddress(port: port)
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe connect(socket.descriptor, generic, length)
            }
        }
        return socket
    }

    private static func opened() throws(LoopbackReceiverError) -> Socket {
        #if canImport(Glibc)
            let kind = Int32(SOCK_STREAM.rawValue)
        #else
            let kind = SOCK_STREAM
        #endif
        let socket = Socket(descriptor: newSocket(AF_INET, kind, 0))
        guard socket.descriptor >= 0 else {
            throw LoopbackReceiverError("No socket: errno \(errno).")
        }
        socket.closeOnExec()
        socket.sendsNoSignal()
        return socket
    }

    /// Elsewhere each write says so.
    private func sendsNoSignal() {
        #if canImport(Darwin)
            set(SOL_SOCKET, SO_NOSIGPIPE, Int32(1))
        #endif
    }

    private static func loopbackAddress(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
        return address
    }

    private func bindToFreePort() throws(LoopbackReceiverError) -> Int {
        var address = Self.loopbackAddress(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                guard unsafe bind(descriptor, generic, length) == 0 else { return Int32(-1) }
                return unsafe getsockname(descriptor, generic, &length)
            }
        }
        guard result == 0 else {
            throw LoopbackReceiverError("No port of 127.0.0.1: errno \(errno).")
        }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    /// The next connection; nil when there is none to be had now.
    func accept() -> Socket? {
        let accepted = Socket(descriptor: acceptConnection(descriptor, nil, nil))
        guard accepted.descriptor >= 0 else { return nil }
        accepted.closeOnExec()
        accepted.set(Int32(IPPROTO_TCP), TCP_NODELAY, Int32(1))
        accepted.sendsNoSignal()
        return accepted
    }

    /// Reads what is there, waiting for the first byte; 0 at the end and on errors.
    func receive(into buffer: inout [UInt8]) -> Int {
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe recv(descriptor, bytes.baseAddress, bytes.count, 0)
            }
            if count < 0, errno == EINTR { continue }
            return max(count, 0)
        }
    }

    /// Writes all bytes; gives the number written, which is less only when the other side is gone.
    func send(_ bytes: [UInt8]) -> Int {
        #if canImport(Darwin)
            let flags: Int32 = 0
        #else
            let flags = Int32(MSG_NOSIGNAL)
        #endif
        return unsafe bytes.withUnsafeBytes { buffer in
            var sent = 0
            while sent < buffer.count {
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[sent...])
                let count = unsafe sendBytes(descriptor, rest.baseAddress, rest.count, flags)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                sent += count
            }
            return sent
        }
    }

    /// Waits until bytes, the end or an error can be read here or at `other`; false at the timeout.
    func waitForInput(orAt other: Socket? = nil, milliseconds: Int32 = -1) -> Bool {
        var entries = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
        if let other {
            entries.append(pollfd(fd: other.descriptor, events: Int16(POLLIN), revents: 0))
        }
        let count = unsafe entries.withUnsafeMutableBufferPointer { buffer in
            unsafe poll(buffer.baseAddress, nfds_t(buffer.count), milliseconds)
        }
        return count > 0
    }

    /// Whether a connection begun with ``connecting(to:)`` is there.
    var isConnected: Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return unsafe poll(&entry, 1, 0) > 0
    }

    /// Waits until the connection is over in both directions, and reads nothing.
    func waitForEnd() {
        var entry = pollfd(fd: descriptor, events: 0, revents: 0)
        while unsafe poll(&entry, 1, -1) < 0, errno == EINTR {}
    }

    /// Ends the sending direction; what was sent still arrives.
    func finishSending() {
        _ = shutDown(descriptor, Int32(SHUT_WR))
    }

    /// Ends both directions, which wakes the thread that waits on this socket.
    func shutdown() {
        _ = shutDown(descriptor, Int32(SHUT_RDWR))
    }

    /// Makes ``close()`` send a reset.
    func resetOnClose() {
        set(SOL_SOCKET, SO_LINGER, linger(l_onoff: 1, l_linger: 0))
    }

    func close() {
        _ = closeDescriptor(descriptor)
    }

    /// Two ends of a pipe: closing or writing at one end wakes who waits at the other.
    static func pair() throws(LoopbackReceiverError) -> (reading: Socket, writing: Socket) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else {
            throw LoopbackReceiverError("No pipe: errno \(errno).")
        }
        let (reading, writing) = (Socket(descriptor: ends[0]), Socket(descriptor: ends[1]))
        reading.closeOnExec()
        writing.closeOnExec()
        return (reading, writing)
    }

    /// Children of tests must not keep connections open.
    private func closeOnExec() {
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    private func set<Value: BitwiseCopyable>(_ level: Int32, _ option: Int32, _ value: Value) {
        var value = value
        _ = unsafe setsockopt(
            descriptor,
            level,
            option,
            &value,
            socklen_t(MemoryLayout<Value>.size)
        )
    }
}

// The C functions under names that the methods above do not hide.
#if canImport(Darwin)
    private let newSocket = Darwin.socket
    private let shutDown = Darwin.shutdown
    private let closeDescriptor = Darwin.close
    private let acceptConnection = unsafe Darwin.accept
    private let sendBytes = unsafe Darwin.send
#elseif canImport(Glibc)
    private let newSocket = Glibc.socket
    private let shutDown = Glibc.shutdown
    private let closeDescriptor = Glibc.close
    private let acceptConnection = unsafe Glibc.accept
    private let sendBytes = unsafe Glibc.send
#elseif canImport(Musl)
    private let newSocket = Musl.socket
    private let shutDown = Musl.shutdown
    private let closeDescriptor = Musl.close
    private let acceptConnection = unsafe Musl.accept
    private let sendBytes = unsafe Musl.send
#elseif canImport(Android)
    private let newSocket = Android.socket
    private let shutDown = Android.shutdown
    private let closeDescriptor = Android.close
    private let acceptConnection = unsafe Android.accept
    private let sendBytes = unsafe Android.send
#endif
