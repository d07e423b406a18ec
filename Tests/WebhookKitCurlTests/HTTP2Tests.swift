#if canImport(WebhookKitCCurl)
import Testing
import WebhookKit
import WebhookKitCurl

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#endif

/// What the script says about its server.
private enum HTTP2Server: Int, CaseIterable {
    /// Takes any number of requests on a connection.
    case lasting
    /// Ends a connection after ten requests, and refuses those that are on the way then.
    case ending
    /// Takes two requests at a time on a connection.
    case narrow
    /// Speaks HTTP/1.1 alone.
    case old

    static let port = variable("WEBHOOKKIT_HTTP2_PORT").flatMap { Int($0) }
    static let authority = variable("WEBHOOKKIT_HTTP2_AUTHORITY")

    func url() throws -> WebhookURL {
        try WebhookURL("https://localhost:\(try #require(Self.port) + rawValue)/")
    }

    private static func variable(_ name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }
}

/// Against a real server that speaks HTTP/2, which `Scripts/http2` starts.
@Suite(.enabled(if: HTTP2Server.port != nil, "Scripts/http2 runs it")) struct HTTP2Tests {
    @Test(arguments: [0, 2, 1_000])
    func requestsShareAConnection(_ size: Int) async throws {
        try await sendMany(to: .lasting, size: size)
    }

    /// What the end of a connection refuses was not read, and is sent again on another. Many at a time,
    /// so that libcurl finds one ending connection after the other.
    @Test func requestsOutliveTheirConnection() async throws {
        // A connection that ends under a request may be a framing error to libcurl, very rarely.
        try await sendMany(to: .ending, tasks: 200, each: 15, mostFailures: 15)
    }

    @Test func requestsWaitForAStream() async throws {
        try await sendMany(to: .narrow)
    }

    @Test func requestsFallBackToHTTP1() async throws {
        try await sendMany(to: .old)
    }

    /// Sends many requests, and wants nearly each answered with 200.
    private func sendMany(
        to server: HTTP2Server,
        size: Int = 2,
        tasks: Int = 20,
        each count: Int = 25,
        mostFailures: Int = 0
    ) async throws {
        let url = try server.url()
        let certificates = try Certificates(file: try #require(HTTP2Server.authority))
        let transport = try CurlTransport {
            $0.httpVersion = .http2
            $0.tls.authorities = .only(certificates)
        }
        let body = [UInt8](repeating: UInt8(ascii: "x"), count: size)
        let outcomes = await withTaskGroup(of: [TransportOutcome].self) { group in
            for _ in 0..<tasks {
                group.addTask {
                    var outcomes: [TransportOutcome] = []
                    for _ in 0..<count {
                        outcomes.append(
                            await transport.send(.test(to: url, body: body, deadline: .seconds(60)))
                        )
                    }
                    return outcomes
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(outcomes.count == tasks * count)
        let failures = outcomes.filter { $0.status != 200 }
        #expect(failures.count <= mostFailures, "\(server): \(failures.prefix(3))")
    }
}
#endif
