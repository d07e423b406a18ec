import WebhookKit

/// What the tests of this folder share.
enum SigningFixtures {
    static let shown = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    static let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
    static let timestamp = Timestamp(millisecondsSinceEpoch: 1_614_265_330_000)
    static let body = Array(#"{"test": 2432232314}"#.utf8)
    static let clock = FixedSigningClock(now: timestamp)

    static let schemes: [SignatureScheme] = [
        .standardWebhooks, .gitHub, .stripe,
        (try? .hmacHeader("X-Signature", prefix: "HMAC ", encoding: .base64)) ?? .gitHub,
    ]
}

/// Stands still: a verifier only reads the wall time.
struct FixedSigningClock: WebhookClock {
    var now: Timestamp
    var uptime: Duration { .zero }

    func sleep(for duration: Duration) async throws {}
}

/// SplitMix64: the same bytes from the same seed, everywhere.
final class SeededSigningRandom: RandomSource {
    private let state: Locked<UInt64>

    init(seed: UInt64) {
        state = Locked(seed)
    }

    func next() -> UInt64 {
        state.withLock { state in
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }
}
