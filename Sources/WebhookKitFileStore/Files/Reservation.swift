#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// Disk space that belongs to a file before anything is written to it.
enum Reservation {
    /// Reserves space without changing the file's length; does nothing where that is impossible.
    static func keepingSize(
        _ descriptor: Descriptor,
        from start: off_t,
        count: off_t
    ) throws(FileError) {
        #if canImport(Darwin)
            // A write finds the disk full soon enough.
        #else
            guard let fallocate else { return }
            try FileError.check("reserve", descriptor.path) {
                fallocate(descriptor.number, keepSize, start, count)
            }
        #endif
    }

    #if !canImport(Darwin)
        private typealias Fallocate = @convention(c) (CInt, CInt, off_t, off_t) -> CInt

        // FALLOC_FL_KEEP_SIZE, which Swift does not import, as little as `fallocate` itself;
        // `posix_fallocate`, which it does, changes the length and may write gigabytes of zeros.
        private static let keepSize: CInt = 1

        private static let fallocate: Fallocate? = {
            guard let symbol = unsafe dlsym(nil, "fallocate") else { return nil }
            return unsafe unsafeBitCast(symbol, to: Fallocate.self)
        }()
    #endif
}
