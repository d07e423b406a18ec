import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// All files of a folder, byte by byte, so that a test can say that nothing was touched.
func contents(of folder: TemporaryFolder) throws -> [String: [UInt8]] {
    var result: [String: [UInt8]] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
        result[name] = try contents(folder.at(name))
    }
    return result
}

/// The bytes of a file.
func contents(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: path)))
}

/// Makes a file of these bytes.
func write(_ bytes: [UInt8], to path: String) throws {
    try Data(bytes).write(to: URL(filePath: path))
}

/// What opening a store throws; nil when it opens.
func openingError(
    _ path: String,
    configuration: SQLiteWebhookStore.Configuration = .init(),
    clock: ManualClock = ManualClock(boot: "test")
) async -> StoreError? {
    do throws(StoreError) {
        let store = try await SQLiteWebhookStore(
            path: path,
            configuration: configuration,
            clock: clock
        )
        await store.close()
        return nil
    } catch {
        return error
    }
}

/// The names of the files that are not as they were before.
///
/// Whoever reads a database in WAL mode makes its shared memory, and an empty log; both may stay.
func changed(in folder: TemporaryFolder, since before: [String: [UInt8]]) throws -> [String] {
    let after = try contents(of: folder).filter { name, bytes in
        before[name] != nil || !(name.hasSuffix("-shm") || name.hasSuffix("-wal") && bytes.isEmpty)
    }
    return Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted()
}
