#if canImport(WebhookKitCCurl)
import WebhookKitCCurl

/// What libcurl calls, on the thread of the loop.
extension Exchange {
    /// Has libcurl call this exchange; the handle is freed with it, so no call comes later.
    func listen() {
        let user = unsafe UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
        unsafe easy.set(CURLOPT_PRIVATE, pointer: user)
        unsafe easy.set(CURLOPT_HEADERDATA, pointer: user)
        unsafe easy.set(CURLOPT_WRITEDATA, pointer: user)
        unsafe easy.set(CURLOPT_OPENSOCKETDATA, pointer: user)
        unsafe webhookkit_set_bytes_callback(easy.pointer, CURLOPT_HEADERFUNCTION, takeLine)
        unsafe webhookkit_set_bytes_callback(easy.pointer, CURLOPT_WRITEFUNCTION, takeBody)
        let opens = unsafe webhookkit_set_socket_callback(easy.pointer, openSocket)
        easy.expect(opens, CURLOPT_OPENSOCKETFUNCTION)
        // A connection outlives the exchange that made it.
        unsafe easy.set(
            CURLOPT_CLOSESOCKETDATA,
            pointer: UnsafeRawPointer(Unmanaged.passUnretained(options.connections).toOpaque())
        )
        unsafe webhookkit_set_close_callback(easy.pointer, closeSocket)
        let takes = unsafe webhookkit_set_ready_callback(easy.pointer, takeConnection, user)
        easy.expect(takes, CURLOPT_PREREQFUNCTION)
    }

    /// Takes a connection that is about to carry the request; false to have another one.
    fileprivate func take(_ key: ConnectionTable.Key) -> Bool {
        connection = key
        if !gate.opened.isEmpty {
            let mayBeShared = options.configuration.httpVersion == .http2 && !isPlain
            options.connections.add(key, among: gate.opened, isShared: mayBeShared)
        } else if options.connections.hasInput(key) {
            gate.hasRefusedInput = true
        }
        return !gate.hasRefusedInput
    }

    /// Takes a line of the response's head; false to end the exchange.
    fileprivate func take(_ line: UnsafeRawBufferPointer) -> Bool {
        // Now, for the next request may have the connection before this one's outcome is asked for.
        if options.configuration.httpVersion == .http2, !response.hasStarted, let connection,
            unsafe line.starts(with: "HTTP/1".utf8)
        {
            options.connections.speaksHTTP1(connection)
        }
        return unsafe response.readLine(line)
    }

    /// The exchange that an easy handle belongs to.
    static func carrying(_ easy: UnsafeMutableRawPointer) -> Exchange? {
        var user: UnsafeMutableRawPointer?
        unsafe webhookkit_get_pointer(easy, CURLINFO_PRIVATE, &user)
        return unsafe at(user)
    }

    fileprivate static func at(_ user: UnsafeMutableRawPointer?) -> Exchange? {
        guard let user = unsafe user else { return nil }
        return unsafe Unmanaged<Exchange>.fromOpaque(user).takeUnretainedValue()
    }
}

private let takeLine:
    @convention(c) (
        UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?
    ) -> Int = { bytes, size, count, user in
        let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
        guard let exchange = unsafe Exchange.at(user),
            unsafe exchange.take(line)
        else { return 0 }
        return line.count
    }

private let takeBody:
    @convention(c) (
        UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?
    ) -> Int = { bytes, size, count, user in
        let piece = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
        guard let exchange = unsafe Exchange.at(user),
            unsafe exchange.response.readBody(piece)
        else { return 0 }
        return piece.count
    }

private let openSocket:
    @convention(c) (
        UnsafeMutableRawPointer?, curlsocktype, UnsafeMutablePointer<curl_sockaddr>?
    ) -> curl_socket_t = { user, _, address in
        let refused = curl_socket_t(-1)
        guard let exchange = unsafe Exchange.at(user), let address = unsafe address else {
            return refused
        }
        // Also where libcurl itself sends again, because a kept connection turned out to be dead.
        exchange.connection = nil
        // The address is as long as it says, which for IPv6 is more than the field's type.
        let start = unsafe UnsafeRawPointer(address).advanced(by: addressOffset)
        let bytes = unsafe UnsafeRawBufferPointer(
            start: start,
            count: Int(address.pointee.addrlen)
        )
        let socket = unsafe exchange.gate.open(
            address.pointee.family,
            address.pointee.socktype,
            address.pointee.protocol,
            for: Array(bytes)
        )
        return socket ?? refused
    }

private let addressOffset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) ?? 0

private let closeSocket: @convention(c) (UnsafeMutableRawPointer?, curl_socket_t) -> CInt = {
    user,
    socket in
    guard let user = unsafe user else { return 1 }
    let connections = unsafe Unmanaged<ConnectionTable>.fromOpaque(user).takeUnretainedValue()
    return connections.close(socket)
}

private let takeConnection:
    @convention(c) (
        UnsafeMutableRawPointer?, UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<CChar>?, CInt,
        CInt
    ) -> CInt = { user, remote, _, remotePort, localPort in
        guard let exchange = unsafe Exchange.at(user), let remote = unsafe remote else { return 0 }
        let key = ConnectionTable.Key(
            remote: unsafe String(cString: remote),
            remotePort: remotePort,
            localPort: localPort
        )
        // 1 is CURL_PREREQFUNC_ABORT.
        return exchange.take(key) ? 0 : 1
    }
#endif
