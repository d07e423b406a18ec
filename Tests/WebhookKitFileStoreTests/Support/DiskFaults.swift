import WebhookKitFileStore

/// Decides what becomes of each call to a simulated disk.
struct DiskFaults {
    enum Fate {
        case works
        case fails(FileError)
        case crashes(FileError)
    }

    private(set) var calls = 0
    private(set) var hasCrashed = false
    var failure: (call: Int, kind: FileError.Kind, forEver: Bool)?
    var failsSyncs = false
    var refusesDescriptors = false
    var crash: Int?

    mutating func next(_ operation: String, _ path: String) -> Fate {
        calls += 1
        if hasCrashed { return .fails(Self.crashed(operation, path)) }
        if let crash, calls >= crash {
            hasCrashed = true
            return .crashes(Self.crashed(operation, path))
        }
        // A folder is opened to be synced, a file is open already.
        let isFolderSync = operation == "sync" && !path.contains(".")
        if refusesDescriptors,
            isFolderSync || ["create", "open", "list", "lock"].contains(operation)
        {
            return .fails(FileError(.descriptors, operation, path, detail: "simulated"))
        }
        if failsSyncs, operation == "sync" {
            return .fails(FileError(.io, operation, path, detail: "simulated"))
        }
        if let failure, failure.forEver ? calls >= failure.call : calls == failure.call {
            return .fails(FileError(failure.kind, operation, path, detail: "simulated"))
        }
        return .works
    }

    private static func crashed(_ operation: String, _ path: String) -> FileError {
        FileError(.other, operation, path, detail: "the simulated process is dead")
    }
}
