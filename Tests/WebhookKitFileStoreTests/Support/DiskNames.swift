import WebhookKitTesting

/// The names of a simulated disk, each of which leads to the number of a content.
struct DiskNames {
    private enum Change {
        case link(String, Int)
        case unlink(String)
        case rename(String, to: String)

        var path: String {
            switch self {
            case .link(let path, _), .unlink(let path), .rename(let path, _): path
            }
        }
    }

    /// What programs see.
    private(set) var now: [String: Int] = [:]
    private var safe: [String: Int] = [:]
    /// What no sync of the folder has followed yet, oldest first.
    private var pending: [Change] = []

    mutating func link(_ path: String, to content: Int) {
        now[path] = content
        pending.append(.link(path, content))
    }

    /// - Returns: Whether there was such a name.
    mutating func unlink(_ path: String) -> Bool {
        guard now.removeValue(forKey: path) != nil else { return false }
        pending.append(.unlink(path))
        return true
    }

    /// - Returns: Whether there was such a name.
    mutating func rename(_ path: String, to target: String) -> Bool {
        guard let content = now.removeValue(forKey: path) else { return false }
        precondition(Self.folder(of: path) == Self.folder(of: target), "in one folder only")
        now[target] = content
        pending.append(.rename(path, to: target))
        return true
    }

    mutating func sync(_ folder: String) {
        for change in pending where Self.folder(of: change.path) == folder {
            Self.apply(change, to: &safe)
        }
        pending.removeAll { Self.folder(of: $0.path) == folder }
    }

    /// What is left when the power fails now: in each folder, the oldest of the changes.
    func afterPowerLoss(_ random: SeededRandom) -> DiskNames {
        var random = random
        var left = DiskNames()
        left.safe = safe
        let folders = Dictionary(grouping: pending) { Self.folder(of: $0.path) }
        for (_, changes) in folders.sorted(by: { $0.key < $1.key }) {
            let count = Int.random(in: 0...changes.count, using: &random)
            for change in changes.prefix(count) { Self.apply(change, to: &left.safe) }
        }
        left.now = left.safe
        return left
    }

    /// The names in a folder.
    func list(_ folder: String) -> [String] {
        now.keys.filter { Self.folder(of: $0) == folder }
            .map { String($0.dropFirst(folder.count + 1)) }
            .sorted()
    }

    static func folder(of path: String) -> String {
        String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    }

    private static func apply(_ change: Change, to names: inout [String: Int]) {
        switch change {
        case .link(let path, let content): names[path] = content
        case .unlink(let path): names[path] = nil
        case .rename(let path, let target): names[target] = names.removeValue(forKey: path)
        }
    }
}
