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
            return try EventContent.decode(bytes.span, names: &names)
        } catch {
            throw damaged(row.place, "\(error)")
        }
    }

    func attempt(of row: AttemptRow) throws(StoreError) -> Attempt {
        if let held = row.held { return held.value }
        let bytes = try read(row.place)
        do {
            return try AttemptContent.decode(bytes.span)
        } catch {
            throw damaged(row.place, "\(error)")
        }
    }

    /// The bytes at a place, as they were written.
    func read(_ place: Place) throws(StoreError) -> [UInt8] {
        guard let file = files[place.file] else { throw damaged(place, "the file is not open") }
        return try Self.read(place, from: file)
    }

    /// The file that a place is in.
    func file(of place: Place) -> (any StoreFile)? { files[place.file] }

    static func read(_ place: Place, from file: any StoreFile) throws(StoreError) -> [UInt8] {
        do {
            let bytes = try file.read(at: place.offset, count: Int(place.count))
            guard bytes.count == Int(place.count) else {
                throw StoreError.damaged("byte \(place.offset) of a journal: the file ends there")
            }
            return bytes
        } catch let error as StoreError {
            throw error
        } catch let error as FileError {
            throw error.storeError
        } catch {
            throw StoreError(.unavailable, "\(error)")
        }
    }

    private func damaged(_ place: Place, _ detail: String) -> StoreError {
        let kind: FileHeader.File = place.file & 1 == 1 ? .snapshot : .journal
        return .damaged("\(kind.rawValue) \(place.file >> 1), byte \(place.offset): \(detail)")
    }
}
