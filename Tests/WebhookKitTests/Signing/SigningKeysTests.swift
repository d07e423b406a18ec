import Testing
import WebhookKit

struct SigningKeysTests {
    private let start = SigningFixtures.timestamp
    private let secrets = (0..<13).map {
        SigningSecret.generate(for: .standardWebhooks, using: SeededSigningRandom(seed: $0))
    }

    private func after(_ seconds: Int) -> Timestamp { start.advanced(by: .seconds(seconds)) }

    /// G-3.
    @Test func oldAndNewSignTogetherForADay() throws {
        let keys = try SigningKeys(secrets[0]).rotated(to: secrets[1], at: start)
        let day = 24 * 3600
        for scheme in [SignatureScheme.standardWebhooks, .stripe] {
            #expect(keys.active(at: start, for: scheme) == [secrets[1], secrets[0]])
            #expect(keys.active(at: after(day - 1), for: scheme) == [secrets[1], secrets[0]])
            #expect(keys.active(at: after(day), for: scheme) == [secrets[1]])
            #expect(keys.nextChange(after: start, for: scheme) == after(day))
            #expect(keys.nextChange(after: after(day), for: scheme) == nil)
        }
    }

    @Test func zeroOverlapEndsTheOldSecretAtOnce() throws {
        let keys = try SigningKeys(secrets[0]).rotated(to: secrets[1], at: start, overlap: .zero)
        for scheme in SigningFixtures.schemes {
            #expect(keys.active(at: start, for: scheme) == [secrets[1]])
        }
        #expect(keys.retired.isEmpty)
    }

    /// G-3.
    @Test func singleSignatureSchemesSwitchAtTheChosenTime() throws {
        let keys = try SigningKeys(secrets[0])
            .rotated(to: secrets[1], at: start, switchAt: after(60))
        #expect(keys.active(at: start, for: .gitHub) == [secrets[0]])
        #expect(keys.active(at: after(59), for: .gitHub) == [secrets[0]])
        #expect(keys.active(at: after(60), for: .gitHub) == [secrets[1]])
        #expect(keys.nextChange(after: start, for: .gitHub) == after(60))
    }

    @Test func singleSignatureSchemesSwitchAtTheEndByDefault() throws {
        let keys = try SigningKeys(secrets[0])
            .rotated(to: secrets[1], at: start, overlap: .seconds(100))
        #expect(keys.active(at: after(99), for: .gitHub) == [secrets[0]])
        #expect(keys.active(at: after(100), for: .gitHub) == [secrets[1]])
    }

    @Test func aSecondRotationBeforeTheSwitchKeepsTheFirstSecretUntilItsTime() throws {
        let keys = try SigningKeys(secrets[0])
            .rotated(to: secrets[1], at: start, switchAt: after(100))
            .rotated(to: secrets[2], at: after(10), switchAt: after(50))
        #expect(keys.active(at: after(49), for: .gitHub) == [secrets[0]])
        #expect(keys.active(at: after(50), for: .gitHub) == [secrets[2]])
        #expect(keys.nextChange(after: after(50), for: .gitHub) == nil)
        let slow = try SigningKeys(secrets[0])
            .rotated(to: secrets[1], at: start, switchAt: after(100))
            .rotated(to: secrets[2], at: after(10), switchAt: after(200))
        #expect(slow.active(at: after(99), for: .gitHub) == [secrets[0]])
        #expect(slow.active(at: after(100), for: .gitHub) == [secrets[1]])
        #expect(slow.active(at: after(200), for: .gitHub) == [secrets[2]])
    }

    @Test func zeroOverlapAlsoEndsAnUnfinishedSwitch() throws {
        let keys = try SigningKeys(secrets[0])
            .rotated(to: secrets[1], at: start)
            .rotated(to: secrets[2], at: after(10), overlap: .zero)
        #expect(keys.active(at: after(10), for: .gitHub) == [secrets[2]])
        #expect(keys.active(at: after(10), for: .stripe) == [secrets[2], secrets[0]])
        #expect(keys.revokingRetired().active(at: after(10), for: .stripe) == [secrets[2]])
    }

    /// G-3.
    @Test func refusesAnEleventhOldSecretUntilOneExpires() throws {
        var keys = SigningKeys(secrets[0])
        for index in 1...10 { keys = try keys.rotated(to: secrets[index], at: after(index)) }
        #expect(keys.active(at: after(10), for: .standardWebhooks).count == 11)
        let full = keys
        let error = #expect(throws: FieldError.self) {
            try full.rotated(to: secrets[11], at: after(11))
        }
        #expect(error?.field == "secret")
        #expect(error?.message.hasPrefix("10 old ones still sign") == true)
        let later = try full.rotated(to: secrets[11], at: after(24 * 3600 + 1))
        #expect(later.retired.count == 10)
        #expect(!later.retired.map(\.secret).contains(secrets[0]))
    }

    @Test func refusesASecretThatStillSigns() throws {
        let keys = try SigningKeys(secrets[0]).rotated(to: secrets[1], at: start)
        for secret in [secrets[0], secrets[1]] {
            let error = #expect(throws: FieldError.self) {
                try keys.rotated(to: secret, at: after(1))
            }
            #expect(error?.field == "secret")
            #expect(error?.message.hasPrefix("still signs for this webhook") == true)
        }
        #expect(throws: Never.self) { try keys.rotated(to: secrets[0], at: after(24 * 3600)) }
    }

    @Test(arguments: [Duration.milliseconds(-1), .seconds(7 * 24 * 3600 + 1), .seconds(Int64.max)])
    func refusesOverlapsOutsideAWeek(overlap: Duration) {
        let error = #expect(throws: FieldError.self) {
            try SigningKeys(secrets[0]).rotated(to: secrets[1], at: start, overlap: overlap)
        }
        #expect(error?.field == "overlap")
    }

    @Test(arguments: [-1, 101])
    func refusesSwitchTimesOutsideTheOverlap(seconds: Int) {
        let error = #expect(throws: FieldError.self) {
            try SigningKeys(secrets[0]).rotated(
                to: secrets[1],
                at: start,
                overlap: .seconds(100),
                switchAt: after(seconds)
            )
        }
        #expect(error?.field == "switchAt")
    }

    /// Fault 37: whatever the moment, each request verifies under what its receiver holds.
    @Test func everyMomentOfARotationVerifies() throws {
        let keys = try SigningKeys(secrets[0])
            .rotated(to: secrets[1], at: start, overlap: .seconds(100), switchAt: after(50))
        for seconds in stride(from: 0, through: 200, by: 5) {
            for scheme in SigningFixtures.schemes {
                let now = after(seconds)
                let signer = try WebhookSigner(
                    scheme: scheme,
                    secrets: keys.active(at: now, for: scheme)
                )
                let headers = try signer.headers(id: "e", timestamp: now, body: [1])
                let holds = secrets.prefix(2).map { secret in
                    let verifier = WebhookVerifier(
                        secrets: [secret],
                        scheme: scheme,
                        clock: FixedSigningClock(now: now)
                    )
                    return (try? verifier.verify(headers: headers, body: [1])) != nil
                }
                let expected =
                    scheme.holdsManySignatures
                    ? [seconds < 100, true] : [seconds < 50, seconds >= 50]
                #expect(holds == expected, "\(scheme) after \(seconds) s")
            }
        }
    }

    @Test func survivesStorage() throws {
        var keys = SigningKeys(secrets[0])
        #expect(try SigningKeys(decoding: keys.encoded()) == keys)
        for index in 1...10 {
            keys = try keys.rotated(to: secrets[index], at: after(index), switchAt: after(20))
        }
        #expect(try SigningKeys(decoding: keys.encoded()) == keys)
    }

    @Test func refusesEveryCutAndEveryAddition() throws {
        let bytes = try SigningKeys(secrets[0]).rotated(to: secrets[1], at: start).encoded()
        for count in 0..<bytes.count {
            let error = #expect(throws: FieldError.self) {
                try SigningKeys(decoding: Array(bytes.prefix(count)))
            }
            #expect(error?.field == "keys")
        }
        let error = #expect(throws: FieldError.self) {
            try SigningKeys(decoding: bytes + [0])
        }
        #expect(error?.field == "keys")
    }

    @Test func hostileBytesAreReadOrRefusedButNeverTrap() throws {
        let random = SeededSigningRandom(seed: 41)
        let bytes = try SigningKeys(secrets[0]).rotated(to: secrets[1], at: start).encoded()
        var refused = 0
        for _ in 0..<20_000 {
            var hostile = bytes
            for _ in 0...(random.next() % 4) {
                hostile[Int(random.next() % UInt64(hostile.count))] = UInt8(random.next() & 255)
            }
            do {
                let keys = try SigningKeys(decoding: hostile)
                #expect(keys.encoded() == hostile)
                _ = keys.active(at: start, for: .gitHub)
                _ = try? keys.rotated(to: secrets[2], at: start)
            } catch {
                refused += 1
            }
        }
        #expect(refused > 1000)
    }
}
