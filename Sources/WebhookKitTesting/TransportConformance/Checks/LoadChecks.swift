import WebhookKit

/// Many calls at once and in a row, and calls that are cancelled.
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

    func survivesClosedKeepAlive() async throws {
        receiver.on(Self.path, .status(200).ending(.close))
        for number in 1...100 {
            let result = await send(deadline: .seconds(2))
            guard case .response(let response) = result.outcome, response.status == 200 else {
                throw BrokenPromise(message: "Request \(number) of 100: \(result.outcome).")
            }
        }
    }

    func hangingReceiverDoesNotDelayOthers() async throws {
        receiver.on(Self.path, .hangBeforeHeaders)
        let other = try LoopbackReceiver()
        defer { other.stop() }
        other.on(Self.path, .status(200))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask { _ = await send(deadline: .seconds(20)) }
            }
            _ = try await receiver.waitForRequests(50, path: Self.path, within: .seconds(10))
            for _ in 0..<20 {
                let result = await send(to: other.url(Self.path))
                _ = try expectResponse(result, 200)
                try expectWithin(Self.tolerance, result)
            }
            group.cancelAll()
        }
    }

    func cancellationIsPrompt() async throws {
        receiver.on(Self.path, .hangBeforeHeaders)
        let time = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { _ = await send(deadline: .seconds(20)) }
            _ = try await receiver.waitForRequests(1, path: Self.path, within: .seconds(5))
            let start = ContinuousClock.now
            group.cancelAll()
            await group.waitForAll(discardingErrors: ())
            return start.duration(to: .now)
        }
        try expect(time < Self.tolerance, "The call went on for \(time) after cancelling.")
    }
}

extension ThrowingTaskGroup where ChildTaskResult == Void {
    /// Waits for all children, whatever they threw.
    fileprivate mutating func waitForAll(discardingErrors: Void) async {
        while await nextResult() != nil {}
    }
}
