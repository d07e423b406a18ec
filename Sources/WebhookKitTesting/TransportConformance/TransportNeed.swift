/// What a promise needs to be checked; where it is missing the report says so.
public enum TransportNeed: String, CaseIterable, Sendable, Hashable {
    /// That the kit can tell the transport whom to trust, by a factory that takes a setup.
    case trust
}
