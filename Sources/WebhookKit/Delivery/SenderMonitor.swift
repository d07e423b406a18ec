/// Tells a dead receiver from a dead sender; pure (SPEC D-16).
///
/// When at least five different hosts in a row could not be reached at all, the trouble is more
/// likely ours: no round is spent and nothing is deactivated until somebody answers.
struct SenderMonitor: Sendable {
    /// How many different hosts make the sender suspect.
    static let threshold = 5

    private var unreachable: Set<String> = []
    private(set) var isSuspect = false
    /// Tells whose trouble local failures are.
    var local = LocalTrouble()

    /// What an attempt says about the sender.
    enum Finding: Sendable, Hashable {
        /// Nothing has changed.
        case unchanged
        /// The sender has just become suspect, after this many hosts.
        case suspect(hosts: Int)
        /// An answer has come: the suspicion ends.
        case cleared
    }

    /// Takes note of one attempt.
    mutating func record(host: String, wasReached: Bool) -> Finding {
        if wasReached {
            unreachable.removeAll()
            defer { isSuspect = false }
            return isSuspect ? .cleared : .unchanged
        }
        guard !isSuspect else { return .unchanged }
        unreachable.insert(host)
        guard unreachable.count >= Self.threshold else { return .unchanged }
        isSuspect = true
        return .suspect(hosts: unreachable.count)
    }
}
