import WebhookKit
import WebhookKitFileStore
import WebhookKitTesting

/// Stores with some hundred records of every kind, whose files are then edited.
struct EditedStores: Sendable {
    /// A journal, never a snapshot.
    let first: SimulatedDisk
    /// The same store later: a snapshot of all that, and a journal.
    let second: SimulatedDisk
    /// Later again.
    let third: SimulatedDisk
    /// The second one as a killed process has left it, right after its last event.
    let killed: SimulatedDisk
    /// The time at which the last of them was closed.
    let end: Timestamp

    static let made = Task { try await EditedStores(seed: 1) }
    /// Another store, in which the same has happened.
    static let other = Task { try await EditedStores(seed: 2) }
    /// A copy of the first one, which went on by itself.
    static let fork = Task { try await EditedStores(seed: 3, from: made.value.first) }

    private init(seed: UInt64, from origin: SimulatedDisk? = nil) async throws {
        let clock = ManualClock()
        let hands = Workload.Hands(clock)
        let begun = origin?.afterProcessCrash() ?? SimulatedDisk(seed: seed)
        if origin == nil {
            // The large bodies would make every opening slow.
            let calm = Workload.calm.filter { !$0.name.contains("large") }
            try await Self.run(calm + Self.rounds(20, "first"), on: begun, hands)
        } else {
            clock.advance(by: .seconds(200_000))
        }
        first = begun.afterProcessCrash()
        let name = origin == nil ? "second" : "fork"
        let steps = Self.rounds(20, name) + Self.changes(name)
        killed = try await Self.run(steps, on: begun, hands, true)
        second = begun.afterProcessCrash()
        try await Self.run(Self.rounds(9, name + "third"), on: begun, hands, true)
        third = begun.afterProcessCrash()
        end = clock.now
    }

    /// Gives the disk as it was before the store was closed.
    @discardableResult
    private static func run(
        _ steps: [Workload.Step],
        on disk: SimulatedDisk,
        _ hands: Workload.Hands,
        _ compacts: Bool = false
    ) async throws -> SimulatedDisk {
        let store = try await open(disk, hands.clock)
        if compacts { try await store.compact() }
        for step in steps { _ = try await step.run(store, hands) }
        let killed = disk.afterProcessCrash()
        await store.close()
        return killed
    }

    static func open(
        _ disk: SimulatedDisk,
        _ clock: ManualClock
    ) async throws(StoreError) -> FileWebhookStore {
        try await FileWebhookStore(folder: "/store", clock: clock, files: disk)
    }

    private static func rounds(_ count: Int, _ name: String) -> [Workload.Step] {
        (0..<count).flatMap { round in
            [
                Workload.publish([("evt_\(name)\(round)", round * 7, "k_\(name)\(round)")]),
                Workload.claim,
                Workload.settle("\(round)") { claimed in
                    claimed.webhook.id.string == "wh_all" || round % 3 > 0
                        ? .succeeded : .nextRound(after: .seconds(60))
                },
            ]
        }
    }

    /// What a journal tells besides.
    private static func changes(_ name: String) -> [Workload.Step] {
        [
            Workload.insert("wh_\(name)"),
            Workload.publish([("evt_\(name)x", 9, nil), ("evt_\(name)y", 9, nil)]),
            Workload.claim,
            Workload.settle("gave up", policy: Make.oneRound) { claimed in
                claimed.webhook.id.string == "wh_frail" ? .gaveUp : .succeeded
            },
            Workload.notices,
            Workload.acknowledge,
            Workload.change("wh_all", "edit") { record in
                var webhook = record.webhook
                webhook.name = name
                return .edit(WebhookEdit(webhook.settings))
            },
            Workload.advance(by: .seconds(200)),
            Workload.maintain,
            // What is behind the second one proves that all before was on the disk.
            Workload.publish([("evt_\(name)first", 9, nil)]),
            Workload.publish([("evt_\(name)last", 9, nil)]),
        ]
    }
}
