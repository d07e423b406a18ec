#if canImport(WebhookKitCCurl)
import WebhookKit
import WebhookKitCCurl

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Android)
import Android
#endif

/// The sockets of a loop's connections, so that a kept one can be looked at before it is used again.
///
/// What a receiver sends when nobody has asked is no answer (RFC 9112, section 9.3), but libcurl before
/// version 8 takes it for the answer to the connection's next request. What TLS has decrypted already
/// is not seen here.
///
/// `@unchecked Sendable`: only the thread of its loop calls it.
final class ConnectionTable: @unchecked Sendable {
    /// A connection as libcurl names it.
    struct Key: Hashable {
        var remote: String
        var remotePort: CInt
        var localPort: CInt
    }

    private struct Entry {
        var socket: CInt
        /// Whether it may carry several requests at a time, and so have something to read any time.
        var isShared: Bool
    }

    private var entries: [Key: Entry] = [:]
    private var keys: [CInt: Key] = [:]

    /// Takes in a connection that has just been made.
    ///
    /// - Parameters:
    ///   - opened: the sockets opened for it, of which one has connected.
    ///   - isShared: whether it may turn out to speak HTTP/2.
    func add(_ key: Key, among opened: [CInt], isShared: Bool) {
        // One that is known has been closed here, and opened again for another.
        let socket = opened.last { keys[$0] == nil && Self.localPort(of: $0) == key.localPort }
        guard let socket else { return }
        entries[key] = Entry(socket: socket, isShared: isShared)
        keys[socket] = key
    }

    /// Takes note that a connection speaks HTTP/1.
    func speaksHTTP1(_ key: Key) {
        entries[key]?.isShared = false
    }

    /// Closes a socket.
    func close(_ socket: CInt) -> CInt {
        if let key = keys.removeValue(forKey: socket), entries[key]?.socket == socket {
            entries[key] = nil
        }
        return closeDescriptor(socket)
    }

    /// Whether a kept connection has something to read, its end or an error, before a request has been
    /// sent; never with HTTP/2, where that means nothing.
    func hasInput(_ key: Key) -> Bool {
        guard let entry = entries[key], !entry.isShared else { return false }
        var byte: UInt8 = 0
        let count = unsafe recv(entry.socket, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
        return count >= 0 || errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR
    }

    private static func localPort(of socket: CInt) -> CInt {
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = unsafe withUnsafeMutableBytes(of: &address) { bytes in
            unsafe getsockname(
                socket,
                bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                &length
            )
        }
        guard result == 0 else { return -1 }
        // Both families have the port after the family.
        return unsafe withUnsafeBytes(of: &address) { bytes in
            CInt(unsafe bytes[2]) << 8 | CInt(unsafe bytes[3])
        }
    }
}

// Under a name that the method does not hide.
#if canImport(Darwin)
private let closeDescriptor = Darwin.close
#elseif canImport(Glibc)
private let closeDescriptor = Glibc.close
#elseif canImport(Musl)
private let closeDescriptor = Musl.close
#elseif canImport(Android)
private let closeDescriptor = Android.close
#endif
#endif
