#if canImport(WebhookKitCCurl)
/// The calls of a loop in the order of their deadlines, the next one first.
///
/// A binary heap whose calls know their places, so that one that ends early leaves at once: kept to
/// its deadline, each would hold its request in memory for that long.
struct DeadlineHeap {
    private var calls: [Call] = []

    /// The call with the next deadline; nil without calls.
    var first: Call? { calls.first }

    mutating func insert(_ call: Call) {
        calls.append(call)
        call.deadlineIndex = calls.count - 1
        rise(from: calls.count - 1)
    }

    mutating func remove(_ call: Call) {
        guard let index = call.deadlineIndex else { return }
        call.deadlineIndex = nil
        let last = calls.removeLast()
        guard last !== call else { return }
        place(last, at: index)
        rise(from: index)
        sink(from: index)
    }

    /// Takes out a call whose deadline has passed; nil when there is none.
    mutating func popExpired(at now: ContinuousClock.Instant) -> Call? {
        guard let first = calls.first, first.deadline <= now else { return nil }
        remove(first)
        return first
    }

    private mutating func place(_ call: Call, at index: Int) {
        calls[index] = call
        call.deadlineIndex = index
    }

    private mutating func rise(from start: Int) {
        var index = start
        let call = calls[index]
        while index > 0 {
            let parent = (index - 1) / 2
            guard call.deadline < calls[parent].deadline else { break }
            place(calls[parent], at: index)
            index = parent
        }
        place(call, at: index)
    }

    private mutating func sink(from start: Int) {
        var index = start
        let call = calls[index]
        while true {
            var child = 2 * index + 1
            guard child < calls.count else { break }
            if child + 1 < calls.count, calls[child + 1].deadline < calls[child].deadline {
                child += 1
            }
            guard calls[child].deadline < call.deadline else { break }
            place(calls[child], at: index)
            index = child
        }
        place(call, at: index)
    }
}
#endif
