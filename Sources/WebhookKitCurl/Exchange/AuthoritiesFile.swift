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

/// The authorities of one loop, in the form in which libcurl reads them fastest.
///
/// libcurl keeps authorities in memory between connections only when they come from a file, and when
/// no folder is searched besides: reading Debian's 140 anew costs each connection some 10 ms. So
/// certificates that are in memory become a file without a name, where the system has such.
final class AuthoritiesFile: Sendable {
    private enum Source {
        /// libcurl's own, in a file.
        case file(String)
        /// In memory, with the descriptor that keeps it.
        case memory(CInt)
        /// Copied into each handle, and read anew for each connection.
        case bytes([UInt8])
    }

    private let source: Source

    /// Finds the authorities that settings ask for; nil when libcurl's own are in no file.
    ///
    /// - Throws: `FieldError` when the system's cannot be read, or would be trusted besides.
    init?(_ authorities: TLSSettings.Authorities) throws(FieldError) {
        try CurlLibrary.running.check(authorities)
        let bytes: [UInt8]
        switch authorities {
        case .system:
            guard let path = Self.systemFile() else { return nil }
            source = .file(path)
            return
        case .only(let certificates):
            bytes = certificates.pem
        case .systemAnd(let certificates):
            guard let path = Self.systemFile() else {
                throw FieldError(
                    "authorities",
                    "This system's libcurl does not say which authorities it trusts. "
                        + "Use .only with all that are to be trusted."
                )
            }
            bytes = try readFile(path, field: "authorities") + Array("\n".utf8) + certificates.pem
        }
        source = Self.memoryFile(bytes).map { .memory($0) } ?? .bytes(bytes)
    }

    deinit {
        if case .memory(let descriptor) = source { close(descriptor) }
    }

    /// Has receivers judged by them.
    func apply(to easy: EasyHandle) {
        apply(to: easy, CURLOPT_CAINFO, CURLOPT_CAPATH, CURLOPT_CAINFO_BLOB)
    }

    /// Has an https proxy judged by them.
    func applyToProxy(of easy: EasyHandle) {
        apply(to: easy, CURLOPT_PROXY_CAINFO, CURLOPT_PROXY_CAPATH, CURLOPT_PROXY_CAINFO_BLOB)
    }

    private func apply(
        to easy: EasyHandle,
        _ file: CURLoption,
        _ folder: CURLoption,
        _ blob: CURLoption
    ) {
        let path: String
        switch source {
        case .file(let name): path = name
        case .memory(let descriptor): path = "/proc/self/fd/\(descriptor)"
        case .bytes(let bytes): return easy.set(blob, blob: bytes)
        }
        easy.set(file, path)
        // Some TLS libraries know no folders.
        easy.offer(folder, nil)
    }

    private static func systemFile() -> String? {
        unsafe webhookkit_default_authorities().map { unsafe String(cString: $0) }
    }

    private static func memoryFile(_ bytes: [UInt8]) -> CInt? {
        let descriptor = webhookkit_memory_file()
        guard descriptor >= 0 else { return nil }
        let written = unsafe bytes.withUnsafeBytes { buffer in
            unsafe write(descriptor, buffer.baseAddress, buffer.count)
        }
        guard written == bytes.count else {
            close(descriptor)
            return nil
        }
        return descriptor
    }
}
#endif
