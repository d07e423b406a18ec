/// What a promise needs to be checked; where it is missing the promise is skipped, with the reason.
public enum TransportNeed: String, CaseIterable, Sendable, Hashable {
    /// That the transport can be told whom to trust and what certificate to show: a factory that takes
    /// a ``TransportConformance/Setup``.
    case tlsSettings
}
