import Foundation
import TransportLoad
import WebhookKit
import WebhookKitCurl
import WebhookKitURLSession

/// What `transports` compares. Each runs in a process of its own.
enum Contender: String, CaseIterable {
    case wrk
    case bare
    case bareHeaders = "bare-headers"
    case curl
    case ahc
    case urlSession = "urlsession"

    var name: String {
        switch self {
        case .wrk: "wrk"
        case .bare: "bare libcurl"
        case .bareHeaders: "bare libcurl, headers and deadline each time"
        case .curl: "CurlTransport"
        case .ahc: "AsyncHTTPClient"
        case .urlSession: "URLSessionTransport"
        }
    }

    /// Loads the receiver from this process, and prints a line with the result.
    ///
    /// - Parameter arguments: The contender, the URL and the load.
    static func load(_ arguments: [String]) async throws {
        guard arguments.count == 5, let contender = Contender(rawValue: arguments[0]),
            let load = Load(Array(arguments[2...]))
        else { preconditionFailure("transports-load CONTENDER URL CONCURRENCY SECONDS SECONDS") }
        let url = arguments[1]
        switch contender {
        case .bare, .bareHeaders:
            let curl = BareCurl(url: url, isEachTime: contender == .bareHeaders)
            print(curl.run(load))
        case .curl: print(try await run(load, CurlTransport(), url))
        case .urlSession: print(try await run(load, URLSessionTransport(), url))
        case .wrk, .ahc: preconditionFailure("\(contender.name) is a program of its own")
        }
    }

    private static func run(
        _ load: Load,
        _ transport: some WebhookTransport,
        _ url: String
    ) async throws -> LoadResult {
        let request = try request(to: url)
        return await load.run { await send(request, transport) == nil }
    }

    /// The request that every contender sends.
    static func request(to url: String) throws -> TransportRequest {
        TransportRequest(
            url: try WebhookURL(url),
            headers: SampleWebhook.headers.map { HeaderField($0, $1) },
            body: SampleWebhook.body[...],
            deadline: .seconds(SampleWebhook.deadline),
            bodyLimit: SampleWebhook.bodyLimit,
            destination: .development
        )
    }

    /// Sends it, and says what went wrong.
    static func send(_ request: TransportRequest, _ transport: some WebhookTransport) async
        -> String?
    {
        switch await transport.send(request) {
        case .response(let response): response.status == 200 ? nil : "status \(response.status)"
        case .failure(let failure): "\(failure)"
        }
    }
}
