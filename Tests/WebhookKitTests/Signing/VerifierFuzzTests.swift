import Testing
import WebhookKit

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Fault 41: mutated requests from a seed. `WEBHOOKKIT_FUZZ` sets their number.
struct VerifierFuzzTests {
    private struct Request {
        var headers: [HeaderField]
        var body: [UInt8]
    }

    private static var mutationCount: Int {
        ProcessInfo.processInfo.environment["WEBHOOKKIT_FUZZ"].flatMap(Int.init) ?? 200_000
    }

    @Test(arguments: SigningFixtures.schemes)
    func refusesEveryMutationOfSignedContent(scheme: SignatureScheme) throws {
        let seed = UInt64.random(in: .min ... .max)
        let random = SeededSigningRandom(seed: seed)
        let secrets = [SigningSecret.generate(for: scheme), .generate(for: scheme)]
        let signer = try WebhookSigner(scheme: scheme, secrets: secrets)
        let verifier = WebhookVerifier(
            secrets: Array(secrets.prefix(1)),
            scheme: scheme,
            clock: SigningFixtures.clock
        )
        let original = Request(
            headers: try signer.headers(
                id: SigningFixtures.id,
                timestamp: SigningFixtures.timestamp,
                body: SigningFixtures.body
            ),
            body: SigningFixtures.body
        )
        let genuine = try verifier.verify(headers: original.headers, body: original.body)
        var accepted = 0
        var reasons: Set<String> = []
        for _ in 0..<(Self.mutationCount / SigningFixtures.schemes.count) {
            let mutant = Self.mutated(original, by: random)
            do throws(VerificationError) {
                let message = try verifier.verify(headers: mutant.headers, body: mutant.body)
                accepted += 1
                if message != genuine { Issue.record("seed \(seed) let \(mutant) pass") }
            } catch {
                reasons.insert(String("\(error)".suffix(12)))
            }
        }
        #expect(accepted > 0, "some mutations leave what is signed alone; seed \(seed)")
        let least = scheme.holdsManySignatures ? 4 : 3
        #expect(reasons.count >= least, "the mutations reach many checks; seed \(seed): \(reasons)")
    }

    /// G-4: whatever stands beside a good signature, in one line or several, does not hide it.
    @Test(arguments: SigningFixtures.schemes)
    func noEntryHidesAGoodOne(scheme: SignatureScheme) throws {
        let seed = UInt64.random(in: .min ... .max)
        let random = SeededSigningRandom(seed: seed)
        let secret = SigningSecret.generate(for: scheme)
        let verifier = WebhookVerifier(
            secrets: [secret],
            scheme: scheme,
            clock: SigningFixtures.clock
        )
        var signed = try WebhookSigner(scheme: scheme, secrets: [secret]).headers(
            id: SigningFixtures.id,
            timestamp: SigningFixtures.timestamp,
            body: SigningFixtures.body
        )
        let good = signed.removeLast()
        let separator = scheme == .standardWebhooks ? " " : ", "
        for _ in 0..<(Self.mutationCount / 40) {
            var lines = [""]
            let place = random.next() % 8
            for index in 0..<8 {
                let entry = index == place ? good.value : Self.junk(by: random)
                if random.next() % 4 == 0 {
                    lines.append(entry)
                } else {
                    lines[lines.count - 1] += separator + entry
                }
            }
            let headers = signed + lines.map { HeaderField(good.name, $0) }
            #expect(throws: Never.self, "seed \(seed): \(lines)") {
                try verifier.verify(headers: headers, body: SigningFixtures.body)
            }
        }
    }

    @Test func takesAnyTextForASecretWithoutTrap() throws {
        let seed = UInt64.random(in: .min ... .max)
        let random = SeededSigningRandom(seed: seed)
        for _ in 0..<(Self.mutationCount / 10) {
            var text = SigningSecret.generate(for: .standardWebhooks, using: random).reveal()
            for _ in 0...(random.next() % 3) { Self.mutate(&text, by: random) }
            guard let secret = try? SigningSecret(text, for: .standardWebhooks) else { continue }
            #expect(secret.reveal().hasPrefix("whsec_"), "seed \(seed): \(text)")
            #expect(try SigningSecret(secret.reveal(), for: .standardWebhooks) == secret)
        }
    }

    /// An entry that is no good one; not a time of Stripe's, of which there may be one only.
    private static func junk(by random: SeededSigningRandom) -> String {
        var bytes: [UInt8] = []
        for _ in 0...(random.next() % 3) { mutate(&bytes, by: random) }
        let text =
            ["v1,", "v1=", "sha256=", "HMAC ", ""][Int(random.next() % 5)]
            + String(decoding: bytes, as: UTF8.self)
        return text.contains("t=") ? "" : text
    }

    private static func mutated(_ request: Request, by random: SeededSigningRandom) -> Request {
        var mutant = request
        for _ in 0...(random.next() % 3) {
            let header = Int(random.next() % UInt64(max(1, mutant.headers.count)))
            switch random.next() % 12 {
            case 0, 1, 2: mutate(&mutant.body, by: random)
            case 3 where !mutant.headers.isEmpty: mutant.headers.remove(at: header)
            case 4 where !mutant.headers.isEmpty: mutant.headers.append(mutant.headers[header])
            case 5: mutant.headers.reverse()
            case 6 where !mutant.headers.isEmpty:
                mutate(&mutant.headers[header].name, by: random)
            case _ where !mutant.headers.isEmpty:
                mutate(&mutant.headers[header].value, by: random)
            default: mutate(&mutant.body, by: random)
            }
        }
        return mutant
    }

    private static func mutate(_ text: inout String, by random: SeededSigningRandom) {
        var bytes = Array(text.utf8)
        mutate(&bytes, by: random)
        text = String(decoding: bytes, as: UTF8.self)
    }

    private static func mutate(_ bytes: inout [UInt8], by random: SeededSigningRandom) {
        let index = Int(random.next() % UInt64(bytes.count + 1))
        let alphabet = Array("0123456789.,=- \r\n\u{0}vVt1aA+/é".utf8)
        let byte = alphabet[Int(random.next() % UInt64(alphabet.count))]
        switch random.next() % 6 {
        case 0 where index < bytes.count: bytes[index] ^= 1 << UInt8(random.next() % 8)
        case 1 where index < bytes.count: bytes.remove(at: index)
        case 2: bytes.removeSubrange(index...)
        case 3 where index < bytes.count: bytes[index] = byte
        case 4: bytes.insert(contentsOf: bytes[index...], at: index)
        default: bytes.insert(byte, at: index)
        }
    }
}
