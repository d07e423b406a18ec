import WebhookKit
import WebhookKitFileStore

/// An open file of a simulated disk.
final class SimulatedFile: StoreFile {
    private let disk: SimulatedDisk
    private let path: String
    private let number: Int
    private let isWritable: Bool

    init(_ disk: SimulatedDisk, _ path: String, _ number: Int, isWritable: Bool) {
        self.disk = disk
        self.path = path
        self.number = number
        self.isWritable = isWritable
    }

    func size() throws(FileError) -> Int64 {
        try disk.call("measure", path) { Int64($0.contents[number]?.bytes.count ?? 0) }
    }

    func write(_ bytes: [UInt8], at offset: Int64) throws(FileError) {
        let offset = try place("write", offset)
        let part: (inout SimulatedDisk.State) -> Void = { [number, isWritable] state in
            guard isWritable else { return }
            var random = state.random
            let count = Int.random(in: 0...bytes.count, using: &random)
            Self.write(bytes.prefix(count), at: offset, number, in: &state)
        }
        try disk.call("write", path, part: part, partInCrash: part) { (state) throws(FileError) in
            try requireWritable("write")
            guard Self.write(bytes[...], at: offset, number, in: &state) else {
                throw FileError(.full, "write", path)
            }
        }
    }

    func read(at offset: Int64, count: Int) throws(FileError) -> [UInt8] {
        let offset = try place("read", offset)
        return try disk.call("read", path) { state in
            let bytes = state.contents[number]?.bytes ?? []
            return Array(bytes.dropFirst(offset).prefix(max(0, count)))
        }
    }

    func isAt(_ path: String) -> Bool { true }

    func sync() throws(FileError) {
        try disk.call("sync", path, part: { $0.contents[number]?.failToSync($0.random) }) {
            $0.contents[number]?.sync()
        }
    }

    func truncate(to size: Int64) throws(FileError) {
        let size = try place("truncate", size)
        try disk.call("truncate", path) { (state) throws(FileError) in
            try requireWritable("truncate")
            state.contents[number]?.truncate(to: size)
        }
    }

    func reserve(from start: Int64, upTo end: Int64) throws(FileError) {
        let end = try place("reserve", max(start, end))
        try disk.call("reserve", path) { (state) throws(FileError) in
            try requireWritable("reserve")
            let more = end - (state.contents[number]?.space ?? 0)
            guard more <= max(0, state.free) else { throw FileError(.full, "reserve", path) }
            state.contents[number]?.reserve(end)
        }
    }

    /// Writes as much as there is space for.
    ///
    /// - Returns: Whether that was all.
    @discardableResult
    private static func write(
        _ bytes: ArraySlice<UInt8>,
        at offset: Int,
        _ number: Int,
        in state: inout SimulatedDisk.State
    ) -> Bool {
        let room = max(0, state.free).addingReportingOverflow(state.contents[number]?.space ?? 0)
        let last = room.overflow ? Int.max : room.partialValue
        let fitting = bytes.prefix(max(0, last - offset))
        state.contents[number]?.write(fitting, at: offset)
        return fitting.count == bytes.count
    }

    private func requireWritable(_ operation: String) throws(FileError) {
        guard isWritable else {
            throw FileError(.denied, operation, path, detail: "opened for reading only")
        }
    }

    private func place(_ operation: String, _ offset: Int64) throws(FileError) -> Int {
        guard let place = Int(exactly: offset), place >= 0, place < 1 << 40 else {
            throw FileError(.full, operation, path, detail: "no such offset")
        }
        return place
    }
}
