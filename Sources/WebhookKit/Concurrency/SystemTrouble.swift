#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// Tells this machine's own trouble from that of a receiver (D-16).
package enum SystemTrouble {
    /// Whether an error number means that this process or machine has run out of something.
    package static func isLocal(_ code: CInt) -> Bool {
        [EMFILE, ENFILE, ENOMEM, ENOBUFS, EADDRNOTAVAIL].contains(code)
    }

    /// Says so when no descriptor is left, which libraries report as all sorts of things: a name that
    /// does not exist, a host that refuses.
    package static func ofDescriptors() -> String? {
        #if canImport(Glibc)
            let kind = CInt(SOCK_DGRAM.rawValue)
        #else
            let kind = CInt(SOCK_DGRAM)
        #endif
        let descriptor = socket(AF_INET, kind, 0)
        let code = errno
        guard descriptor < 0 else {
            close(descriptor)
            return nil
        }
        return isLocal(code) ? "no socket can be opened (errno \(code))" : nil
    }
    /// Says so when this machine has no route to the Internet, by IPv4 or by IPv6: which of the two a
    /// receiver has is its own choice.
    ///
    /// Nothing is sent: connecting a datagram socket only looks the route up. The addresses are root
    /// name servers', which no network gives to anything else.
    package static func ofNetwork() -> String? {
        let ways = [
            route(to: [198, 41, 0, 4]),
            route(to: [0x20, 0x01, 0x05, 0x03, 0xBA, 0x3E, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0x30]),
        ]
        guard !ways.contains(0), let code = ways.first else { return nil }
        return "this machine has no route to the Internet (errno \(code))"
    }

    /// Whether an error number of connecting means that nothing came back.
    package static func isUnreachable(_ code: CInt) -> Bool {
        [ENETUNREACH, EHOSTUNREACH, ENETDOWN, EHOSTDOWN, ETIMEDOUT].contains(code)
    }

    /// 0 when there is a route, and when the system does not tell.
    private static func route(to address: [UInt8]) -> CInt {
        let family = address.count == 4 ? AF_INET : AF_INET6
        #if canImport(Glibc)
            let descriptor = socket(family, CInt(SOCK_DGRAM.rawValue), 0)
        #else
            let descriptor = socket(family, CInt(SOCK_DGRAM), 0)
        #endif
        guard descriptor >= 0 else { return errno == EAFNOSUPPORT ? EAFNOSUPPORT : 0 }
        defer { close(descriptor) }
        var storage = sockaddr_storage()
        storage.ss_family = sa_family_t(family)
        let size =
            family == AF_INET
            ? MemoryLayout<sockaddr_in>.size : MemoryLayout<sockaddr_in6>.size
        let offset =
            family == AF_INET
            ? MemoryLayout<sockaddr_in>.offset(of: \.sin_addr)
            : MemoryLayout<sockaddr_in6>.offset(of: \.sin6_addr)
        #if canImport(Darwin)
            storage.ss_len = UInt8(size)
        #endif
        let code = unsafe withUnsafeMutableBytes(of: &storage) { bytes in
            // Port 53, in the network's order, at the same place in both.
            unsafe bytes[3] = 53
            for (index, byte) in address.enumerated() { unsafe bytes[(offset ?? 0) + index] = byte }
            return unsafe connect(
                descriptor,
                bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                socklen_t(size)
            )
        }
        guard code != 0 else { return 0 }
        return isUnreachable(errno) || errno == EADDRNOTAVAIL ? errno : 0
    }
}
