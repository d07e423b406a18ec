import WebhookKit

extension StoreTrial {
    /// Compares the answers to 1,500 random calls with the in-memory store's.
    ///
    /// - Throws: at the first difference, with the seed.
    package func compare(seed: UInt64, reopening: Bool) async throws {
        var comparison = StoreComparison(self, seed: seed)
        var steps: [String] = []
        do {
            for _ in 0..<Self.steps {
                let step = try comparison.pick(StoreComparison.plan)
                guard reopening || step.verb != .reopen else { continue }
                steps.append(step.verb.rawValue)
                comparison.advance(by: .milliseconds(3))
                try await comparison.take(step.verb)
            }
            try await comparison.settleAll()
            try await comparison.compare()
        } catch let broken as BrokenPromise {
            throw BrokenPromise(
                message: "step \(steps.count) of seed \(seed), after "
                    + "\(steps.suffix(6).joined(separator: ", ")): \(broken.message)"
            )
        }
    }

    private static let steps = 1500
}

extension StoreComparison {
    enum Verb: String {
        case publish, publishSome, claim, settle, pass, resend, resume, insert, health, edit
        case remove, maintain, notices, compare, reopen
    }

    /// Every verb as often as it counts.
    static let plan: [(verb: Verb, Int)] = [
        (Verb.publish, 20), (.publishSome, 8), (.claim, 20), (.settle, 16), (.pass, 8),
        (.resend, 6), (.resume, 2), (.insert, 3), (.health, 5), (.edit, 5), (.remove, 1),
        (.maintain, 4), (.notices, 4), (.compare, 6), (.reopen, 2),
    ].flatMap { Array(repeating: $0, count: $0.1) }

    mutating func take(_ verb: Verb) async throws {
        switch verb {
        case .publish: try await publish()
        case .publishSome: try await publishSome()
        case .claim: try await claim()
        case .settle: try await settleSome()
        case .pass: try await pass()
        case .resend: try await resend()
        case .resume: try await resume()
        case .insert: try await insert()
        case .health: try await changeHealth()
        case .edit: try await edit()
        case .remove: try await remove()
        case .maintain: try await maintain()
        case .notices: try await handOutNotices()
        case .compare: try await compare()
        case .reopen: try await reopen()
        }
    }
}
