import Testing
import WebhookKitTesting

@testable import WebhookKit

@Suite struct IdentifierTests {
    /// Fault 50.
    @Test(arguments: [
        "", "../../etc/x", "/etc/passwd", ".", "..", "a/b", "a\\b", "a\0b", "\0", "a b", "ä", "😀",
        "e\u{301}", "a\nb", "a\r", "%2e", "a.b", "a:b", "K\u{212A}", "１",
        String(repeating: "a", count: 65), String(repeating: "a", count: 300),
    ])
    func refusesWhatCouldBeAPathOrBreakALine(_ text: String) {
        let error = #expect(throws: FieldError.self) { try Event.ID(text) }
        #expect(error?.field == "id")
        #expect(error?.message.hasSuffix("for an id of the kind evt") == true)
    }

    @Test(arguments: ["a", "A-9_z", "-", "_", String(repeating: "z", count: 64)])
    func takesHostsOwnIDs(_ text: String) throws {
        #expect(try Event.ID(text).string == text)
    }

    @Test func madeIDsAreValidAndCarryTheirPrefix() throws {
        let random = SeededRandom(seed: 1)
        for time in [Int64.min, -1, 0, 1_767_225_600_000, Int64.max] {
            let at = Timestamp(millisecondsSinceEpoch: time)
            let id = Webhook.ID(at: at, using: random)
            #expect(id.string.hasPrefix("wh_"))
            #expect(try Webhook.ID(id.string) == id)
        }
    }

    @Test func madeIDsSortByTime() {
        let random = SeededRandom(seed: 2)
        let ids = (0..<2000).map { step in
            let time = Timestamp(millisecondsSinceEpoch: 1_767_225_600_000 + Int64(step) * 997)
            return Event.ID(at: time, using: random)
        }
        #expect(ids == ids.sorted())
        #expect(Set(ids).count == ids.count)
    }

    @Test func sameTimeAndRandomnessGiveTheSameID() {
        let time = Samples.time(0)
        let first = Event.ID(at: time, using: SeededRandom(seed: 3))
        #expect(first == Event.ID(at: time, using: SeededRandom(seed: 3)))
        #expect(first != Event.ID(at: time, using: SeededRandom(seed: 4)))
        #expect(Event.ID(at: time, entropy: (1, 2)) != Event.ID(at: time, entropy: (2, 1)))
    }

    @Test func eightyBitsOfEntropyCount() {
        let time = Samples.time(0)
        var ids: Set<Event.ID> = [Event.ID(at: time, entropy: (0, 0))]
        for bit in 0..<40 {
            ids.insert(Event.ID(at: time, entropy: (1 << UInt64(bit), 0)))
            ids.insert(Event.ID(at: time, entropy: (0, 1 << UInt64(bit))))
        }
        #expect(ids.count == 81)
    }
}
