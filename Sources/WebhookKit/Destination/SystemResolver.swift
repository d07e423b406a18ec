/// Resolves names with the system's own resolver (`getaddrinfo`), on threads of its own.
///
/// `getaddrinfo` blocks and cannot be interrupted; with a mute name server that lasts up to half a
/// minute. So it runs neither on Swift's cooperative pool nor on Dispatch's. A caller's deadline or
/// cancellation ends its wait at once; the lookup goes on in its thread and is counted there. These
/// rules keep one mute name server from starving the rest:
///
/// 1. Concurrent lookups of one name are one lookup.
/// 2. At most ``Configuration/threadsPerDomain`` threads work for names of one domain (the last two
///    labels of a name, or three below the likes of `co.uk`).
/// 3. A lookup that takes longer than ``Configuration/patience`` makes its domain *slow*, until one
///    of its lookups is quick again.
/// 4. Domains that are not slow share ``Configuration/threads`` threads. A lookup that turns out to
///    hang no longer counts among them, so another one starts in its place.
/// 5. Slow domains together hold off when half of ``Configuration/maximumThreads`` is theirs.
/// 6. There are never more than ``Configuration/maximumThreads`` threads in all. Only when that
///    many lookups of domains not yet known as slow hang at the same time do others have to wait.
///
/// When a name gets no answer and no other one has had any meanwhile, a control name is looked up:
/// name servers that do not answer about that either are this machine's own trouble (D-16).
///
/// Threads are made when there is work and end when there is none. At most
/// ``Configuration/queueLimit`` names wait for a thread; further ones fail as a local failure.
///
/// Copies share their threads and their cache. Make one for the whole process.
public struct SystemResolver: HostResolver {
    private let pool: LookupPool

    /// Makes a resolver; it takes no thread before there is a name to look up.
    ///
    /// - Parameters:
    ///   - configuration: Bounds and times.
    ///   - clock: Measures deadlines.
    public init(
        configuration: Configuration = Configuration(),
        clock: any WebhookClock = SystemClock()
    ) {
        self.init(configuration: configuration, clock: clock, lookup: SystemLookup.addresses)
    }

    /// For tests: with a blocking `lookup` instead of `getaddrinfo`.
    package init(
        configuration: Configuration,
        clock: any WebhookClock,
        lookup: @escaping @Sendable (String) -> Result<[HostAddress], ResolutionFailure>
    ) {
        pool = LookupPool(configuration: configuration, clock: clock, lookup: lookup)
    }

    /// Finds the addresses of a host; see ``HostResolver/resolve(_:deadline:)``.
    ///
    /// Addresses and everything that is not a DNS name are answered here: only names reach the
    /// system, which would read `127.1` and `0x7f000001` as addresses.
    public func resolve(
        _ host: String,
        deadline: Duration
    ) async throws(ResolutionFailure) -> [HostAddress] {
        if let address = HostAddress(host) { return [address] }
        guard let parsed = try? WebhookURL.Host(parsing: Array(host.utf8)[...]),
            case .name(let name) = parsed
        else { throw .unknownHost }
        return try await pool.addresses(of: name, within: deadline).get()
    }
}

extension SystemResolver {
    /// Bounds and times of a ``SystemResolver``.
    public struct Configuration: Sendable, Hashable {
        /// Threads for domains that answer quickly; 8 by default, at least 1.
        public var threads: Int

        /// Threads in all, hanging ones included; 64 by default, at least `threads` + 1.
        public var maximumThreads: Int

        /// Threads for the names of one domain; 4 by default, at least 1.
        public var threadsPerDomain: Int

        /// Names that may wait for a thread; 1,024 by default, at least 1.
        public var queueLimit: Int

        /// From when on a lookup counts as hanging; 250 ms by default, at least 1 ms.
        public var patience: Duration

        /// How long an answer is used again; one second by default, zero for never, at most 60 s.
        ///
        /// It spares the name servers of busy receivers. In that time an answer is judged that may
        /// already be another one, so keep it short: the address of a name under an attacker's
        /// control changes at the worst moment (DNS rebinding). A transport that checks addresses
        /// when it connects is not affected; one that resolves again by itself has a gap of that
        /// sort anyway.
        public var cacheTime: Duration

        /// A name that surely exists, which is looked up too when another one gets no answer, to tell a
        /// name whose own servers are mute from a machine whose name servers are
        /// (``ResolutionFailure/noNetwork(_:)``); `a.root-servers.net` by default.
        ///
        /// Name servers always have it at hand. Give another one where they know no names of the
        /// Internet; nil looks nothing up, and then a silent name server is never told apart.
        public var controlName: String?

        /// Makes a configuration; values out of range are moved to the nearest one in range.
        public init(
            threads: Int = 8,
            maximumThreads: Int = 64,
            threadsPerDomain: Int = 4,
            queueLimit: Int = 1024,
            patience: Duration = .milliseconds(250),
            cacheTime: Duration = .seconds(1),
            controlName: String? = "a.root-servers.net"
        ) {
            self.threads = threads
            self.maximumThreads = maximumThreads
            self.threadsPerDomain = threadsPerDomain
            self.queueLimit = queueLimit
            self.patience = patience
            self.cacheTime = cacheTime
            self.controlName = controlName
        }

        /// The same with every value in range: properties can be set after `init`.
        var inRange: Configuration {
            let threads = min(max(threads, 1), 1023)
            return Configuration(
                threads: threads,
                maximumThreads: min(max(maximumThreads, threads + 1), 1024),
                threadsPerDomain: max(threadsPerDomain, 1),
                queueLimit: max(queueLimit, 1),
                patience: min(max(patience, .milliseconds(1)), .seconds(60)),
                cacheTime: min(max(cacheTime, .zero), .seconds(60)),
                controlName: controlName.flatMap(Self.name)
            )
        }

        /// The name as it is looked up; nil for what is none.
        private static func name(_ text: String) -> String? {
            let host = try? WebhookURL.Host(parsing: Array(text.utf8)[...])
            return if case .name(let name) = host { name } else { nil }
        }
    }
}
