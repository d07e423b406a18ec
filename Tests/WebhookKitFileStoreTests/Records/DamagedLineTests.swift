import Testing
import WebhookKit
import WebhookKitFileStore
import WebhookKitTesting

struct DamagedLineTests {
    @Test func noticesEveryChangedByte() throws {
        var reader = LineReader(checksum: Samples.checksum)
        for line in try RecordKinds.lines() {
            #expect(throws: Never.self) { try reader.read(line[...]) }
            var accepted: [Int] = []
            for index in line.indices {
                for flip: UInt8 in [0x01, 0x20, 0x80] {
                    var damaged = line
                    damaged[index] ^= flip
                    if (try? reader.read(damaged[...])) != nil { accepted.append(index) }
                }
            }
            #expect(accepted == [])
        }
    }

    @Test func noticesEveryCut() throws {
        var reader = LineReader(checksum: Samples.checksum)
        for line in try RecordKinds.lines() {
            let accepted = line.indices.filter {
                (try? reader.read(bytes: Array(line[..<$0]))) != nil
            }
            #expect(accepted == [])
        }
    }

    /// With a checksum that agrees to everything, the fields alone must refuse what is no record.
    @Test func neverTrapsOnAnyBytes() throws {
        let random = SeededRandom(seed: 20_261_121)
        let lines = try RecordKinds.lines(checksum: Samples.zero)
        var reader = LineReader(checksum: Samples.zero)
        var refused = 0
        for round in 0..<150_000 {
            let line = lines[round % lines.count]
            let damaged = Self.mutated(line, using: random)
            do {
                let read = try reader.read(damaged[...])
                Self.decodeContent(of: read.record, in: damaged, names: &reader.names)
            } catch {
                refused += 1
                #expect(error.offset >= 0 && error.offset <= damaged.count)
            }
        }
        #expect(refused > 50_000)
    }

    @Test func neverTrapsOnCutLines() throws {
        var reader = LineReader(checksum: Samples.zero)
        for line in try RecordKinds.lines(checksum: Samples.zero) {
            for end in line.indices {
                let cut = Array(line[..<end])
                guard let read = try? reader.read(cut[...]) else { continue }
                Self.decodeContent(of: read.record, in: cut, names: &reader.names)
            }
        }
    }

    @Test(arguments: [
        ("", RecordProblem.Reason.frame, 0),
        (#"{"sum":"0000000000000000","#, .frame, 26),
        (#"{"sum":"000000000000000A","safe":0}"#, .frame, 23),
        (#"{"sum":"0000000000000001","safe":0}"#, .checksum, 0),
        (#"{"sum":"0000000000000000","safe":0}"#, .field, 34),
        (#"{"sum":"0000000000000000","safe":x}"#, .field, 33),
        (#"{"sum":"0000000000000000","safe":0,"kind":"future","a":1}"#, .unknownKind, 43),
        (#"{"sum":"0000000000000000","safe":0,"kind":"removed","webhook":1}}"#, .field, 64),
        (
            #"{"sum":"0000000000000000","safe":0,"kind":"removed","webhook":9223372036854775808}"#,
            .field, 62
        ),
        (#"{"sum":"0000000000000000","safe":0,"kind":"removed","webhook":-}"#, .field, 62),
    ])
    func saysWhatIsWrongAndWhere(text: String, reason: RecordProblem.Reason, offset: Int) throws {
        var reader = LineReader(checksum: Samples.zero)
        let line = Array(text.utf8)
        #expect(throws: RecordProblem(reason: reason, offset: offset)) {
            try reader.read(line[...])
        }
    }

    /// Changes a few bytes, most of them into bytes that mean something here.
    private static func mutated(_ line: [UInt8], using random: SeededRandom) -> [UInt8] {
        let telling = Array(#""\{}[]:,-0129ue"#.utf8) + [0x00, 0x0A, 0x80, 0xED, 0xFF]
        var line = line
        for _ in 0...(random.next() % 3) {
            guard !line.isEmpty else { break }
            // The frame is left alone: the other tests break that.
            let index = min(26 + Int(random.next() % UInt64(line.count)), line.count - 1)
            let byte = telling[Int(random.next() % UInt64(telling.count))]
            switch random.next() % 5 {
            case 0: line[index] = UInt8(truncatingIfNeeded: random.next())
            case 1: line[index] = byte
            case 2: line.insert(byte, at: index)
            case 3: line.remove(at: index)
            default:
                let end = min(index + Int(random.next() % 40), line.count)
                line.replaceSubrange(index..<end, with: line[..<min(8, line.count)])
            }
        }
        return line
    }

    private static func decodeContent(
        of record: any JournalRecord,
        in line: [UInt8],
        names: inout NameCache
    ) {
        if let event = record as? EventRecord {
            guard let read = try? EventContent.decode(line[event.content], names: &names)
            else { return }
            #expect(read.id == event.head.id)
            _ = read.data
        } else if let attempt = record as? AttemptRecord {
            _ = try? AttemptContent.decode(line[attempt.content])
        }
    }
}
