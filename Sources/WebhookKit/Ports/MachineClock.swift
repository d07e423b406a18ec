/// A clock whose monotonic time is the same in every process of the machine until it restarts.
///
/// A store that several processes share measures leases by it: a wall clock may jump, and the uptime
/// of ``WebhookClock`` has another start in every process (B-2).
public protocol MachineClock: WebhookClock {
    /// Names the time since the machine last started; another one means that all leases are void.
    var boot: String { get }

    /// Time since that start; it goes on while the machine is asleep.
    var sinceBoot: Duration { get }
}
