import WebhookKitTesting

/// One file of a simulated disk: what programs see, what is safe, and what may be either.
struct DiskContent {
    static let sector = 512

    /// What reads return.
    private(set) var bytes: [UInt8] = []
    /// Space that is taken beyond the content.
    private var reserved = 0
    /// What a power loss leaves at least, in the sectors that nobody has written since.
    private var safe: [UInt8] = []
    /// What each sector has held since the last sync, oldest first; any of it may be on the disk.
    private var dirty: [Int: [[UInt8]]] = [:]
    /// The lengths since the last sync.
    private var dirtySizes: [Int] = []

    /// Content that is safe already.
    init(safe bytes: [UInt8] = []) {
        self.bytes = bytes
        safe = bytes
    }

    /// The space that it takes.
    var space: Int { max(bytes.count, reserved) }

    mutating func reserve(_ end: Int) { reserved = max(reserved, end) }

    mutating func write(_ new: ArraySlice<UInt8>, at offset: Int) {
        guard !new.isEmpty else { return }
        let start = min(offset, bytes.count)
        grow(to: offset + new.count)
        bytes.replaceSubrange(offset..<offset + new.count, with: new)
        remember(start..<offset + new.count)
    }

    mutating func truncate(to size: Int) {
        let old = bytes.count
        if size < old { bytes.removeLast(old - size) } else { grow(to: size) }
        reserved = min(reserved, size)
        remember(min(old, size)..<max(old, size))
    }

    /// What a sync does that works.
    mutating func sync() {
        for number in dirty.keys { setSafe(number, sectorNow(number)) }
        if !dirtySizes.isEmpty { resizeSafe(to: bytes.count) }
        dirty = [:]
        dirtySizes = []
    }

    /// What a sync does that fails: some of it reaches the disk, and the system forgets the rest.
    ///
    /// A later sync succeeds without writing it, as on Linux.
    mutating func failToSync(_ random: SeededRandom) {
        safe = afterPowerLoss(random).bytes
        dirty = [:]
        dirtySizes = []
    }

    /// What is left when the power fails now.
    func afterPowerLoss(_ random: SeededRandom) -> DiskContent {
        var random = random
        var left = self
        for (number, versions) in dirty.sorted(by: { $0.key < $1.key }) {
            let choice = Int.random(in: 0...versions.count, using: &random)
            if choice > 0 { left.setSafe(number, versions[choice - 1]) }
        }
        let sizes = [safe.count] + dirtySizes
        var size = sizes[Int.random(in: 0..<sizes.count, using: &random)]
        if Int.random(in: 0..<3, using: &random) == 0, let low = sizes.min(), let high = sizes.max()
        {
            size = Int.random(in: low...high, using: &random)
        }
        left.resizeSafe(to: size)
        return DiskContent(safe: left.safe)
    }

    private mutating func grow(to size: Int) {
        if size > bytes.count {
            bytes.append(contentsOf: repeatElement(0, count: size - bytes.count))
        }
    }

    private mutating func remember(_ range: Range<Int>) {
        dirtySizes.append(bytes.count)
        guard !range.isEmpty else { return }
        for number in range.lowerBound / Self.sector...(range.upperBound - 1) / Self.sector {
            dirty[number, default: []].append(sectorNow(number))
        }
    }

    /// A sector as programs see it, filled up with zeros.
    private func sectorNow(_ number: Int) -> [UInt8] {
        let start = min(number * Self.sector, bytes.count)
        let end = min(start + Self.sector, bytes.count)
        return bytes[start..<end] + [UInt8](repeating: 0, count: Self.sector - (end - start))
    }

    private mutating func setSafe(_ number: Int, _ content: [UInt8]) {
        let start = number * Self.sector
        if safe.count < start + Self.sector { resizeSafe(to: start + Self.sector) }
        safe.replaceSubrange(start..<start + Self.sector, with: content)
    }

    private mutating func resizeSafe(to size: Int) {
        if size < safe.count {
            safe.removeLast(safe.count - size)
        } else {
            safe.append(contentsOf: repeatElement(0, count: size - safe.count))
        }
    }
}
