import Foundation
import WebhookKit

/// Tokens in dictionaries, as a host might keep them, with a place for every fault.
final class DictionaryTokenStore: TokenStore {
    struct Faults: Sendable {
        var rewrite: (@Sendable (TokenRecord) throws -> TokenRecord)?
        var forgetsChanges = false
        var wrapsRefusals = false
        var keepsHalves = false
        var writesOneChange = false
        var ignoresScopes = false
        var pagesOverlap = false
        var forgetsTallies = false
        var readsEarly = false
        var keepsRemoved = false
    }

    private struct State {
        var records: [Scope: [Token.ID: TokenRecord]] = [:]
        var tallies: [Scope: TokenTally] = [:]
    }

    private let state = Locked(State())
    private let faults: Faults

    init(_ faults: Faults = Faults()) {
        self.faults = faults
    }

    private func place(of scope: Scope) -> Scope { faults.ignoresScopes ? .default : scope }

    private func load(_ step: TokenStep, from state: State) -> TokenSet {
        let place = place(of: step.scope)
        let stored = step.ids.compactMap { state.records[place]?[$0] }
        return TokenSet(step, stored: stored, tally: state.tallies[place])
    }

    private func write(_ set: TokenSet, of step: TokenStep, to state: inout State) throws {
        let place = place(of: step.scope)
        for change in set.changes.prefix(faults.writesOneChange ? 1 : .max) {
            switch change {
            case .save(let record):
                let isKnown = state.records[place]?[record.id] != nil
                if faults.forgetsChanges, isKnown { continue }
                let kept = try faults.rewrite?(record) ?? record
                state.records[place, default: [:]][record.id] = kept
            case .remove(let id):
                if !faults.keepsRemoved { state.records[place]?[id] = nil }
            }
        }
        if let tally = set.changedTally, !faults.forgetsTallies { state.tallies[place] = tally }
    }

    func change<Value: Sendable>(
        _ step: TokenStep,
        by rule: @escaping @Sendable (inout TokenSet) throws -> Value
    ) async throws -> Value {
        var early = faults.readsEarly ? state.withLock { load(step, from: $0) } : nil
        if faults.readsEarly, !step.hasTally { for _ in 0..<20 { await Task.yield() } }
        return try state.withLock { state in
            var set = early.take() ?? load(step, from: state)
            if faults.readsEarly, step.hasTally { set = load(step, from: state) }
            do {
                let value = try rule(&set)
                try write(set, of: step, to: &state)
                return value
            } catch {
                if faults.keepsHalves { try write(set, of: step, to: &state) }
                throw faults.wrapsRefusals ? StoreError(.unavailable, "\(error)") : error
            }
        }
    }

    func token(_ id: Token.ID, in scope: Scope) async throws -> TokenRecord? {
        state.withLock { $0.records[place(of: scope)]?[id] }
    }

    func tokens(
        in scope: Scope,
        after last: Token.ID?,
        limit: Int
    ) async throws -> [TokenRecord] {
        let records = state.withLock { Array(($0.records[place(of: scope)] ?? [:]).values) }
        let rest = records.sorted { $0.id < $1.id }.filter { record in
            guard let last else { return true }
            return faults.pagesOverlap ? record.id >= last : record.id > last
        }
        return Array(rest.prefix(limit))
    }

    /// The record with another text in its JSON, as a column that folds or cuts would have it.
    @Sendable static func composing(_ record: TokenRecord) throws -> TokenRecord {
        let json = String(decoding: try JSONEncoder().encode(record), as: UTF8.self)
        let composed = json.precomposedStringWithCanonicalMapping
        return try JSONDecoder().decode(TokenRecord.self, from: Data(composed.utf8))
    }
}
