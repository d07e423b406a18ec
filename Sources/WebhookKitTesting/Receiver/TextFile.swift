#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// Small files of text, as the command line tool of OpenSSL wants them.
enum TextFile {
    static func write(_ text: String, to path: String) throws(LoopbackReceiverError) {
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw LoopbackReceiverError("Cannot write \(path): errno \(errno).")
        }
        defer { _ = close(file) }
        let bytes = Array(text.utf8)
        // Some kilobytes into a file of our own: written whole or not at all.
        let count = unsafe bytes.withUnsafeBytes { buffer in
            unsafe Self.write(file, buffer)
        }
        guard count == bytes.count else {
            throw LoopbackReceiverError("Cannot write \(path): errno \(errno).")
        }
    }

    /// The text; throws when the file cannot be read.
    static func read(_ path: String) throws(LoopbackReceiverError) -> String {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw LoopbackReceiverError("Cannot read \(path): errno \(errno).") }
        defer { _ = close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes { buffer in
                unsafe Self.read(file, buffer)
            }
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += chunk[..<count]
        }
    }

    private static func write(_ file: CInt, _ buffer: UnsafeRawBufferPointer) -> Int {
        #if canImport(Darwin)
            unsafe Darwin.write(file, buffer.baseAddress, buffer.count)
        #elseif canImport(Glibc)
            unsafe Glibc.write(file, buffer.baseAddress, buffer.count)
        #elseif canImport(Musl)
            unsafe Musl.write(file, buffer.baseAddress, buffer.count)
        #elseif canImport(Android)
            unsafe Android.write(file, buffer.baseAddress, buffer.count)
        #endif
    }

    private static func read(_ file: CInt, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Darwin)
            unsafe Darwin.read(file, buffer.baseAddress, buffer.count)
        #elseif canImport(Glibc)
            unsafe Glibc.read(file, buffer.baseAddress, buffer.count)
        #elseif canImport(Musl)
            unsafe Musl.read(file, buffer.baseAddress, buffer.count)
        #elseif canImport(Android)
            unsafe Android.read(file, buffer.baseAddress, buffer.count)
        #endif
    }
}
