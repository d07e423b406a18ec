import WebhookKit
import WebhookKitTesting

/// The host's ports in a simulation: until the troubles end any call may fail, or hang and care for no
/// cancellation, and now and then a port is away for a while.
final class SimulatedHost: SecretCipher, Notifier, UserDirectory {
    struct Away: Error {}

    private let clock: ManualClock
    private let random: SeededRandom
    private let calm: Locked<Bool>
    private let told: RecordingNotifier
    private let gate = Completion<Void>()
    /// Until when each port hangs at every call.
    private let outages = Locked<[HostPort: Duration]>([:])

    init(clock: ManualClock, seed: UInt64, calm: Locked<Bool>, told: RecordingNotifier) {
        self.clock = clock
        random = SeededRandom(seed: seed)
        self.calm = calm
        self.told = told
    }

    /// Lets what hangs end, when nobody looks any more.
    func release() { gate.reach(()) }

    private func chance() -> Double { Double(random.next() >> 11) * 0x1p-53 }

    private func pass(_ port: HostPort) async throws {
        if calm.withLock({ $0 }) { return }
        let now = clock.uptime
        if let end = outages.withLock({ $0[port] }), now < end { return await gate.wait() }
        switch chance() {
        case ..<0.02:
            let end = now + .seconds(chance() * 600)
            outages.withLock { $0[port] = end }
            await gate.wait()
        case ..<0.06: await gate.wait()
        case ..<0.15: throw Away()
        case ..<0.3: try await clock.sleep(for: .seconds(chance() * 8))
        default: break
        }
    }

    func seal(_ plaintext: [UInt8], context: String) async throws -> [UInt8] {
        try await pass(.secretCipher)
        return plaintext
    }

    func open(_ ciphertext: [UInt8], context: String) async throws -> [UInt8] {
        try await pass(.secretCipher)
        return ciphertext
    }

    func notify(_ notice: Notice, recipients: [User]) async throws {
        try await pass(.notifier)
        try told.notify(notice, recipients: recipients)
    }

    func user(_ id: User.ID, in organization: Organization) async throws -> User? {
        try await pass(.userDirectory)
        return nil
    }

    func apiUsers(of organization: Organization) async throws -> [User] {
        try await pass(.userDirectory)
        return []
    }
}
