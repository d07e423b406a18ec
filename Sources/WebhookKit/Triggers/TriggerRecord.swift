#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A trigger as it is stored.
struct TriggerRecord: Codable, Sendable {
    var trigger: Trigger
    private var sealedBytes: Data?

    init(trigger: Trigger, sealed: SealedSecrets?) {
        self.trigger = trigger
        self.sealed = sealed
    }

    /// The secrets of its signature check, sealed by the host's cipher.
    var sealed: SealedSecrets? {
        get { sealedBytes.map { SealedSecrets(bytes: Array($0)) } }
        set { sealedBytes = newValue.map { Data($0.bytes) } }
    }
}
