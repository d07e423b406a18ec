import Testing
import WebhookKit
import WebhookKitCurl

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#endif

/// What the script says about its server.
private enum HTTP2Server {
    static let url = variable("WEBHOOKKIT_HTTP2_URL")
    static let authority = variable("WEBHOOKKIT_HTTP2_AUTHORITY")

    private static func variable(_ name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }
}

/// Against a real server that speaks HTTP/2, which `Scripts/http2` starts.
@Suite(.enabled(if: HTTP2Server.url != nil, "Scripts/http2 runs it")) struct HTTP2Tests {
    @Test(arguments: [0, 2, 1_000])
    func requestsShareAConnection(_ size: Int) async throws {
        let url = try WebhookURL(try #require(HTTP2Server.url))
        let certificates = try Certificates(file: try #require(HTTP2Server.authority))
        let transport = try CurlTransport {
            $0.httpVersion = .http2
            $0.tls.authorities = .only(certificates)
        }
        let body = [UInt8](repeating: UInt8(ascii: "x"), count: size)
        let statuses = await withTaskGroup(of: [Int?].self) { group in
            for _ in 0..<20 {
                group.addTask {
                    var statuses: [Int?] = []
                    for _ in 0..<25 {
                        let outcome = await transport.send(.test(to: url, body: body))
                        if outcome.status != 200 { Issue.record("\(outcome)") }
                        statuses.append(outcome.status)
                    }
                    return statuses
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(statuses == Array(repeating: 200, count: 500))
    }
}
