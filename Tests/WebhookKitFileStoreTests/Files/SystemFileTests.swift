import Testing
import WebhookKit
import WebhookKitFileStore
import WebhookKitTesting

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

@Suite struct SystemFileTests {
    let system = SystemFileSystem()
    let folder: TemporaryFolder
    let file: any StoreFile

    init() throws {
        folder = try TemporaryFolder()
        file = try system.create(folder.at("journal"))
    }

    @Test func readsWhatWasWritten() throws {
        let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        try file.write(bytes, at: 0)
        try file.sync()
        #expect(try file.size() == 300_000)
        #expect(try file.read(at: 0, count: 300_000) == bytes)
        #expect(try file.read(at: 1000, count: 5) == Array(bytes[1000..<1005]))
        let again = try system.open(folder.at("journal"), forWriting: false)
        #expect(try again.read(at: 299_999, count: 1) == [bytes[299_999]])
    }

    @Test func writesNothingAtAll() throws {
        try file.write([], at: 7)
        #expect(try file.size() == 0)
    }

    @Test func readsLessOnlyAtTheEnd() throws {
        try file.write([1, 2, 3], at: 0)
        #expect(try file.read(at: 1, count: 10) == [2, 3])
        #expect(try file.read(at: 3, count: 10) == [])
        #expect(try file.read(at: 1 << 40, count: 10) == [])
        #expect(try file.read(at: 0, count: 0) == [])
    }

    @Test(arguments: [Int.max, Int.max - 1])
    func wrongCountsTakeNoMemory(count: Int) throws {
        try file.write([1, 2, 3], at: 0)
        #expect(try file.read(at: 0, count: count) == [1, 2, 3])
        #expect(try file.read(at: 0, count: -count) == [])
    }

    @Test(arguments: [-1, Int64.min, Int64.max])
    func wrongOffsetsAreErrors(offset: Int64) throws {
        try file.write([1, 2, 3], at: 0)
        #expect(throws: FileError.self) { try file.write([9, 9], at: offset) }
        #expect(throws: FileError.self) { try file.truncate(to: offset) }
        #expect(throws: FileError.self) { try file.reserve(from: min(offset, -1), upTo: 5) }
        #expect(try file.size() == 3)
    }

    @Test func aNegativeOffsetReadsNothing() throws {
        try file.write([1, 2, 3], at: 0)
        #expect(throws: FileError.self) { try file.read(at: -1, count: 2) }
    }

    @Test func truncates() throws {
        try file.write([1, 2, 3], at: 0)
        try file.truncate(to: 1)
        #expect(try file.read(at: 0, count: 9) == [1])
        try file.truncate(to: 3)
        #expect(try file.read(at: 0, count: 9) == [1, 0, 0])
    }

    @Test func reservesWithoutGrowing() throws {
        try file.write([1, 2, 3], at: 0)
        try file.reserve(from: 3, upTo: 1_000_000)
        try file.reserve(from: 9, upTo: 3)
        #expect(try file.read(at: 0, count: 9) == [1, 2, 3])
        #if os(Linux)
            var status = stat()
            #expect(unsafe lstat(folder.at("journal"), &status) == 0)
            #expect(status.st_blocks * 512 >= 1_000_000, "this file system cannot reserve")
        #endif
    }

    @Test func writesOnlyWhereItMay() throws {
        let reading = try system.open(folder.at("journal"), forWriting: false)
        #expect(throws: FileError.self) { try reading.write([1], at: 0) }
        #expect(try file.size() == 0)
    }

    @Test(
        arguments: [
            (.full, .full), (.locked, .busy), (.denied, .unavailable), (.io, .unavailable),
            (.descriptors, .unavailable), (.wrongType, .unavailable),
        ] as [(FileError.Kind, StoreError.Code)]
    )
    func speaksTheCoresLanguage(kind: FileError.Kind, code: StoreError.Code) {
        let error = FileError(kind, "write", "/data/journal", code: 28).storeError
        #expect(error.code == code)
        #expect(error.message.contains("cannot write /data/journal: "))
        #expect(error.message.contains("(errno 28); "))
        #expect((error.cause as? FileError)?.kind == kind)
    }

    @Test(
        arguments: [
            (ENOSPC, .full), (EDQUOT, .full), (EFBIG, .full), (EACCES, .denied), (EPERM, .denied),
            (EROFS, .denied), (EMFILE, .descriptors), (ENFILE, .descriptors), (ELOOP, .wrongType),
            (EIO, .io), (ENOENT, .notFound), (EEXIST, .exists), (EINVAL, .other),
        ] as [(CInt, FileError.Kind)]
    )
    func sortsTheSystemsErrors(code: CInt, kind: FileError.Kind) {
        #expect(FileError("open", "/data", code: code).kind == kind)
    }
}
