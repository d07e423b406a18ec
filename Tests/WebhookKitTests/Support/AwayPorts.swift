import WebhookKit

/// Ports of a host that can be away: they hang and do not care for cancellation, or they fail.
final class AwayPorts: Sendable {
    struct Away: Error {}

    enum Mode: Sendable { case working, hanging, failing }

    private let mode: Locked<Mode>
    private let gate = Completion<Void>()
    private let began = Locked(0)

    init(_ mode: Mode = .working) {
        self.mode = Locked(mode)
    }

    func set(_ mode: Mode) { self.mode.withLock { $0 = mode } }

    /// Lets whatever hangs end.
    func open() { gate.reach(()) }

    /// How many calls have begun.
    var calls: Int { began.withLock { $0 } }

    fileprivate func pass() async throws {
        began.withLock { $0 += 1 }
        switch mode.withLock({ $0 }) {
        case .working: break
        case .hanging: await gate.wait()
        case .failing: throw Away()
        }
    }

    struct Cipher: SecretCipher {
        let ports: AwayPorts
        func seal(_ bytes: [UInt8], context: String) async throws -> [UInt8] {
            try await ports.pass()
            return bytes
        }
        func open(_ bytes: [UInt8], context: String) async throws -> [UInt8] {
            try await ports.pass()
            return bytes
        }
    }

    struct Told: Notifier {
        let ports: AwayPorts
        func notify(_ notice: Notice, recipients: [User]) async throws { try await ports.pass() }
    }

    struct Directory: UserDirectory {
        let ports: AwayPorts
        func user(_ id: User.ID, in organization: Organization) async throws -> User? {
            try await ports.pass()
            return User(id: id, email: "")
        }
        func apiUsers(of organization: Organization) async throws -> [User] {
            try await ports.pass()
            return []
        }
    }

    struct Resolver: HostResolver {
        let ports: AwayPorts
        func resolve(_ host: String, deadline: Duration) async throws(ResolutionFailure)
            -> [HostAddress]
        {
            do { try await ports.pass() } catch { throw .temporary("away") }
            return [.v4(0x5DB8_D70E)]
        }
    }
}
