#if canImport(WebhookKitCCurl)
import Testing
import WebhookKit
import WebhookKitCurl
import WebhookKitTesting

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Android)
import Android
#endif

/// The names that `Scripts/names` answers for, in a network of its own, and how to send to them.
enum Names {
    /// Whether `Scripts/names` runs these tests, alone in their process: its WEBHOOKKIT_NAMES says so.
    static let isServed = unsafe getenv("WEBHOOKKIT_NAMES") != nil

    /// The public address that its name server gives; nothing answers there.
    static let publicAddress = HostAddress.v4(0x5DB8_D70E)
    static let loopback = HostAddress.v4(0x7F00_0001)

    /// Names in its hosts file, all of them 127.0.0.1.
    static let ready = (0..<20).map { "host-\($0).ready.test" }
    /// Names that are never answered, each of a domain of its own.
    static let mute = (0..<8).map { "hooks.mute-\($0).test" }

    /// Public addresses, over http too.
    static let publicWeb = DestinationPolicy(allowedSchemes: [.https, .http])

    /// Sets a variable of this process's environment.
    static func set(_ name: String, to value: String) {
        unsafe setenv(name, value, 1)
    }
}

/// How one request ended, and after how long.
struct TimedOutcome: Sendable {
    let outcome: TransportOutcome
    let time: Duration

    var failure: TransportFailure? {
        if case .failure(let failure) = outcome { failure } else { nil }
    }

    var status: Int? {
        if case .response(let response) = outcome { response.status } else { nil }
    }
}

extension WebhookTransport {
    /// Posts an empty object to `/hooks` of a host.
    func post(
        to host: String,
        port: Int,
        deadline: Duration = .seconds(3),
        destination: DestinationPolicy = .development
    ) async throws -> TimedOutcome {
        let request = TransportRequest(
            url: try WebhookURL("http://\(host):\(port)/hooks"),
            headers: [HeaderField("Content-Type", "application/json")],
            body: Array("{}".utf8)[...],
            deadline: deadline,
            bodyLimit: 1024,
            destination: destination
        )
        let start = ContinuousClock.now
        let outcome = await send(request)
        return TimedOutcome(outcome: outcome, time: start.duration(to: .now))
    }
}

extension [Duration] {
    /// The time that 99 of 100 are within.
    var p99: Duration {
        let sorted = sorted()
        return sorted.isEmpty ? .zero : sorted[(sorted.count * 99) / 100]
    }
}
#endif
