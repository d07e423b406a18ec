import WebhookKitTesting

/// What a person, a tool or a broken disk may do to one line of a file.
enum LineEdit: String, CaseIterable, Sendable {
    case remove, repeated, swapWithNext, swapWithAny, move, replaceByOtherStore, replaceByOlder
    case replaceByFork, insertOfFork, flip, cutInside, cutBefore, zero, empty

    /// Files with lines that do not belong here.
    struct Strangers {
        var otherStore: [[UInt8]] = []
        var older: [[UInt8]] = []
        /// The same file of a copy of the store that went on by itself.
        var fork: [[UInt8]] = []
    }

    /// The file after the edit of the line at an index; nil when it is the same.
    func applied(
        to lines: [[UInt8]],
        at index: Int,
        _ strangers: Strangers,
        _ random: inout SeededRandom
    ) -> [UInt8]? {
        var edited = lines
        let place = Int.random(in: 0..<lines[index].count, using: &random)
        let any = Int.random(in: lines.indices, using: &random)
        switch self {
        case .remove: edited.remove(at: index)
        case .repeated: edited.insert(lines[index], at: index)
        case .swapWithNext: edited.swapAt(index, min(index + 1, lines.count - 1))
        case .swapWithAny: edited.swapAt(index, any)
        case .move: edited.insert(edited.remove(at: index), at: min(any, edited.count))
        case .replaceByOtherStore: Self.replace(index, of: &edited, by: strangers.otherStore)
        case .replaceByOlder: Self.replace(index, of: &edited, by: strangers.older)
        case .replaceByFork: Self.replace(index, of: &edited, by: strangers.fork)
        case .insertOfFork:
            if strangers.fork.indices.contains(index) {
                edited.insert(strangers.fork[index], at: index)
            }
        case .flip: edited[index][place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case .cutInside: edited[index...] = [Array(lines[index][..<place])]
        case .cutBefore: edited[index...] = []
        case .zero: edited[index] = [UInt8](repeating: 0, count: lines[index].count)
        case .empty: edited[index] = [0x0A]
        }
        return edited == lines ? nil : Array(edited.joined())
    }

    private static func replace(_ index: Int, of lines: inout [[UInt8]], by others: [[UInt8]]) {
        if others.indices.contains(index) { lines[index] = others[index] }
    }
}

/// The lines of a file, each with its line feed.
func linesWithFeeds(_ bytes: [UInt8]) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    var start = 0
    for index in bytes.indices where bytes[index] == 0x0A {
        lines.append(Array(bytes[start...index]))
        start = index + 1
    }
    if start < bytes.count { lines.append(Array(bytes[start...])) }
    return lines
}
