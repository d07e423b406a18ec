#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// A regular file of the operating system.
final class SystemFile: StoreFile {
    private let descriptor: Descriptor

    // macOS refuses calls of 2 GiB and more, Linux shortens them.
    private static let mostBytesInOneCall = 1 << 30

    /// - Precondition: The descriptor is a regular file's.
    init(_ descriptor: Descriptor) {
        self.descriptor = descriptor
    }

    func size() throws(FileError) -> Int64 {
        Int64(try descriptor.status("measure").st_size)
    }

    func write(_ bytes: [UInt8], at offset: Int64) throws(FileError) {
        var written = 0
        while written < bytes.count {
            let place = try place("write", offset, plus: written)
            let count = min(bytes.count - written, Self.mostBytesInOneCall)
            let step = try FileError.check("write", descriptor.path) {
                unsafe bytes.withUnsafeBytes { buffer in
                    unsafe pwrite(
                        descriptor.number,
                        UnsafeRawBufferPointer(rebasing: buffer[written..<written + count])
                            .baseAddress,
                        count,
                        place
                    )
                }
            }
            guard step > 0 else {
                throw FileError(
                    .io,
                    "write",
                    descriptor.path,
                    detail: "the system takes no more bytes"
                )
            }
            written += step
        }
    }

    func read(at offset: Int64, count: Int) throws(FileError) -> [UInt8] {
        // A wrong count, say from a damaged record, must not ask for all memory.
        let rest = max(0, try size() - max(0, offset))
        let wanted = Int(min(Int64(clamping: count), rest))
        guard wanted > 0 else { return [] }
        let start = try place("read", offset, plus: wanted) - off_t(wanted)
        var failure: FileError?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: wanted) { buffer, filled in
            do throws(FileError) {
                while filled < wanted {
                    let step = try FileError.check("read", descriptor.path) {
                        unsafe pread(
                            descriptor.number,
                            UnsafeMutableBufferPointer(rebasing: buffer[filled...]).baseAddress,
                            min(wanted - filled, Self.mostBytesInOneCall),
                            start + off_t(filled)
                        )
                    }
                    if step <= 0 { return }
                    filled += step
                }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    func isAt(_ path: String) -> Bool {
        guard let open = try? descriptor.status("look at") else { return false }
        var named = stat()
        guard unsafe lstat(path, &named) == 0 else { return false }
        return open.st_dev == named.st_dev && open.st_ino == named.st_ino
    }

    func sync() throws(FileError) {
        try descriptor.sync(dataOnly: true)
    }

    func truncate(to size: Int64) throws(FileError) {
        let place = try place("truncate", size, plus: 0)
        try FileError.check("truncate", descriptor.path) { ftruncate(descriptor.number, place) }
    }

    func reserve(from start: Int64, upTo end: Int64) throws(FileError) {
        guard end > start else { return }
        let from = try place("reserve", start, plus: 0)
        let to = try place("reserve", end, plus: 0)
        do {
            try Reservation.keepingSize(descriptor, from: from, count: to - from)
        } catch {
            // Not every file system can reserve: EOPNOTSUPP, ENOSYS, EINVAL.
            guard error.kind == .other else { throw error }
        }
    }

    /// An offset as this system's C library takes it; some have 32 bits.
    private func place(
        _ operation: String,
        _ offset: Int64,
        plus count: Int
    ) throws(FileError) -> off_t {
        let (sum, overflow) = offset.addingReportingOverflow(Int64(count))
        guard offset >= 0, !overflow, let place = off_t(exactly: sum) else {
            throw FileError(operation, descriptor.path, code: EFBIG)
        }
        return place
    }
}
