import AsyncHTTPClient
import TransportLoad

/// AsyncHTTPClient under the load of `Benchmarks transports`, which starts this with a URL and the
/// load; prints a line with the result.
@main
struct AsyncHTTPClientBenchmark {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard let url = arguments.first, let load = Load(Array(arguments.dropFirst())) else {
            preconditionFailure("ahc-bench URL CONCURRENCY SECONDS SECONDS")
        }
        // As any host would set it up that sends webhooks: no redirects, no decompression, and a
        // connection for each request under way instead of eight in all.
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.decompression = .disabled
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 256
        let client = HTTPClient(
            eventLoopGroupProvider: .singleton,
            configuration: configuration
        )
        let result = await load.run { await send(url, client) }
        try await client.shutdown()
        print(result)
    }

    private static func send(_ url: String, _ client: HTTPClient) async -> Bool {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        for (name, value) in SampleWebhook.headers { request.headers.add(name: name, value: value) }
        request.body = .bytes(SampleWebhook.body)
        do {
            let deadline = Int64(SampleWebhook.deadline)
            let response = try await client.execute(request, timeout: .seconds(deadline))
            _ = try await response.body.collect(upTo: SampleWebhook.bodyLimit)
            return response.status == .ok
        } catch {
            return false
        }
    }
}
