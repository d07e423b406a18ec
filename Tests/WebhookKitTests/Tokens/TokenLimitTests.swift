import Testing
import WebhookKit
import WebhookKitTesting

/// How many tokens a scope may have: held by the store's own steps, and without counting (T-1).
struct TokenLimitTests {
    @Test func theLimitHoldsUnderARaceOfProcesses() async throws {
        let bench = try TokenBench { $0.tokensPerScope = 20 }
        let services = [bench.service, try bench.anotherService(), try bench.anotherService()]
        let outcomes = await withTaskGroup(of: Bool?.self) { group in
            for number in 0..<60 {
                let tokens = services[number % 3].tokens(in: .default, as: .host)
                group.addTask {
                    do {
                        _ = try await tokens.create()
                        return true
                    } catch let error as StoreError where error.code == .limit {
                        return false
                    } catch {
                        return nil
                    }
                }
            }
            return await group.reduce(into: [Bool?]()) { $0.append($1) }
        }
        #expect(outcomes.count { $0 == true } == 20)
        #expect(outcomes.count { $0 == false } == 40)
        let page = try await bench.tokens.page(limit: 1000)
        #expect(page.tokens.count == 20)
        #expect(Set(page.tokens.map(\.name)) == Set((1...20).map { "Token \($0)" }))
        let first = try #require(page.tokens.first)
        await #expect(throws: StoreError.self) { try await bench.tokens.rotate(first.id) }
        try await bench.tokens.deactivate(first.id)
        try await bench.tokens.delete(first.id)
        #expect(try await bench.tokens.create().token.name == "Token 21")
        let other = Scope(organization: .default, environment: .sandbox)
        #expect(
            try await bench.service.tokens(in: other, as: .host).create().token.name == "Token 1"
        )
    }

    /// What a step loads is what it names: one token and the tally.
    @Test func creatingTheThousandthLoadsNoOther() async throws {
        let bench = try TokenBench()
        for _ in 0..<1000 { _ = try await bench.tokens.create() }
        let error = await #expect(throws: StoreError.self) { try await bench.tokens.create() }
        #expect(error?.code == .limit)
        let steps = bench.store.counts.withLock { $0.steps }
        #expect(steps.allSatisfy { $0.ids.count == 1 && $0.hasTally })
        #expect(bench.store.reads == 0)
    }
}
