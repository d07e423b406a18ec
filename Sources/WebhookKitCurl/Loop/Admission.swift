/// Decides which calls may be under way: so many to one host, and so many in all.
///
/// Calls of one host go in the order in which they came; hosts that wait take turns, so that one
/// with a long queue does not keep the others out.
struct Admission {
    private struct Host {
        var active = 0
        var waiting = CallQueue()
        /// Whether the host stands in `turns`.
        var hasTurn = false
    }

    private let mostPerHost: Int
    private let mostInAll: Int
    private var hosts: [HostKey: Host] = [:]
    /// Hosts with a waiting call and room for it.
    private var turns = Queue<HostKey>()
    private var active = 0

    init(mostPerHost: Int, mostInAll: Int) {
        self.mostPerHost = max(mostPerHost, 1)
        self.mostInAll = max(mostInAll, 1)
    }

    /// Takes a call in; true when it may go now, false when it waits for ``next()``.
    mutating func admit(_ call: Call) -> Bool {
        let key = call.host
        let canGo = active < mostInAll && hosts[key, default: Host()].active < mostPerHost
        if canGo {
            hosts[key, default: Host()].active += 1
            active += 1
            return true
        }
        call.isWaiting = true
        hosts[key, default: Host()].waiting.append(call)
        giveTurn(to: key)
        return false
    }

    /// Gives back the place of a call that had gone.
    mutating func release(_ call: Call) {
        let key = call.host
        active -= 1
        hosts[key, default: Host()].active -= 1
        giveTurn(to: key)
        forgetIfIdle(key)
    }

    /// The next waiting call that may go; nil when there is none.
    mutating func next() -> Call? {
        while active < mostInAll, let key = turns.popFirst() {
            hosts[key]?.hasTurn = false
            guard let call = hosts[key]?.waiting.popFirst() else {
                forgetIfIdle(key)
                continue
            }
            call.isWaiting = false
            hosts[key]?.active += 1
            active += 1
            giveTurn(to: key)
            return call
        }
        return nil
    }

    private mutating func giveTurn(to key: HostKey) {
        guard let host = hosts[key], !host.hasTurn, host.active < mostPerHost,
            !host.waiting.isEmpty
        else { return }
        hosts[key]?.hasTurn = true
        turns.append(key)
    }

    private mutating func forgetIfIdle(_ key: HostKey) {
        if let host = hosts[key], host.active == 0, host.waiting.isEmpty, !host.hasTurn {
            hosts[key] = nil
        }
    }
}

/// Calls that wait; those that ended while they waited are passed over.
private struct CallQueue {
    private var calls = Queue<Call>()

    var isEmpty: Bool { calls.isEmpty }

    mutating func append(_ call: Call) { calls.append(call) }

    mutating func popFirst() -> Call? {
        while let call = calls.popFirst() {
            if call.isWaiting { return call }
        }
        return nil
    }
}
