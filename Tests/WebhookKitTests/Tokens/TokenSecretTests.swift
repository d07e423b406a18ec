import Testing
import WebhookKit
import WebhookKitTesting

/// The form of a token (T-4), and what shows it (T-3).
struct TokenSecretTests {
    let bench: TokenBench

    init() throws {
        bench = try TokenBench()
    }

    private func secret(in scope: Scope = .default) async throws -> TokenSecret {
        try await bench.service.tokens(in: scope, as: .host).create().secret
    }

    @Test func namesEnvironmentAndIDAndIsOneWordOfEach() async throws {
        let created = try await bench.tokens.create()
        let text = created.secret.reveal()
        let parts = text.split(separator: "_")
        #expect(parts.count == 4)
        #expect(parts[0] == "whk")
        #expect(parts[1] == "production")
        #expect("tok_" + parts[2] == created.token.id.string)
        #expect(parts[3].count == 49)
        #expect(try TokenSecret(Array(text.utf8)) == created.secret)
        #expect(created.secret.environment == .production)
        #expect(created.secret.tokenID == created.token.id)
    }

    @Test(arguments: ["production", "sandbox", "a", "abcdefghijklmno6"])
    func scannersFindItInAText(_ environment: String) async throws {
        let scope = Scope(organization: .default, environment: try .init(environment))
        let text = try await secret(in: scope).reveal()
        let pattern = try Regex(TokenSecret.pattern)
        let source = "let key = \"\(text)\"; // do not commit"
        #expect(source.matches(of: pattern).map { String(source[$0.range]) } == [text])
    }

    @Test func nothingShowsItButWhatRevealsIt() async throws {
        let created = try await bench.tokens.create()
        let text = created.secret.reveal()
        let secretPart = String(text.suffix(49))
        var output = ""
        dump(created, to: &output)
        dump(created.secret, to: &output)
        dump(try created.secret.basicCredentials(), to: &output)
        for field in [
            created.secret.bearerHeader(), try created.secret.basicHeader(),
            created.secret.header(named: "X-API-Key"),
        ] {
            dump(field, to: &output)
            output += "\(field) \(String(reflecting: field)) \([field])"
        }
        output += "\(created) \(created.secret) \(String(reflecting: created))"
        output += "\(String(reflecting: created.secret)) \(Mirror(reflecting: created).children)"
        output += "\(try created.secret.basicCredentials())"
        let record = try #require(await bench.store.token(created.token.id, in: .default))
        dump(record, to: &output)
        output += "\(record)"
        #expect(!output.contains(secretPart))
        #expect(output.contains("***"))
    }

    @Test func bothFormsCarryIt() async throws {
        let secret = try await secret()
        #expect(secret.bearerHeader() == HeaderField("Authorization", "Bearer \(secret.reveal())"))
        #expect(secret.header(named: "X-Key").value == secret.reveal())
        let credentials = try secret.basicCredentials()
        #expect(credentials.username == secret.tokenID.string)
        #expect(credentials.password == secret.reveal())
        #expect(try secret.basicHeader(username: "ada@example.com").value.hasPrefix("Basic "))
    }

    /// Every mutation of one character is refused, and asks the store nothing (T-4).
    /// Fault 43.
    @Test func everyMutationOfOneCharacterIsRefused() async throws {
        let text = Array(try await secret().reveal().utf8)
        let reads = bench.store.reads
        var reasons: [AuthenticationError: Int] = [:]
        for place in text.indices {
            for byte in UInt8.min...UInt8.max where byte != text[place] {
                var mutant = text
                mutant[place] = byte
                #expect(throws: TokenSecret.Flaw.self) { try TokenSecret(mutant) }
                guard byte % 8 == 0 else { continue }
                do throws(AuthenticationError) {
                    _ = try await bench.authenticator.authenticate(token: mutant)
                } catch {
                    reasons[error, default: 0] += 1
                }
            }
        }
        for place in text.indices.dropLast() where text[place] != text[place + 1] {
            var mutant = text
            mutant.swapAt(place, place + 1)
            #expect(throws: TokenSecret.Flaw.self) { try TokenSecret(mutant) }
        }
        for length in 0..<text.count {
            #expect(throws: TokenSecret.Flaw.self) { try TokenSecret(text.prefix(length)) }
        }
        #expect(Set(reasons.keys) == [.malformed, .wrongChecksum])
        #expect(bench.store.reads == reads)
    }

    /// Fault 43.
    @Test func aHundredThousandRandomTextsAreRefused() async throws {
        let random = SeededRandom(seed: 43)
        let good = Array(try await secret().reveal().utf8)
        for round in 0..<100_000 {
            var bytes: [UInt8]
            switch round % 3 {
            case 0: bytes = random.bytes(Int(random.next() % 200))
            case 1:
                // The right form, with another secret.
                bytes = good
                for place in 42..<good.count { bytes[place] = 0x30 + UInt8(random.next() % 10) }
            default:
                bytes = good
                for _ in 0...(random.next() % 4) {
                    bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(
                        truncatingIfNeeded: random.next()
                    )
                }
                if bytes == good { continue }
            }
            #expect(throws: TokenSecret.Flaw.self) { try TokenSecret(bytes) }
        }
    }

    @Test func noTwoAreEqual() async throws {
        var seen: Set<String> = []
        for _ in 0..<500 { seen.insert(try await secret().reveal()) }
        #expect(seen.count == 500)
    }
}
