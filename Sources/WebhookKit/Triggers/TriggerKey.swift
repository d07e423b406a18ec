/// What is kept under an idempotency key for 24 hours: the body it came with, and the answer once there
/// is one; pure.
struct TriggerKey: Codable, Sendable, Equatable {
    /// The SHA-256 of the body, in hex.
    let bodyHash: String
    /// When the key is free again.
    private(set) var expiresAt: Timestamp
    /// Who answers or has answered.
    private(set) var call: TriggerCall.ID
    private(set) var state: State

    enum State: Sendable, Equatable {
        /// The handler runs; when it has not ended by then, its process is taken for dead.
        case running(until: Timestamp)
        /// What the first call got.
        case answered(Answer)
    }

    /// An answer as it is kept.
    struct Answer: Codable, Sendable, Equatable {
        let status: Int
        let headers: [HeaderField]
        /// Nil when it is too large to be kept: a repeat gets the status alone.
        let body: StoredBytes?

        init(_ response: ServerResponse) {
            status = response.status
            headers = response.headers
            body =
                response.body.count <= TriggerKey.largestAnswer ? StoredBytes(response.body) : nil
        }

        var response: ServerResponse {
            var response = ServerResponse(status: status, headers: headers)
            if let body { response.body = body.bytes }
            response.headers.append(HeaderField("idempotency-replayed", "true"))
            return response
        }
    }

    /// How much the clocks of two processes may differ.
    private static let tolerance: Duration = .seconds(60)

    /// The most bytes of an answer's body that are kept with a key.
    static let largestAnswer = 128 << 10

    /// What a call with a key is to do.
    enum Decision: Sendable, Equatable {
        /// The first one, or the one before was given up: run the handler.
        case run
        /// Give the first one's answer.
        case give(Answer)
        /// Refuse: the first one runs still.
        case wait
        /// Refuse: the first one had another body.
        case refuse
    }

    /// A call that has a key, as it comes in.
    struct Visit: Sendable {
        let call: TriggerCall.ID
        let bodyHash: String
        let now: Timestamp
        /// For how long a running call is left alone.
        let lease: Duration
        /// For how long the key is kept.
        let retention: Duration

        init(
            _ call: TriggerCall.ID,
            body: [UInt8],
            at now: Timestamp,
            lease: Duration,
            retention: Duration
        ) {
            var hash = SHA256()
            hash.update(body)
            self.call = call
            bodyHash = Hex.encode(hash.digest())
            self.now = now
            self.lease = lease
            self.retention = retention
        }
    }

    /// Decides what a call does, and takes the key for it where it is to run.
    static func visit(_ key: inout TriggerKey?, by visit: Visit) -> Decision {
        guard var known = key, visit.now < known.expiresAt else {
            key = TriggerKey(
                bodyHash: visit.bodyHash,
                expiresAt: visit.now.advanced(by: visit.retention),
                call: visit.call,
                state: .running(until: visit.now.advanced(by: visit.lease))
            )
            return .run
        }
        guard known.bodyHash == visit.bodyHash else { return .refuse }
        switch known.state {
        case .answered(let answer): return .give(answer)
        // Clocks differ a little, and steps come in another order than calls. A lease that is much longer
        // than leases are says that the clock was set back.
        case .running(let end)
        where end > visit.now && visit.now.duration(to: end) <= visit.lease + tolerance:
            return .wait
        case .running:
            // Its time begins anew: it must not end under the handler.
            known.expiresAt = visit.now.advanced(by: visit.retention)
            known.call = visit.call
            known.state = .running(until: visit.now.advanced(by: visit.lease))
            key = known
            return .run
        }
    }

    /// Keeps the answer, or frees the key where the call failed without one; not for somebody else's.
    static func end(
        _ key: inout TriggerKey?,
        by call: TriggerCall.ID,
        with response: ServerResponse?
    ) {
        guard var known = key, known.call == call, case .running = known.state else { return }
        guard let response else {
            key = nil
            return
        }
        known.state = .answered(Answer(response))
        key = known
    }

    /// The name of a key's row: the key may be any text, so its hash stands for it.
    ///
    /// Keys are of those who call: what one owner's tokens have sent is nobody else's answer.
    static func row(_ key: ExactText, of trigger: Trigger, for owner: User.ID?) -> String {
        var hash = SHA256()
        hash.update(Array((owner.map { "user \($0)" } ?? "host").utf8))
        hash.update([0])
        hash.update(Array(key.string.utf8))
        return "\(trigger.instance)/\(Hex.encode(hash.digest()))"
    }
}

extension TriggerKey.State: Codable {
    private enum CodingKeys: CodingKey {
        case state, until, answer
    }

    private enum Name: String, Codable {
        case running, answered
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        switch try values.decode(Name.self, forKey: .state) {
        case .running: self = .running(until: try values.decode(Timestamp.self, forKey: .until))
        case .answered:
            self = .answered(try values.decode(TriggerKey.Answer.self, forKey: .answer))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .running(let end):
            try values.encode(Name.running, forKey: .state)
            try values.encode(end, forKey: .until)
        case .answered(let answer):
            try values.encode(Name.answered, forKey: .state)
            try values.encode(answer, forKey: .answer)
        }
    }
}
