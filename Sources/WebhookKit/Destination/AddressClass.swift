/// What an address is for, by IANA's special-purpose registries (S-1).
///
/// Everything that is not known to be reachable by anyone on the Internet has a class other than
/// ``public``. Forms of IPv6 that carry an IPv4 address (``HostAddress/embeddedIPv4``) have the class of
/// the address they carry; those of tunnels are public only when both are.
public enum AddressClass: String, Sendable, Hashable, Codable, CaseIterable {
    /// Reachable by anyone on the Internet.
    case `public`

    /// This very machine: `127.0.0.0/8`, `::1`.
    case loopback

    /// Networks of one organisation: RFC 1918 and the deprecated site-local `fec0::/10`.
    case `private`

    /// Unique local IPv6 networks, `fc00::/7`.
    case uniqueLocal

    /// One link only: `169.254.0.0/16`, `fe80::/10`.
    case linkLocal

    /// Where cloud platforms serve credentials to their machines, such as `169.254.169.254`.
    ///
    /// A class of its own, so that a policy which opens link-local or unique local networks does
    /// not hand out the machine's credentials.
    case cloudMetadata

    /// A provider's carrier-grade NAT, `100.64.0.0/10`.
    case carrierGradeNAT

    /// Groups of receivers: `224.0.0.0/4`, `ff00::/8`.
    case multicast

    /// All machines of a link, `255.255.255.255`.
    case broadcast

    /// "No address": `0.0.0.0` and `::`, which systems take for this machine.
    case unspecified

    /// For examples in documents only.
    case documentation

    /// For tests of network equipment: `198.18.0.0/15`, `2001:2::/48`.
    case benchmarking

    /// A network's own NAT64 block, `64:ff9b:1::/48`, which may carry any IPv4 address.
    case translation

    /// Protocol assignments, deprecated blocks and everything not yet given out.
    case reserved
}

extension AddressClass {
    /// Finds the class of an address.
    public init(of address: HostAddress) {
        self = .public
        for end in address.ends where self == .public { self = AddressClass(ofEnd: end) }
    }

    /// Finds the class of one of an address' ``HostAddress/ends``, whatever it carries.
    init(ofEnd judged: HostAddress) {
        let match = Self.blocks.first { $0.network.contains(judged) }
        if let match {
            self = match.class
        } else if case .v6(let number) = judged, number >> 125 != 0b001 {
            // Only 2000::/3 has been given out for global use.
            self = .reserved
        } else {
            self = .public
        }
    }

    /// The first block that contains an address decides, so narrow ones stand before wide ones.
    private static let blocks: [(network: IPNetwork, class: AddressClass)] = [
        // Cloud platforms: AWS, Azure, Google, Oracle and others; AWS ECS; Alibaba; Azure's host.
        ("169.254.169.254/32", .cloudMetadata),
        ("169.254.170.2/32", .cloudMetadata),
        ("169.254.170.23/32", .cloudMetadata),
        ("100.100.100.200/32", .cloudMetadata),
        ("168.63.129.16/32", .cloudMetadata),
        ("fd00:ec2::254/128", .cloudMetadata),
        ("fd00:ec2::23/128", .cloudMetadata),
        ("fd20:ce::254/128", .cloudMetadata),
        // IANA IPv4 Special-Purpose Address Registry, and multicast.
        ("0.0.0.0/32", .unspecified),
        ("0.0.0.0/8", .reserved),
        ("10.0.0.0/8", .private),
        ("100.64.0.0/10", .carrierGradeNAT),
        ("127.0.0.0/8", .loopback),
        ("169.254.0.0/16", .linkLocal),
        ("172.16.0.0/12", .private),
        ("192.0.0.0/24", .reserved),
        ("192.0.2.0/24", .documentation),
        ("192.88.99.0/24", .reserved),
        ("192.168.0.0/16", .private),
        ("198.18.0.0/15", .benchmarking),
        ("198.51.100.0/24", .documentation),
        ("203.0.113.0/24", .documentation),
        ("224.0.0.0/4", .multicast),
        ("255.255.255.255/32", .broadcast),
        ("240.0.0.0/4", .reserved),
        // IANA IPv6 Special-Purpose Address Registry, and multicast. The few anycast services
        // inside 2001::/23 receive no webhooks, so the whole block counts as reserved.
        ("::/128", .unspecified),
        ("::1/128", .loopback),
        ("64:ff9b:1::/48", .translation),
        ("2001:2::/48", .benchmarking),
        ("2001::/23", .reserved),
        ("2001:db8::/32", .documentation),
        ("3fff::/20", .documentation),
        ("fc00::/7", .uniqueLocal),
        ("fe80::/10", .linkLocal),
        ("fec0::/10", .private),
        ("ff00::/8", .multicast),
    ].compactMap { text, kind in IPNetwork(text).map { ($0, kind) } }

    /// How a refusal names an address of this class.
    var phrase: String {
        switch self {
        case .public: "a public address"
        case .loopback: "a loopback address (this machine)"
        case .private: "a private network's address"
        case .uniqueLocal: "a unique local (private) address"
        case .linkLocal: "a link-local address"
        case .cloudMetadata: "a cloud platform's metadata address"
        case .carrierGradeNAT: "a carrier-grade NAT address"
        case .multicast: "a multicast address"
        case .broadcast: "the broadcast address"
        case .unspecified: "the unspecified address (this machine)"
        case .documentation: "an address for documentation only"
        case .benchmarking: "an address for benchmarking only"
        case .translation: "a local NAT64 address"
        case .reserved: "a reserved address"
        }
    }
}
