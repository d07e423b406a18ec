#if canImport(WebhookKitCCurl)
import WebhookKit

/// Decides which calls may be under way: so many to one host, and so many in all.
///
/// Calls of one host go in the order in which they came; hosts that wait take turns, so that one
/// with a long queue does not keep the others out.
struct Admission {
    /// One host and port.
    final class Host {
        fileprivate let key: Key
        fileprivate var active = 0
        fileprivate var waiting = Queue<Call>()
        /// Whether it stands in the queue of those with a waiting call and room for it.
        fileprivate var hasTurn = false

        fileprivate init(_ key: Key) { self.key = key }

        /// The first call that still waits: some have ended since.
        fileprivate func popWaiting() -> Call? {
            while let call = waiting.popFirst() {
                if call.isWaiting { return call }
            }
            return nil
        }
    }

    fileprivate struct Key: Hashable {
        var host: WebhookURL.Host
        var port: Int
    }

    private let mostPerHost: Int
    private let mostInAll: Int
    private var hosts: [Key: Host] = [:]
    private var turns = Queue<Host>()
    private var active = 0

    init(mostPerHost: Int, mostInAll: Int) {
        self.mostPerHost = mostPerHost
        self.mostInAll = mostInAll
    }

    /// Takes a call in; true when it may go now, false when it waits for ``next()``.
    mutating func admit(_ call: Call) -> Bool {
        let host = host(of: call)
        call.host = host
        guard active < mostInAll, host.active < mostPerHost else {
            call.isWaiting = true
            host.waiting.append(call)
            giveTurn(to: host)
            return false
        }
        host.active += 1
        active += 1
        return true
    }

    /// Gives back the place of a call that had gone.
    mutating func release(_ call: Call) {
        guard let host = call.host else { return }
        active -= 1
        host.active -= 1
        giveTurn(to: host)
        forgetIfIdle(host)
    }

    /// The next waiting call that may go; nil when there is none.
    mutating func next() -> Call? {
        while active < mostInAll, let host = turns.popFirst() {
            host.hasTurn = false
            guard let call = host.popWaiting() else {
                forgetIfIdle(host)
                continue
            }
            call.isWaiting = false
            host.active += 1
            active += 1
            giveTurn(to: host)
            return call
        }
        return nil
    }

    private mutating func host(of call: Call) -> Host {
        let key = Key(host: call.url.host, port: call.url.port)
        if let host = hosts[key] { return host }
        let host = Host(key)
        hosts[key] = host
        return host
    }

    private mutating func giveTurn(to host: Host) {
        guard !host.hasTurn, host.active < mostPerHost, !host.waiting.isEmpty else { return }
        host.hasTurn = true
        turns.append(host)
    }

    private mutating func forgetIfIdle(_ host: Host) {
        if host.active == 0, host.waiting.isEmpty, !host.hasTurn { hosts[host.key] = nil }
    }
}
#endif
