import WebhookKit

/// Answers without end are given up, and memory stays bounded.
struct MemoryChecks: TransportChecks {
    let trial: TransportTrial

    func boundsMemoryOnFlood() async throws {
        let size = 268_435_456
        let result = await send(
            answering: .flood(size, announced: size),
            deadline: .seconds(5),
            bodyLimit: 16_384
        )
        let response = try expectResponse(result, 200)
        try expect(response.isTruncated, "The cut body is not marked.")
        try expect(response.body.count <= 16_384, "\(response.body.count) bytes were kept.")
        try expectWithin(.seconds(2), result)
        let sent = receiver.sentByteCount
        try expect(sent < 33_554_432, "The receiver got rid of \(sent) bytes.")
    }

    func endlessHeadersAreFailure() async throws {
        // Slow enough that what is sent is what was taken, and not what waits in between.
        let reply = ReceiverReply.endlessHeaders(every: .milliseconds(5))
        let result = await send(answering: reply, deadline: .seconds(10))
        try expectFailure(result, "other than timeout") { !$0.isTimeout }
        let sent = receiver.sentByteCount
        try expect(sent < 1_048_576, "The receiver got rid of \(sent) bytes.")
        try await expectUsable()
    }

    func survivesInformationalFlood() async throws {
        try await expectBoundedMemory {
            let result = await send(answering: .informationalFlood)
            try expectFailure(result, "any") { _ in true }
            try expectWithin(Self.deadline + Self.tolerance, result)
        }
        try await expectUsable()
    }

    func boundsMemoryOfTrailers() async throws {
        try await expectBoundedMemory {
            let result = await send(answering: .trailerFlood)
            let response = try expectResponse(result, 200)
            try expect(response.body == Array("body".utf8), "The body is \(response.body).")
            try expectWithin(Self.deadline + Self.tolerance, result)
        }
        try await expectUsable()
    }

    func boundsMemoryOfGzipBomb() async throws {
        let limit = 16_384
        // Where it is handed over as it came, it need not be inflated to be cut.
        try await expectBoundedMemory {
            let result = await send(
                answering: .gzipBomb(in: "Content-Encoding"),
                deadline: .seconds(5),
                bodyLimit: limit
            )
            let response = try expectResponse(result, 200)
            try expect(response.isTruncated, "The cut body is not marked.")
            try expect(response.body.count == limit, "\(response.body.count) bytes were kept.")
            let isRaw = response.body.starts(with: [31, 139, 8])
            try expect(isRaw, "The body was decompressed.")
        }
        // This coding belongs to the connection: undone or refused, both will do.
        try await expectBoundedMemory {
            let result = await send(
                answering: .gzipBomb(in: "Transfer-Encoding"),
                deadline: .seconds(5),
                bodyLimit: limit
            )
            try expectWithin(.seconds(2), result)
            guard case .response(let response) = result.outcome else { return }
            try expect(response.isTruncated, "The cut body is not marked.")
            try expect(response.body.count <= limit, "\(response.body.count) bytes were kept.")
        }
    }

    func boundsMemoryOfHugeBody() async throws {
        let size = 1_073_741_824
        for announced in [size, nil] {
            try await expectBoundedMemory {
                let result = await send(
                    answering: .flood(size, announced: announced),
                    deadline: .seconds(10),
                    bodyLimit: 16_384
                )
                let response = try expectResponse(result, 200)
                try expect(response.isTruncated, "The cut body is not marked.")
                try expect(response.body.count == 16_384, "\(response.body.count) were kept.")
            }
        }
    }

    /// Runs `body` and expects resident memory to grow by 32 MiB at the most meanwhile.
    ///
    /// Others in the process use memory too, so one of three times is enough; what the floods would
    /// take is so much more that it shows each time.
    private func expectBoundedMemory(_ body: () async throws -> Void) async throws {
        var growth = 0
        for _ in 0..<3 {
            let gauge = MemoryGauge()
            try await body()
            growth = try gauge.growth()
            if growth <= 33_554_432 { return }
        }
        throw BrokenPromise(message: "Resident memory grew by \(growth / 1_048_576) MiB.")
    }
}
