import WebhookKit

/// Many requests at once.
struct LoadChecks: TransportChecks {
    let trial: TransportTrial

    func concurrentRequestsAllArrive() async throws {
        let count = 200
        for number in 0..<count {
            receiver.on("/number/\(number)", .status(200, body: Array("\(number)".utf8)))
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<count {
                group.addTask {
                    let url = receiver.url("/number/\(number)")
                    let result = await send(to: url, deadline: .seconds(20))
                    let response = try expectResponse(result, 200)
                    try expect(
                        response.body == Array("\(number)".utf8),
                        "Request \(number) got the body \(response.body)."
                    )
                    try expectRequests(1, path: "/number/\(number)")
                }
            }
            try await group.waitForAll()
        }
    }

    func cancellingManyIsPrompt() async throws {
        receiver.on(Self.path, .hangBeforeHeaders)
        let time = try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask { _ = await send(deadline: .seconds(20)) }
            }
            _ = try await receiver.waitForRequests(100, path: Self.path, within: .seconds(10))
            let start = ContinuousClock.now
            group.cancelAll()
            try await group.waitForAll()
            return start.duration(to: .now)
        }
        try expect(time < Self.tolerance, "The calls went on for \(time) after cancelling.")
        try await expectUsable()
    }
}
