extension TokenService {
    /// How tokens work; every property has a default that suits a server.
    public struct Configuration: Sendable, Hashable {
        /// Tokens in a scope; 1,000. 1 to 1,000,000.
        public var tokensPerScope = 1000

        /// The header that takes a token besides `Authorization`, in any case; `X-API-Key`. Nil for none.
        public var apiKeyHeader: String? = "X-API-Key"

        /// What `WWW-Authenticate` calls the host's API; `api`. 1 to 100 letters, digits, blanks and `-_.`.
        public var realm = "api"

        /// Whether an active token can be deleted at once, as Gladly does; by default it has to be
        /// deactivated before (T-6).
        public var deletesActiveTokens = false

        /// How long a token that has authenticated is taken without a look at the store and the directory,
        /// so how long a deactivation in another process takes at most; 60 s. Zero to 60 s.
        public var cacheLifetime: Duration = .seconds(60)

        /// Tokens that the cache holds at most; 10,000, of about 1 KB. 2 to 10,000,000.
        public var cacheCapacity = 10_000

        /// Reads of the store at once, for tokens that the cache does not have; 32. 2 to 1,000.
        ///
        /// A quarter of them is kept for tokens that have authenticated in this process before. 32 times
        /// as many may wait; what comes then is told "unavailable", so that guesses in masses neither fill
        /// the memory nor hold up anybody who is in the cache.
        public var lookupsAtOnce = 32

        /// How long a last use stays as it was noted; 5 minutes. One second to one day.
        public var lastUseInterval: Duration = .seconds(300)

        /// The defaults.
        public init() {}

        func validate() throws(FieldError) {
            func check(_ isFine: Bool, _ field: String, _ message: String) throws(FieldError) {
                if !isFine { throw FieldError(field, message) }
            }
            try check(
                (1...1_000_000).contains(tokensPerScope),
                "tokensPerScope",
                "use 1 to 1,000,000"
            )
            if let apiKeyHeader {
                let isFree =
                    HeaderFieldRules.isValidName(apiKeyHeader)
                    && !HeaderFieldRules.isReserved(apiKeyHeader)
                    && !apiKeyHeader.isFieldName("authorization")
                try check(
                    isFree,
                    "apiKeyHeader",
                    "name a header of the host's own, or nil for none"
                )
            }
            let isPlain = realm.utf8.allSatisfy {
                $0.isHTTPToken && $0 != UInt8(ascii: "`") || $0 == UInt8(ascii: " ")
            }
            try check(
                (1...100).contains(realm.utf8.count) && isPlain,
                "realm",
                "use 1 to 100 letters, digits, blanks and marks such as - and _"
            )
            try check(
                (.zero ... .seconds(60)).contains(cacheLifetime),
                "cacheLifetime",
                "use zero to 60 s"
            )
            try check(
                (2...10_000_000).contains(cacheCapacity),
                "cacheCapacity",
                "use 2 to 10,000,000"
            )
            try check((2...1000).contains(lookupsAtOnce), "lookupsAtOnce", "use 2 to 1,000")
            try check(
                (.seconds(1) ... .seconds(86400)).contains(lastUseInterval),
                "lastUseInterval",
                "use one second to one day"
            )
        }
    }
}
