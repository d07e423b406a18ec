/// A store answers as the one in memory does, wherever the contract leaves no choice.
struct ComparisonChecks: StoreChecks {
    let trial: StoreTrial

    func behavesAsTheReferenceStore() async throws {
        try await trial.compare(seed: 1, reopening: false)
    }

    func reopeningChangesNoBehaviour() async throws {
        try await trial.compare(seed: 1, reopening: true)
    }
}
