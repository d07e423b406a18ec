import Testing
import WebhookKitTesting

@testable import WebhookKit

struct MemoryQueueTests {
    @Test(arguments: [1, 2, 3, 64, 1000])
    func heapGivesTheLeastFirst(count: Int) {
        let random = SeededRandom(seed: UInt64(count))
        let values = (0..<count).map { _ in Int(random.next() % 100) }
        var heap = Heap<Int>()
        for value in values { heap.push(value) }
        var sorted: [Int] = []
        while let value = heap.pop() { sorted.append(value) }
        #expect(sorted == values.sorted())
    }

    @Test func heapKeepsItsOrderWhenItIsCompacted() {
        let random = SeededRandom(seed: 7)
        var heap = Heap<Int>()
        for _ in 0..<1000 { heap.push(Int(random.next() % 10_000)) }
        heap.compact(live: 400) { $0.isMultiple(of: 2) }
        #expect(heap.count < 1000)
        var values: [Int] = []
        while let value = heap.pop() { values.append(value) }
        #expect(values == values.sorted())
        #expect(values.allSatisfy { $0.isMultiple(of: 2) })
    }

    @Test func heapIsNotCompactedForLittle() {
        var heap = Heap<Int>()
        for value in 0..<100 { heap.push(value) }
        heap.compact(live: 50) { _ in false }
        #expect(heap.count == 100)
    }

    @Test func equalTimesKeepTheOrderOfTheirStamps() {
        var heap = Heap<Timed<String>>()
        for (stamp, value) in ["a", "b", "c"].enumerated().reversed() {
            heap.push(Timed(time: Uptime(.seconds(1)), stamp: UInt64(stamp), value: value))
        }
        #expect(heap.pop()?.value == "a")
        #expect(heap.pop()?.value == "b")
    }

    @Test func queueGivesTheFirstFirst() {
        let random = SeededRandom(seed: 1)
        var queue = FIFO<Int>()
        var expected: [Int] = []
        for step in 0..<5000 {
            switch random.next() % 5 {
            case 0, 1:
                #expect(queue.popFirst() == (expected.isEmpty ? nil : expected.removeFirst()))
            case 2 where step.isMultiple(of: 7):
                queue.putBack(step)
                expected.insert(step, at: 0)
            default:
                queue.append(step)
                expected.append(step)
            }
            #expect(queue.first == expected.first)
            #expect(queue.count == expected.count)
        }
        #expect(queue.all == expected)
    }
}
