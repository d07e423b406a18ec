import WebhookKit

/// Reads the lines of one file, in steps, and tells a torn tail from damage.
///
/// A crash or a power loss can only harm what was not yet known to be on the disk, and every line
/// says how much was when it was written. A line that cannot be believed is therefore the end of
/// the journal, unless a sound line behind it says that its place was safe: then it is damage. So is
/// a sound line that does not follow on the sound line right before it, wherever it stands: a crash
/// leaves holes, but never moves a line up to another. And a line with the right checksum was written
/// as it stands, so that it is no torn end, even if nobody here can read it.
struct JournalReader {
    let name: JournalFile
    let file: any StoreFile
    /// How much of the file counts.
    let length: Int64
    /// Up to where the file was on the disk, for all that is known without reading it: what cannot
    /// be believed before is damage, and the tail behind may be torn.
    var sure = Int64.max
    /// Whether each line says the checksum of the line before, as from format 2 on.
    var isChained = true
    /// The checksum of the line before the first one; nil when nobody knows.
    var after: UInt64?
    /// What other files know of this one.
    var witnesses: [JournalWitness] = []

    /// What became of the end of the file.
    struct End {
        /// Behind the last sound step.
        var offset: Int64
        /// The checksum of its last line.
        var sum: UInt64 = 0
        /// How many lines were read.
        var lines = 0
        /// The first line behind it that could not be believed.
        var torn: Damage?
        /// Up to where its lines say that it was on the disk.
        var safe: Int64 = 0

        var mark: FileMark { FileMark(length: offset, sum: sum) }
    }

    /// Reads all steps, in order.
    ///
    /// - Parameters:
    ///   - reader: shares names among files.
    ///   - onDamage: is told of damage; when it does not throw, a line that cannot be read is passed
    ///     over, and one that should not be there is taken as it is.
    ///   - apply: takes a record; false when it refers to something unknown, which is damage.
    func read(
        with reader: inout LineReader,
        onDamage: (Damage) throws(StoreError) -> Void,
        apply: (any JournalRecord, Int64) -> Bool
    ) throws(StoreError) -> End {
        var scanner = LineScanner(file, upTo: length)
        var step: [(record: any JournalRecord, offset: Int64)] = []
        var end = End(offset: 0)
        var (last, safe) = (after, Int64(0))
        var doubts: [Damage] = []
        while let line = try next(&scanner) {
            let (parsed, problem, isWhole) = parse(line, of: scanner, with: &reader)
            guard let parsed else {
                let damage = damage(at: line.offset, problem)
                if isWhole, doubts.isEmpty {
                    try onDamage(damage)
                    last = nil
                } else {
                    doubts.append(damage)
                }
                continue
            }
            if let first = doubts.first {
                // Was the doubtful place on the disk when this line was written?
                guard max(parsed.safe, sure) > first.offset ?? 0 else { continue }
                for doubt in doubts { try onDamage(doubt) }
                doubts = []
                last = nil
            }
            if let problem = misplacement(of: parsed, at: line, after: last) {
                try onDamage(damage(at: line.offset, problem))
            }
            (last, safe) = (parsed.sum, max(safe, parsed.safe))
            end.lines += 1
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
            (end.offset, end.sum) = (line.end, parsed.sum)
        }
        let torn = doubts.first ?? step.first.map { damage(at: $0.offset, "an unfinished step") }
        if let torn, sure > torn.offset ?? 0 { try onDamage(torn) } else { end.torn = torn }
        end.safe = min(safe, end.offset)
        return end
    }

    private static let unknown = "it refers to what is not there"

    /// Why a line that is sound cannot have been written here; nil when it can.
    private func misplacement(
        of parsed: LineReader.Line,
        at line: LineScanner.Line,
        after last: UInt64?
    ) -> String? {
        if isChained, let last, parsed.after != last {
            return
                "it does not follow on the line before it; lines are gone, added or moved"
        }
        if parsed.safe > line.offset { return "it says that more was stored than stands before it" }
        for witness in witnesses where line.offset < witness.length && witness.length <= line.end {
            if witness.length < line.end || parsed.sum != witness.sum ?? parsed.sum {
                return "it is not the line that \(witness.file) tells of"
            }
        }
        return nil
    }

    /// Reads the first line only; nil, with the reason, when it is no header.
    func header(
        with reader: inout LineReader
    ) throws(StoreError) -> (header: FileHeader?, line: LineReader.Line?, problem: String) {
        var scanner = LineScanner(file, upTo: min(length, 4096))
        guard let line = try next(&scanner) else { return (nil, nil, "the file is empty") }
        let (parsed, problem, _) = parse(line, of: scanner, with: &reader)
        guard let header = parsed?.record as? FileHeader else {
            return (nil, nil, parsed == nil ? problem : "the first line is no header")
        }
        return (header, parsed, "")
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

    /// Reads a line; without a record why that cannot be, and whether the line is whole all the same.
    private func parse(
        _ line: LineScanner.Line,
        of scanner: borrowing LineScanner,
        with reader: inout LineReader
    ) -> (record: LineReader.Line?, problem: String, isWhole: Bool) {
        guard line.isEnded else { return (nil, "the line does not end", false) }
        do {
            return (try reader.read(scanner.bytes(of: line)), "", true)
        } catch {
            return (nil, error.description, error.isOfWholeLine)
        }
    }

    private func damage(at offset: Int64, _ reason: String) -> Damage {
        Damage(file: name.name, offset: offset, reason: reason)
    }
}
