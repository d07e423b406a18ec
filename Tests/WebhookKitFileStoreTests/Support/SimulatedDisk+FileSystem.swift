import WebhookKit
import WebhookKitFileStore

extension SimulatedDisk {
    func prepareFolder(_ path: String) throws(FileError) {
        try call("create the folder", path) { _ = $0.folders.insert(path) }
    }

    func list(_ folder: String) throws(FileError) -> [String] {
        try call("list", folder) { (state) throws(FileError) in
            try Self.requireFolder(folder, "list", folder, in: state)
            return state.names.list(folder)
        }
    }

    func create(_ path: String) throws(FileError) -> any StoreFile {
        let number = try call("create", path) { (state) throws(FileError) in
            try Self.requireFolder(DiskNames.folder(of: path), "create", path, in: state)
            guard state.names.now[path] == nil else { throw FileError(.exists, "create", path) }
            return state.add(DiskContent(), at: path)
        }
        return SimulatedFile(self, path, number, isWritable: true)
    }

    func open(_ path: String, forWriting: Bool) throws(FileError) -> any StoreFile {
        let number = try call("open", path) { (state) throws(FileError) in
            guard let number = state.names.now[path] else {
                throw FileError(.notFound, "open", path)
            }
            return number
        }
        return SimulatedFile(self, path, number, isWritable: forWriting)
    }

    func rename(_ path: String, to target: String) throws(FileError) {
        try call("rename", path) { (state) throws(FileError) in
            guard state.names.rename(path, to: target) else {
                throw FileError(.notFound, "rename", path)
            }
        }
    }

    func remove(_ path: String) throws(FileError) {
        try call("remove", path) { (state) throws(FileError) in
            guard state.names.unlink(path) else { throw FileError(.notFound, "remove", path) }
        }
    }

    func syncFolder(_ path: String) throws(FileError) {
        try call("sync", path) { (state) throws(FileError) in
            try Self.requireFolder(path, "sync", path, in: state)
            state.names.sync(path)
        }
    }

    func lock(_ path: String) throws(FileError) -> any FileLock {
        try call("lock", path) { (state) throws(FileError) in
            try Self.requireFolder(DiskNames.folder(of: path), "lock", path, in: state)
            if state.names.now[path] == nil { _ = state.add(DiskContent(), at: path) }
            guard state.locks.insert(path).inserted else { throw FileError(.locked, "lock", path) }
        }
        return SimulatedLock(self, path)
    }

    private static func requireFolder(
        _ folder: String,
        _ operation: String,
        _ path: String,
        in state: State
    ) throws(FileError) {
        guard state.folders.contains(folder) else { throw FileError(.notFound, operation, path) }
    }
}

private final class SimulatedLock: FileLock {
    private let disk: SimulatedDisk
    private let path: String

    init(_ disk: SimulatedDisk, _ path: String) {
        self.disk = disk
        self.path = path
    }

    deinit { disk.state.withLock { _ = $0.locks.remove(path) } }
}
