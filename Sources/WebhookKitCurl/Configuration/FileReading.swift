#if canImport(WebhookKitCCurl)
import WebhookKit

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Android)
import Android
#endif

/// Reads a whole file of at most 16 MiB.
func readFile(_ path: String, field: String) throws(FieldError) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
        throw FieldError(field, "The file \(path) cannot be opened (errno \(errno)).")
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = unsafe chunk.withUnsafeMutableBytes { buffer in
            unsafe read(descriptor, buffer.baseAddress, buffer.count)
        }
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else {
            throw FieldError(field, "The file \(path) cannot be read (errno \(errno)).")
        }
        guard count > 0 else { return bytes }
        bytes += chunk[..<count]
        guard bytes.count <= 16_777_216 else {
            throw FieldError(field, "The file \(path) is larger than 16 MiB.")
        }
    }
}
#endif
