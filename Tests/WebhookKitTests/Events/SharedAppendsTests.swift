import Testing
import WebhookKitTesting

@testable import WebhookKit

/// Those who publish at the same time share steps of the store, and nothing else (E-7).
@Suite struct SharedAppendsTests {
    private static func event(_ id: String, key: String? = nil, data: String = "{}") throws -> Event
    {
        Event(
            id: try Event.ID(id),
            scope: .default,
            type: .taskCreated,
            occurredAt: Samples.time(0),
            data: Array(data.utf8),
            idempotencyKey: key.map { ExactText($0) }
        )
    }

    /// Publishes the first batch, which the store holds, and then the others, which wait in their order.
    private static func publish(
        _ batches: [[Event]],
        to store: HeldAppendStore,
        meanwhile act: ([Task<[Publication], any Error>]) -> Void = { _ in }
    ) async -> [Result<[Publication], any Error>] {
        let appends = SharedAppends()
        var tasks: [Task<[Publication], any Error>] = []
        for (number, batch) in batches.enumerated() {
            tasks.append(Task { try await appends.append(batch, to: store) })
            while appends.waitingCount < number || store.steps.withLock({ $0.isEmpty }) {
                await Task.yield()
            }
        }
        act(tasks)
        store.open()
        var results: [Result<[Publication], any Error>] = []
        for task in tasks { results.append(await task.result) }
        #expect(appends.waitingCount == 0)
        return results
    }

    private static func codes(_ results: [Result<[Publication], any Error>]) -> [String] {
        results.map { result in
            switch result {
            case .success(let publications): publications.map(\.id.string).joined(separator: " ")
            case .failure(let error as StoreError): error.code.description
            case .failure(let error): "\(type(of: error))"
            }
        }
    }

    @Test func whoComesMeanwhileGoesTogetherInTheNextStep() async throws {
        let store = HeldAppendStore()
        let batches = try (0..<20).map { [try Self.event("evt_\($0)"), try Self.event("b_\($0)")] }
        let results = await Self.publish(batches, to: store)
        #expect(Self.codes(results) == (0..<20).map { "evt_\($0) b_\($0)" })
        #expect(store.steps.withLock { $0 } == [1, 19])
        let positions = try results.flatMap { try $0.get() }.map(\.position)
        #expect(positions == positions.sorted(), "in the order in which they came")
    }

    @Test func whatIsRefusedTouchesNoOther() async throws {
        let store = HeldAppendStore()
        let results = await Self.publish(
            [
                [try Self.event("evt_1", key: "k")],
                [try Self.event("evt_2", key: "k", data: "2")],
                [try Self.event("evt_3"), try Self.event("evt_1")],
                [try Self.event("evt_4", key: "k")],
                [try Self.event("evt_5")],
            ],
            to: store
        )
        #expect(Self.codes(results) == ["evt_1", "keyReused", "conflict", "evt_1", "evt_5"])
        #expect(store.steps.withLock { $0 } == [1, 4])
    }

    /// What says something about the store says it to everybody, and the next one tries again.
    @Test(arguments: [StoreError.Code.busy, .unavailable, .outcomeUnknown])
    func troubleOfTheStoreIsToldToAll(_ code: StoreError.Code) async throws {
        let store = HeldAppendStore { $0.count > 1 ? StoreError(code, "planned") : nil }
        let batches = try (0..<4).map { [try Self.event("evt_\($0)")] }
        let results = await Self.publish(batches, to: store)
        let code = code.description
        #expect(Self.codes(results) == ["evt_0", code, code, code])
        #expect(store.steps.withLock { $0 } == [1, 3])
        let again = try await SharedAppends().append(batches[1], to: store)
        #expect(again.map(\.id.string) == ["evt_1"])
    }

    @Test(arguments: [StoreError.Code.damaged, .full, .limit])
    func whatMayBeAboutOneBatchFailsAlone(_ code: StoreError.Code) async throws {
        let store = HeldAppendStore { batches in
            batches.joined().contains { $0.id.string == "evt_2" }
                ? StoreError(code, "planned") : nil
        }
        let batches = try (0..<5).map { [try Self.event("evt_\($0)")] }
        let results = await Self.publish(batches, to: store)
        #expect(Self.codes(results) == ["evt_0", "evt_1", code.description, "evt_3", "evt_4"])
        #expect(store.steps.withLock { $0 } == [1, 4, 1, 1, 1, 1])
    }

    @Test(arguments: [1, 2, 4])
    func whoIsCancelledWhileWaitingStoresNothing(_ number: Int) async throws {
        let store = HeldAppendStore()
        let batches = try (0..<5).map { [try Self.event("evt_\($0)")] }
        let results = await Self.publish(batches, to: store) { $0[number].cancel() }
        var expected = (0..<5).map { "evt_\($0)" }
        expected[number] = "CancellationError"
        #expect(Self.codes(results) == expected)
        #expect(store.steps.withLock { $0 } == [1, 3])
        #expect(try await store.append(batches[number]).map(\.isDuplicate) == [false])
    }

    @Test func whoIsCancelledAfterHandingOverFinishes() async throws {
        let store = HeldAppendStore()
        let results = await Self.publish([[try Self.event("evt_1")]], to: store) {
            $0[0].cancel()
        }
        #expect(Self.codes(results) == ["evt_1"])
    }

    /// A store may look at the cancellation of the task that hands over for all.
    @Test func theOthersGoOnWhenTheStoreRefusesWhoHandsOver() async throws {
        let refused = Locked(false)
        let store = HeldAppendStore { batches in
            guard batches.count > 1 else { return nil }
            return refused.withLock { isRefused in
                defer { isRefused = true }
                return isRefused ? nil : CancellationError()
            }
        }
        let batches = try (0..<4).map { [try Self.event("evt_\($0)")] }
        let results = await Self.publish(batches, to: store)
        #expect(Self.codes(results) == ["evt_0", "CancellationError", "evt_2", "evt_3"])
        #expect(store.steps.withLock { $0 } == [1, 3, 2])
    }

    @Test func oneStepTakesNoMoreThanItsShare() throws {
        var line = AppendLine<Int>()
        var isFree = line.enter()
        #expect(isFree)
        isFree = line.enter()
        #expect(!isFree)
        let large = [Event](repeating: try Self.event("evt_1"), count: 600)
        for number in 1...4 {
            line.wait(.init(ticket: line.takeTicket(), events: large, caller: number))
        }
        let small = [try Self.event("evt_2")]
        line.wait(.init(ticket: line.takeTicket(), events: small, caller: 5))
        let next = line.next()?.caller
        #expect(next == 1)
        let tooMany = line.takeCompany(of: large)
        #expect(tooMany.isEmpty, "another one of 600 is too many")
        let company = line.takeCompany(of: small).map(\.caller)
        #expect(company == [2])
        let left = [line.leave(4), line.leave(4)]
        #expect(left == [4, nil])
        let rest = line.takeCompany(of: small).map(\.caller)
        #expect(rest == [3, 5])
        #expect(line.isBusy)
        let nobody = line.next()
        #expect(nobody?.caller == nil)
        isFree = line.enter()
        #expect(isFree, "free again")
    }

    @Test func bytesCountToo() throws {
        var line = AppendLine<Int>()
        let half = String(repeating: "9", count: 2 << 20)
        let events = [try Self.event("evt_1", data: half)]
        for number in 1...2 {
            line.wait(.init(ticket: line.takeTicket(), events: events, caller: number))
        }
        let company = line.takeCompany(of: []).map(\.caller)
        #expect(company == [1])
    }

    /// Through the façade: all of many racing calls are stored, each once.
    @Test func racingPublishersAllGetTheirEvents() async throws {
        let harness = try Harness()
        let service = harness.service
        let ids = try await withThrowingTaskGroup(of: Event.ID.self) { group in
            for number in 0..<500 {
                group.addTask {
                    let json = Array("\(number)".utf8)
                    return try await service.publish(
                        EventDraft(.taskCreated, json: json, in: .default)
                    ).id
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(ids.count == 500)
    }
}
