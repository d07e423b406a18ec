import WebhookKit

/// The destination policy is kept at connect, and by what is kept alive.
struct PolicyChecks: TransportChecks {
    let trial: TransportTrial

    /// Lets everything about `http://localhost` pass but its address.
    private func strictPolicy() throws -> DestinationPolicy {
        var policy = DestinationPolicy(allowedSchemes: [.http, .https], allowedClasses: [.public])
        policy.allowedHosts = [try HostPattern("localhost")]
        return policy
    }

    func judgesAddressAtConnect() async throws {
        receiver.on(Self.path, .status(200))
        var byAddress = try strictPolicy()
        byAddress.allowedHosts = nil
        for (host, policy) in [("localhost", try strictPolicy()), ("127.0.0.1", byAddress)] {
            for scheme in [WebhookURL.Scheme.http, .https] {
                let result = await send(
                    to: receiver.url(Self.path, scheme: scheme, host: host),
                    deadline: .seconds(5),
                    destination: policy
                )
                try expectBlocked(result)
            }
        }
        let count = receiver.connectionCount
        try expect(count == 0, "\(count) connections reached the receiver.")
        _ = try expectResponse(await send(), 200)
    }

    func neverSharesConnectionsAcrossPolicies() async throws {
        receiver.on(Self.path, .status(200))
        let url = receiver.url(Self.path, host: "localhost")
        for round in 1...3 {
            _ = try expectResponse(await send(to: url), 200)
            // Now a connection is kept alive.
            try expectBlocked(await send(to: url, destination: try strictPolicy()))
            try expectRequests(round)
        }
    }

    private func expectBlocked(_ result: TimedOutcome) throws {
        try expectFailure(result, "blockedDestination with its address") {
            [.blockedDestination(.v4(0x7F00_0001)), .blockedDestination(.v6(1))].contains($0)
        }
        try expectWithin(.seconds(1), result)
    }
}
