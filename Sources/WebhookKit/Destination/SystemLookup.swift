#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// One blocking call of the system's resolver.
enum SystemLookup {
    /// Looks a DNS name up; blocks the thread until the system has an answer or gives up.
    ///
    /// The name goes to the system as it is, search domains included, because transports that
    /// resolve again by themselves see it that way too.
    @Sendable static func addresses(of name: String) -> Result<[HostAddress], ResolutionFailure> {
        var hints = unsafe addrinfo()
        unsafe hints.ai_family = AF_UNSPEC
        #if canImport(Glibc)
            unsafe hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        #else
            unsafe hints.ai_socktype = CInt(SOCK_STREAM)
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(name, nil, &hints, &list)
        let systemError = errno
        defer {
            if let list = unsafe list { unsafe freeaddrinfo(list) }
        }
        guard code == 0 else { return .failure(failure(code, systemError: systemError)) }
        var found: [HostAddress] = []
        var entry = unsafe list
        while let current = unsafe entry {
            if let address = unsafe address(in: current.pointee), !found.contains(address) {
                found.append(address)
            }
            unsafe entry = current.pointee.ai_next
        }
        return found.isEmpty ? .failure(.unknownHost) : .success(found)
    }

    private static func address(in entry: addrinfo) -> HostAddress? {
        guard let start = unsafe entry.ai_addr else { return nil }
        let bytes = unsafe UnsafeRawBufferPointer(start: start, count: Int(entry.ai_addrlen))
        return HostAddress(socketAddress: unsafe Array(bytes))
    }

    /// Says what an error of `getaddrinfo` means for the delivery.
    static func failure(_ code: CInt, systemError: CInt) -> ResolutionFailure {
        let text = unsafe gai_strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
        if code == EAI_MEMORY { return .local(text) }
        if code == EAI_SYSTEM, SystemTrouble.isLocal(systemError) {
            return .local("\(text), errno \(systemError)")
        }
        // Without a free descriptor the system's resolver may report anything, even that the name
        // does not exist.
        if let trouble = SystemTrouble.ofDescriptors() { return .local(trouble) }
        #if canImport(Glibc)
            // EAI_NODATA and EAI_ADDRFAMILY, which the headers hide: the name has no address.
            let absent = [EAI_NONAME, -5, -9]
        #else
            let absent = [EAI_NONAME]
        #endif
        #if canImport(Darwin)
            // Without a network, macOS and iOS say of every name that it does not exist.
            if absent.contains(code), let trouble = SystemTrouble.ofNetwork() {
                return .noNetwork(trouble)
            }
        #endif
        return absent.contains(code) ? .unknownHost : .temporary(text)
    }
}
