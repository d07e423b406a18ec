import Foundation
import Testing
import WebhookKitTesting

@testable import WebhookKit

@Suite struct DroppedTypesTests {
    @Test func removedTypesStayDroppedWhenTheyComeBack() {
        var dropped = DroppedTypes()
        dropped.narrow(
            from: [.taskCreated, .taskClosed],
            to: [.taskClosed],
            upTo: Position(10)
        )
        dropped.narrow(from: [.taskClosed], to: .all, upTo: Position(20))
        #expect(dropped.isDropped(.taskCreated, at: Position(10)))
        #expect(!dropped.isDropped(.taskCreated, at: Position(11)))
        #expect(!dropped.isDropped(.taskClosed, at: Position(1)))
    }

    @Test func narrowingFromAllTwiceKeepsBoth() {
        var dropped = DroppedTypes()
        dropped.narrow(from: .all, to: [.taskCreated], upTo: Position(10))
        dropped.narrow(from: [.taskCreated], to: .all, upTo: Position(15))
        dropped.narrow(from: .all, to: [.taskClosed], upTo: Position(20))
        #expect(dropped.isDropped(.taskClosed, at: Position(10)))
        #expect(!dropped.isDropped(.taskClosed, at: Position(11)))
        #expect(dropped.isDropped(.taskCreated, at: Position(20)))
        #expect(!dropped.isDropped(.taskCreated, at: Position(21)))
    }

    /// Fault 73.
    @Test func editsWithoutEndGrowNothing() throws {
        var dropped = DroppedTypes()
        var present: EventSelection = [.taskCreated]
        var largest = 0
        for number in 0..<1000 {
            let next: EventSelection =
                number % 7 == 0 ? .all : [try EventType("host.type\(number)"), .taskCreated]
            dropped.narrow(from: present, to: next, upTo: Position(Int64(number)))
            present = next
            largest = max(largest, try JSONEncoder().encode(dropped).count)
        }
        #expect(largest < 500)
        #expect(dropped.isDropped("host.type5", at: Position(5)))
    }

    /// Against a model that marks every waiting event by itself.
    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func agreesWithMarkingEveryEvent(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let types: [EventType] = [.taskCreated, .taskClosed, .messageCreated, .customerCreated]
        func selection() -> EventSelection {
            if Int.random(in: 0..<3, using: &random) == 0 { return .all }
            return .types(Set(types.filter { _ in Bool.random(using: &random) }))
        }
        var dropped = DroppedTypes()
        var present = selection()
        var waiting: [(type: EventType, position: Position, isDropped: Bool)] = []
        for step in 0..<60 {
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let type = try #require(types.randomElement(using: &random))
                // Also of types that are not taken: those are never asked for, but must be stable.
                if present.contains(type) {
                    waiting.append((type, Position(Int64(waiting.count + 1)), false))
                }
            }
            let next = selection()
            for index in waiting.indices where !next.contains(waiting[index].type) {
                waiting[index].isDropped = true
            }
            dropped.narrow(from: present, to: next, upTo: Position(Int64(waiting.count)))
            present = next
            for one in waiting {
                #expect(
                    dropped.isDropped(one.type, at: one.position) == one.isDropped,
                    "seed \(seed), step \(step): \(one)"
                )
            }
        }
    }
}
