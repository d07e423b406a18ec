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

@Suite struct SystemFileSystemTests {
    let system = SystemFileSystem()
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    func mode(_ path: String) -> mode_t {
        var status = stat()
        return unsafe lstat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
    }

    func kind(_ body: () throws(FileError) -> Void) -> FileError.Kind? {
        do {
            try body()
            return nil
        } catch {
            return error.kind
        }
    }

    // The umask belongs to the whole process: run these with `umask 0777` or `umask 0` to see that
    // they hold under any.
    @Test func createsPrivateFilesAndFolders() throws {
        let path = folder.at("store")
        try system.prepareFolder(path)
        #expect(mode(path) == 0o700)
        _ = try system.create(path + "/journal")
        #expect(mode(path + "/journal") == 0o600)
        _ = try system.lock(path + "/lock")
        #expect(mode(path + "/lock") == 0o600)
    }

    @Test func keepsAnExistingFolder() throws {
        #expect(unsafe chmod(folder.path, 0o750) == 0)
        _ = try system.create(folder.at("journal"))
        try system.prepareFolder(folder.path + "//")
        #expect(mode(folder.path) == 0o750)
        #expect(try system.list(folder.path) == ["journal"])
    }

    @Test func refusesAFolderWithoutAParent() throws {
        let error = #expect(throws: FileError.self) {
            try system.prepareFolder(folder.at("missing/store"))
        }
        #expect(error?.kind == .notFound)
        #expect(error?.description.contains("the folder \(folder.at("missing"))") == true)
        #expect(try system.list(folder.path) == [])
    }

    enum Intruder: CaseIterable {
        case link, linkToNothing, pipe, device, folder, file
    }

    /// Puts something at `path` that is not what the store wants there.
    func put(_ intruder: Intruder, at path: String) throws {
        switch intruder {
        case .link:
            _ = try system.create(folder.at("target"))
            #expect(unsafe symlink(folder.at("target"), path) == 0)
        case .linkToNothing: #expect(unsafe symlink(folder.at("target"), path) == 0)
        case .pipe: #expect(unsafe mkfifo(path, 0o600) == 0)
        case .device: #expect(unsafe symlink("/dev/null", path) == 0)
        case .folder: #expect(unsafe mkdir(path, 0o700) == 0)
        case .file: _ = try system.create(path)
        }
    }

    @Test(arguments: [.link, .linkToNothing, .pipe, .device, .folder] as [Intruder])
    func refusesWhateverIsNoFile(intruder: Intruder) throws {
        let path = folder.at("journal")
        try put(intruder, at: path)
        let names = try system.list(folder.path)
        #expect(
            kind { () throws(FileError) in _ = try system.open(path, forWriting: false) }
                == .wrongType
        )
        #expect(
            kind { () throws(FileError) in _ = try system.open(path, forWriting: true) }
                == .wrongType
        )
        #expect(kind { () throws(FileError) in _ = try system.lock(path) } == .wrongType)
        #expect(kind { () throws(FileError) in _ = try system.create(path) } == .exists)
        #expect(try system.list(folder.path) == names)
    }

    @Test func refusesADevice() {
        let opened = kind { () throws(FileError) in
            _ = try system.open("/dev/null", forWriting: true)
        }
        #expect(opened == .wrongType)
        #expect(
            kind { () throws(FileError) in try system.prepareFolder("/dev/null") }
                == .wrongType
        )
    }

    @Test(arguments: [.link, .linkToNothing, .pipe, .device, .file] as [Intruder])
    func refusesWhateverIsNoFolder(intruder: Intruder) throws {
        let path = folder.at("store")
        try put(intruder, at: path)
        #expect(kind { () throws(FileError) in try system.prepareFolder(path) } == .wrongType)
    }

    @Test(arguments: ["", "/", "//"])
    func refusesALinkToAFolder(slashes: String) throws {
        #expect(unsafe symlink("/tmp", folder.at("store")) == 0)
        let path = folder.at("store") + slashes
        #expect(kind { () throws(FileError) in try system.prepareFolder(path) } == .wrongType)
    }

    @Test func refusesAPathThatCWouldCutShort() throws {
        let path = folder.at("journal\0.old")
        #expect(kind { () throws(FileError) in _ = try system.create(path) } == .other)
        #expect(kind { () throws(FileError) in try system.remove(path) } == .other)
        #expect(try system.list(folder.path) == [])
    }

    @Test func givesTheLockToOneHolder() throws {
        let path = folder.at("lock")
        var held: (any FileLock)? = try system.lock(path)
        let error = #expect(throws: FileError.self) { try system.lock(path) }
        #expect(error?.kind == .locked)
        #expect(error?.storeError.code == .busy)
        #expect(error?.description.contains(path) == true)
        _ = held
        held = nil
        _ = try system.lock(path)
    }

    @Test func saysThatNothingIsThere() {
        let path = folder.at("journal")
        #expect(
            kind { () throws(FileError) in _ = try system.open(path, forWriting: true) }
                == .notFound
        )
        #expect(kind { () throws(FileError) in try system.remove(path) } == .notFound)
        #expect(
            kind { () throws(FileError) in try system.rename(path, to: path + "2") }
                == .notFound
        )
        #expect(kind { () throws(FileError) in _ = try system.list(path) } == .notFound)
        #expect(kind { () throws(FileError) in try system.syncFolder(path) } == .notFound)
    }

    @Test func listsNamesSorted() throws {
        for name in ["b", ".hidden", "ä", "a"] { _ = try system.create(folder.at(name)) }
        #expect(try system.list(folder.path) == [".hidden", "a", "b", "ä"])
    }

    @Test func replacesAFileAtomically() throws {
        let path = folder.at("snapshot")
        _ = try system.create(path + ".tmp").write([1, 1, 1, 1, 1, 1], at: 0)
        for content in [[1, 2, 3], [], [4, 5]] as [[UInt8]] {
            try system.writeAtomically(content, to: path, in: folder.path)
            let file = try system.open(path, forWriting: false)
            #expect(try file.read(at: 0, count: 10) == content)
            #expect(mode(path) == 0o600)
            #expect(try system.list(folder.path) == ["snapshot"])
        }
    }

    @Test func leavesNoTemporaryFileBehindAFailure() throws {
        #expect(unsafe mkdir(folder.at("snapshot"), 0o700) == 0)
        #expect(throws: FileError.self) {
            try system.writeAtomically([1], to: folder.at("snapshot"), in: folder.path)
        }
        #expect(try system.list(folder.path) == ["snapshot"])
    }
}
