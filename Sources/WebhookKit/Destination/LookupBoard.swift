/// Who waits for which name, and which lookup may take a thread next: the rules of
/// ``SystemResolver``, without clock, threads or lookups.
struct LookupBoard {
    typealias Answer = Result<[HostAddress], ResolutionFailure>

    /// What becomes of a caller.
    enum Admission: Equatable {
        case answered([HostAddress])
        case waits
        case refused
    }

    private struct Lookup {
        var waiters: Set<UInt64>
        /// `nil` while it waits for a thread.
        var started: Duration?
    }

    private struct CacheEntry {
        let addresses: [HostAddress]
        let expiry: Duration
    }

    private let limits: SystemResolver.Configuration
    private var lookups: [String: Lookup] = [:]
    private var queue: [String] = []
    private var cache: [String: CacheEntry] = [:]
    /// Domains whose last lookup outlived the patience.
    private var slowDomains: Set<String> = []
    /// When name servers last answered anything, if only that a name does not exist.
    private var lastAnswer: Duration?
    /// When the lookup of the control name last failed.
    private var lastSilence: Duration?
    /// Names whose own last lookup did so, and names whose own last one did not: neighbours in a domain
    /// may have name servers, and owners, that have nothing to do with each other.
    private var slowHosts: Set<String> = []
    private var quickHosts: Set<String> = []
    private static let memory = 1024

    init(limits: SystemResolver.Configuration) {
        self.limits = limits
    }

    /// Takes a caller in: answers it from the cache, or lets it wait for a new or a running lookup.
    mutating func join(_ host: String, waiter: UInt64, now: Duration) -> Admission {
        if let entry = cache[host] {
            if now < entry.expiry { return .answered(entry.addresses) }
            cache[host] = nil
        }
        if lookups[host] == nil {
            guard queue.count < limits.queueLimit else { return .refused }
            queue.append(host)
            lookups[host] = Lookup(waiters: [])
        }
        lookups[host]?.waiters.insert(waiter)
        return .waits
    }

    /// Lets a caller go. A lookup that nobody waits for and that has no thread yet is forgotten.
    mutating func leave(_ host: String, waiter: UInt64) {
        guard var lookup = lookups[host] else { return }
        lookup.waiters.remove(waiter)
        lookups[host] = lookup
        if lookup.waiters.isEmpty, lookup.started == nil {
            lookups[host] = nil
            queue.removeAll { $0 == host }
        }
    }

    /// Says whether the lookup still waits for a thread.
    func isQueued(_ host: String) -> Bool {
        lookups[host].map { $0.started == nil } ?? false
    }

    /// Picks the lookup that a new or free thread begins now; `nil` when none may begin.
    mutating func next(now: Duration) -> String? {
        guard !queue.isEmpty else { return nil }
        var fresh = 0
        var slow = 0
        /// Lookups of a domain's names that are not known as quick, and those known as slow.
        var doubtful: [String: Int] = [:]
        var hanging: [String: Int] = [:]
        let running = lookups.compactMap { host, lookup in lookup.started.map { (host, $0) } }
        for (host, started) in running where now - started >= limits.patience { markSlow(host) }
        for (host, _) in running {
            let domain = Self.domain(of: host)
            if isSlow(host, in: domain) { slow += 1 } else { fresh += 1 }
            if !quickHosts.contains(host) { doubtful[domain, default: 0] += 1 }
            if slowHosts.contains(host) { hanging[domain, default: 0] += 1 }
        }
        guard fresh + slow < limits.maximumThreads else { return nil }
        let perDomain = limits.threadsPerDomain
        let index = queue.firstIndex { host in
            let domain = Self.domain(of: host)
            let count = doubtful[domain, default: 0]
            if quickHosts.contains(host) {
                // Some more, should all of them begin to hang together.
                guard count < 2 * perDomain else { return false }
            } else if slowHosts.contains(host) {
                // Half is left to the names that nobody knows yet.
                guard count < perDomain, hanging[domain, default: 0] < max(1, perDomain / 2)
                else { return false }
            } else {
                guard count < perDomain else { return false }
            }
            return isSlow(host, in: domain)
                ? slow < limits.maximumThreads / 2 : fresh < limits.threads
        }
        guard let index else { return nil }
        let host = queue.remove(at: index)
        lookups[host]?.started = now
        return host
    }

    /// Whether name servers have answered anything since then.
    func hasAnswer(since start: Duration) -> Bool {
        lastAnswer.map { $0 >= start } ?? false
    }

    /// Whether no name server answers, whatever it is asked: nothing since then, and not about the
    /// control name either, which has been looked up for long enough.
    func isSilent(since start: Duration, now: Duration) -> Bool {
        guard let control = limits.controlName, !hasAnswer(since: start) else { return false }
        if let lastSilence, lastSilence >= start { return true }
        guard let asked = lookups[control]?.started else { return false }
        return now - asked >= Self.controlTime
    }

    /// How long name servers that work have for an answer that they know.
    static let controlTime = Duration.seconds(1)

    /// Ends a lookup and gives those who wait for it.
    mutating func finish(_ host: String, _ answer: Answer, now: Duration) -> Set<UInt64> {
        guard let lookup = lookups.removeValue(forKey: host) else { return [] }
        switch answer {
        case .success, .failure(.unknownHost): lastAnswer = now
        case .failure where host == limits.controlName: lastSilence = now
        case .failure: break
        }
        if let started = lookup.started {
            let domain = Self.domain(of: host)
            if now - started >= limits.patience {
                markSlow(host)
            } else {
                slowDomains.remove(domain)
                slowHosts.remove(host)
                Self.remember(host, in: &quickHosts)
            }
        }
        if case .success(let addresses) = answer, limits.cacheTime > .zero {
            if cache.count >= Self.memory { cache = cache.filter { now < $0.value.expiry } }
            if cache.count >= Self.memory { cache.removeAll() }
            cache[host] = CacheEntry(addresses: addresses, expiry: now + limits.cacheTime)
        }
        return lookup.waiters
    }

    private mutating func markSlow(_ host: String) {
        Self.remember(Self.domain(of: host), in: &slowDomains)
        Self.remember(host, in: &slowHosts)
        quickHosts.remove(host)
    }

    private static func remember(_ name: String, in names: inout Set<String>) {
        if names.count >= memory, !names.contains(name) { names.removeFirst() }
        names.insert(name)
    }

    private func isSlow(_ host: String, in domain: String) -> Bool {
        slowHosts.contains(host) || (slowDomains.contains(domain) && !quickHosts.contains(host))
    }

    /// Suffixes below which everybody can have a name, often with name servers of their own. The rules
    /// above hold for all others too; a name here only never shares its threads with strangers.
    private static let sharedSuffixes: Set<String> = [
        "appspot.com", "azurewebsites.net", "cloudfront.net", "ddns.net", "duckdns.org",
        "dyndns.org", "eu.org", "firebaseapp.com", "fly.dev", "github.io", "gitlab.io",
        "herokuapp.com", "netlify.app", "ngrok.app", "ngrok.io", "no-ip.org", "onrender.com",
        "pages.dev", "pp.ua", "run.app", "vercel.app", "web.app", "workers.dev",
    ]

    /// The domain that most likely has name servers of its own: the last two labels, or three
    /// below the likes of `co.uk` and `eu.org`.
    static func domain(of host: String) -> String {
        let labels = host.split(separator: ".")
        guard labels.count > 2 else { return host }
        if sharedSuffixes.contains(labels.suffix(2).joined(separator: ".")) {
            return labels.suffix(3).joined(separator: ".")
        }
        let generic = ["ac", "co", "com", "edu", "go", "gov", "ne", "net", "or", "org"]
        let isGeneric =
            labels[labels.count - 1].utf8.count == 2
            && generic.contains(String(labels[labels.count - 2]))
        return labels.suffix(isGeneric ? 3 : 2).joined(separator: ".")
    }
}
