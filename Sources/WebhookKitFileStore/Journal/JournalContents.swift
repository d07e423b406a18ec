import WebhookKit

/// Reads the contents of rows from the files that hold them.
///
/// Belongs to the store's thread; lives as long as the state that asks it.
final class JournalContents: RowContents {
    private var files: [UInt32: any StoreFile] = [:]
    private var names = NameCache()

    func add(_ file: any StoreFile, as name: JournalFile) {
        files[name.key] = file
    }

    func remove(_ name: JournalFile) {
        files[name.key] = nil
    }

    func event(of row: EventRow) throws(StoreError) -> Event {
        if let held = row.held { return held.value }
        let bytes = try read(row.place)
        do {
            return try EventContent.decode(bytes[...], names: &names)
        } catch {
            throw ContentFiles.damaged(row.place, "\(error)")
        }
    }

    func attempt(of row: AttemptRow) throws(StoreError) -> Attempt {
        if let held = row.held { return held.value }
        let bytes = try read(row.place)
        do {
            return try AttemptContent.decode(bytes[...])
        } catch {
            throw ContentFiles.damaged(row.place, "\(error)")
        }
    }

    private func read(_ place: Place) throws(StoreError) -> [UInt8] {
        try ContentFiles(files: files).read(place)
    }

    /// The files that these places are in, for another thread.
    func files(of places: [Place]) -> ContentFiles {
        let keys = Set(places.map(\.file))
        return ContentFiles(files: files.filter { keys.contains($0.key) })
    }
}

/// Open files by the numbers that places name them by; they stay readable when they are removed.
struct ContentFiles: Sendable {
    fileprivate let files: [UInt32: any StoreFile]

    /// The bytes at a place, as they were written: the checksum of their line is looked at.
    func read(_ place: Place) throws(StoreError) -> [UInt8] {
        guard let file = files[place.file] else {
            throw Self.damaged(place, "the file is not open")
        }
        // What stands in a line before its content is short, unless an event has many deliveries.
        for reach in [Int64(512), 8192, 1 << 20, 128 << 20] {
            let start = max(0, place.offset - reach)
            let content = Int(place.offset - start)
            let bytes: [UInt8]
            do {
                // With the brace that ends the line.
                bytes = try file.read(at: start, count: content + Int(place.count) + 1)
            } catch {
                throw error.storeError
            }
            guard bytes.count == content + Int(place.count) + 1 else {
                throw Self.damaged(place, "the file ends before")
            }
            let feed = bytes[..<content].lastIndex(of: 0x0A)
            guard let line = feed.map({ $0 + 1 }) ?? (start == 0 ? 0 : nil) else { continue }
            guard LineReader.isSound(bytes[line...], by: Checksum.ofLine) else {
                throw Self.damaged(place, "the checksum does not fit the line")
            }
            return Array(bytes[content..<(content + Int(place.count))])
        }
        throw Self.damaged(place, "its line does not begin")
    }

    fileprivate static func damaged(_ place: Place, _ detail: String) -> StoreError {
        let kind: FileHeader.File = place.file & 1 == 1 ? .snapshot : .journal
        return .damaged("\(kind.rawValue) \(place.file >> 1), byte \(place.offset): \(detail)")
    }
}
