extension String {
    /// Says whether a host name in lower case cannot be a public one (S-1).
    ///
    /// Names of one label mean what the machine's own search list makes of them. `test`, `example` and
    /// `invalid` are not among the zones: by RFC 6761 applications treat the first two like any other
    /// name, and the third is what a lookup that fails is shown with.
    var isLocalHostName: Bool {
        guard let dot = utf8.lastIndex(of: UInt8(ascii: ".")) else { return true }
        return localZones.contains(String(self[dot...].dropFirst())) || isIn("home.arpa")
    }
}

/// Zones that the public DNS does not have and, by agreement, never will.
private let localZones: Set<String> = [
    // RFC 6761, 6762 and 8375; `internal` is set aside by ICANN, `svc` is what Kubernetes uses.
    "localhost", "local", "internal", "svc",
    // Used in closed networks: RFC 6762 appendix G, and the default of many resolvers.
    "corp", "home", "intranet", "lan", "localdomain", "private",
    // Not for the DNS at all: RFC 7686 and 9476.
    "onion", "alt",
]
