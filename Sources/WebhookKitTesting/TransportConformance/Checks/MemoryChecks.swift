import WebhookKit

/// How much a receiver can make the transport hold.
struct MemoryChecks: TransportChecks {
    let trial: TransportTrial

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
}
