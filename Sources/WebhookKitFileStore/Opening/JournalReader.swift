import WebhookKit

/// Reads the lines of one file, in steps, and tells a torn tail from damage.
///
/// A crash or a power loss can only harm what was not yet known to be on the disk, and every line
/// says how much was when it was written. A line that cannot be believed is therefore the end of
/// the journal, unless a sound line behind it says that its place was safe: then it is damage.
struct JournalReader {
    let name: JournalFile
    let file: any StoreFile
    /// How much of the file counts.
    let length: Int64
    /// Whether the file was being written when its process ended, so that its tail may be torn.
    let mayBeTorn: Bool

    /// What became of the end of the file.
    struct End {
        /// Behind the last sound step.
        var offset: Int64
        /// The first line behind it that could not be believed.
        var torn: Damage?
        /// Up to where its lines say that it was on the disk.
        var safe: Int64 = 0
    }

    /// Reads all steps, in order.
    ///
    /// - Parameters:
    ///   - reader: shares names among files.
    ///   - onDamage: is told of damage; when it does not throw, the line is passed over.
    ///   - apply: takes a record; false when it refers to something unknown, which is damage.
    func read(
        with reader: inout LineReader,
        onDamage: (Damage) throws(StoreError) -> Void,
        apply: (Record, Int64) -> Bool
    ) throws(StoreError) -> End {
        var scanner = LineScanner(file, upTo: length)
        var step: [(record: Record, offset: Int64)] = []
        var (end, safe): (Int64, Int64) = (0, 0)
        var doubts: [Damage] = []
        while let line = try next(&scanner) {
            let (parsed, problem) = parse(line, of: scanner, with: &reader)
            guard let parsed else {
                doubts.append(damage(at: line.offset, problem))
                continue
            }
            if let first = doubts.first {
                // Was the doubtful place on the disk when this line was written?
                guard !mayBeTorn || parsed.safe > first.offset ?? 0 else { continue }
                for doubt in doubts { try onDamage(doubt) }
                doubts = []
            }
            safe = max(safe, parsed.safe)
            if parsed.more {
                step.append((parsed.record, line.offset))
                continue
            }
            for (record, offset) in step where !apply(record, offset) {
                try onDamage(damage(at: offset, Self.unknown))
            }
            step.removeAll(keepingCapacity: true)
            if !apply(parsed.record, line.offset) {
                try onDamage(damage(at: line.offset, Self.unknown))
            }
            end = line.offset + Int64(line.range.count) + 1
        }
        if let first = doubts.first, !mayBeTorn { try onDamage(first) }
        if !mayBeTorn, let first = step.first, doubts.isEmpty {
            try onDamage(damage(at: first.offset, "the step is not complete"))
        }
        let torn = doubts.first ?? step.first.map { damage(at: $0.offset, "an unfinished step") }
        return End(offset: end, torn: torn, safe: min(safe, end))
    }

    private static let unknown = "it refers to what is not there"

    /// Reads the first line only.
    func header(with reader: inout LineReader) throws(StoreError) -> (FileHeader?, String) {
        var scanner = LineScanner(file, upTo: min(length, 4096))
        guard let line = try next(&scanner) else { return (nil, "the file is empty") }
        let (parsed, problem) = parse(line, of: scanner, with: &reader)
        guard case .header(let header)? = parsed?.record else {
            return (nil, parsed == nil ? problem : "the first line is no header")
        }
        return (header, "")
    }

    private func next(
        _ scanner: inout LineScanner
    ) throws(StoreError) -> LineScanner.Line? {
        do {
            return try scanner.nextLine()
        } catch {
            throw error.storeError
        }
    }

    private func parse(
        _ line: LineScanner.Line,
        of scanner: borrowing LineScanner,
        with reader: inout LineReader
    ) -> (LineReader.Line?, String) {
        guard line.isEnded else { return (nil, "the line does not end") }
        do {
            return (
                try reader.read(scanner.bytes(of: line)), ""
            )
        } catch {
            return (nil, error.description)
        }
    }

    private func damage(at offset: Int64, _ reason: String) -> Damage {
        Damage(file: name.name, offset: offset, reason: reason)
    }
}
