import Foundation
import Testing
import WebhookKit
import WebhookKitSQLite
import WebhookKitTesting

/// Tokens in a SQLite database.
struct TokenStoreTests {
    @Test func keepsEveryPromiseOfTokens() async throws {
        let folder = try TemporaryFolder()
        let number = Locked(0)
        let failures = await TokenStoreConformance {
            let next = number.withLock { number in
                number += 1
                return number
            }
            return RowTokenStore(try await SQLiteWebhookStore(path: folder.at("\(next).sqlite")))
        }.run()
        #expect(failures == [])
    }

    /// No file of the store has a token, in no spelling; its id and its digest are there (T-3).
    /// Fault 44.
    @Test func noFileHasTheToken() async throws {
        let test = try await TestStore()
        let service = try TokenService(store: test.store, clock: test.clock)
        let tokens = service.tokens(in: .default, as: .host)
        var secrets: [TokenSecret] = []
        for _ in 0..<20 { secrets.append(try await tokens.create().secret) }
        secrets.append(try await tokens.rotate(secrets[0].tokenID).secret)
        for secret in secrets {
            let authenticator = service.authenticator(in: .default)
            _ = try await authenticator.authenticate(headers: [secret.bearerHeader()])
        }
        try await tokens.deactivate(secrets[1].tokenID)
        try await tokens.delete(secrets[1].tokenID)
        var hits = 0
        var finds = 0
        func search() throws {
            for bytes in try contents(of: test.folder).values {
                let data = Data(bytes)
                for secret in secrets {
                    let part = Array(secret.reveal().utf8.suffix(49).prefix(43))
                    var needles = [part, Array(part.map { "\($0)" }.joined(separator: ",").utf8)]
                    for shift in 0..<3 {
                        let filled = Data([UInt8](repeating: 0, count: shift) + part)
                        needles.append(
                            Array(filled.base64EncodedString().utf8.dropFirst(4).dropLast(4))
                        )
                    }
                    hits += needles.count { data.range(of: Data($0)) != nil }
                    finds += data.range(of: Data(secret.tokenID.string.utf8)) == nil ? 0 : 1
                }
            }
        }
        try search()
        try await test.store.backup(to: test.folder.at("copy.sqlite"))
        try search()
        await test.store.close()
        try search()
        #expect(hits == 0)
        #expect(finds >= 20, "the search is worth something")
    }

    /// What one process switches off, another refuses within 60 s, in virtual time (T-5).
    @Test func twoStoresOnOneFileAgreeWithinAMinute() async throws {
        let test = try await TestStore()
        let here = try TokenService(store: test.store, clock: test.clock)
        let other = try await SQLiteWebhookStore(path: test.path, clock: test.clock)
        let there = try TokenService(store: other, clock: test.clock).authenticator(in: .default)
        let tokens = here.tokens(in: .default, as: .host)
        let created = try await tokens.create()
        func isLetIn(_ authenticator: TokenAuthenticator) async -> Bool {
            let header = created.secret.bearerHeader()
            return (try? await authenticator.authenticate(headers: [header])) != nil
        }
        #expect(await isLetIn(there))
        test.clock.advance(by: .seconds(30))
        try await tokens.deactivate(created.token.id)
        #expect(await !isLetIn(here.authenticator(in: .default)))
        #expect(await isLetIn(there))
        test.clock.advance(by: .seconds(30))
        #expect(await !isLetIn(there))
        await other.close()
    }
}
