/// Where webhooks may be sent (S-1): a plain value, judged without any lookup.
///
/// It is asked when a URL is saved and again at every attempt, on the addresses that the name
/// really has then. A transport that sees the address it connects to asks ``allows(_:)`` too, so
/// that a name which changes its address in between gains nothing (S-2).
///
/// Write your own by changing one of the presets:
///
/// ```swift
/// var policy = DestinationPolicy.publicOnly
/// policy.allowedPorts = [443]
/// policy.deniedHosts = [try HostPattern("*.example.com")]
/// ```
public struct DestinationPolicy: Sendable, Hashable {
    /// The schemes that may be used.
    public var allowedSchemes: Set<WebhookURL.Scheme>

    /// The classes of addresses that may be reached.
    public var allowedClasses: Set<AddressClass>

    /// Addresses that may be reached whatever their class; empty by default.
    ///
    /// An IPv6 address that carries an IPv4 address is looked for by the one it carries.
    public var allowedNetworks: [IPNetwork] = []

    /// Addresses that must not be reached, whatever else allows them; empty by default.
    public var deniedNetworks: [IPNetwork] = []

    /// The only host names that may be used; `nil`, the default, for any.
    ///
    /// With a list, hosts given as addresses are refused unless ``allowedNetworks`` has them.
    /// A listed name must still have allowed addresses.
    public var allowedHosts: Set<HostPattern>?

    /// Names that cannot be public but may be used all the same; empty by default.
    ///
    /// Names of one label, such as `intranet`, and those in or below `local`, `internal`,
    /// `home.arpa`, `svc` and the like are refused before anybody is asked for their addresses,
    /// unless they are listed here or in ``allowedHosts``. `localhost` needs no listing where
    /// ``allowedClasses`` has loopback. A listed name must still have allowed addresses. A machine's
    /// search list may complete longer names too, in Kubernetes those of two labels: where private
    /// addresses are allowed, set `options ndots:1` there.
    ///
    /// ```swift
    /// policy.localHosts = [try HostPattern("intranet"), try HostPattern("*.svc.cluster.local")]
    /// ```
    public var localHosts: Set<HostPattern> = []

    /// Host names that must not be used, whatever else allows them; empty by default.
    public var deniedHosts: Set<HostPattern> = []

    /// The ports that may be used: 443, those from 1024 on, and 80 for http, by default.
    ///
    /// The others are those of mail, remote shells, name servers and the like, which read a request's
    /// lines as commands of their own.
    public var allowedPorts: AllowedPorts = .web

    /// Ports that may be used; an array literal lists them.
    public enum AllowedPorts: Sendable, Hashable, ExpressibleByArrayLiteral {
        /// All ports.
        case any
        /// 443, those from 1024 on, and 80 for http.
        case web
        /// These ports.
        case only(Set<Int>)

        /// Lists ports.
        public init(arrayLiteral ports: Int...) {
            self = .only(Set(ports))
        }

        func contains(_ url: WebhookURL) -> Bool {
            switch self {
            case .any: true
            case .web: url.port == 443 || url.port >= 1024 || (url.port, url.scheme) == (80, .http)
            case .only(let ports): ports.contains(url.port)
            }
        }
    }

    /// Makes a policy from schemes and classes, with empty lists.
    public init(
        allowedSchemes: Set<WebhookURL.Scheme> = [.https],
        allowedClasses: Set<AddressClass> = [.public]
    ) {
        self.allowedSchemes = allowedSchemes
        self.allowedClasses = allowedClasses
    }

    /// The default: public addresses over https, on ports for the web, and nothing else.
    public static let publicOnly = DestinationPolicy()

    /// For a developer's machine: also http, also this machine, any port; nothing else private.
    public static let development: DestinationPolicy = {
        var policy = DestinationPolicy(
            allowedSchemes: [.https, .http],
            allowedClasses: [.public, .loopback]
        )
        policy.allowedPorts = .any
        return policy
    }()
}

extension DestinationPolicy {
    /// Judges what needs no lookup: scheme, port, host name, and an address given as the host.
    ///
    /// - Throws: ``DestinationRefusal`` with the first reason found.
    public func judge(_ url: WebhookURL) throws(DestinationRefusal) {
        guard allowedSchemes.contains(url.scheme) else {
            throw DestinationRefusal(.scheme(url.scheme), host: url.host.description)
        }
        guard allowedPorts.contains(url) else {
            throw DestinationRefusal(.port(url.port), host: url.host.description)
        }
        switch url.host {
        case .name(let name):
            let isListed = allowedHosts?.contains { $0.matches(name) }
            guard isListed ?? true, !deniedHosts.contains(where: { $0.matches(name) }) else {
                throw DestinationRefusal(.hostName, host: url.host.description)
            }
            guard isListed == true || mayLookUp(name) else {
                throw DestinationRefusal(.localName, host: url.host.description)
            }
        case .address(let address):
            if allowedHosts != nil, !isListed(address) {
                throw DestinationRefusal(.hostName, host: url.host.description)
            }
            try judge(address, for: url.host)
        }
    }

    /// Judges the addresses a lookup has found.
    ///
    /// One refused address is enough to refuse all of them: the transport may connect to any.
    ///
    /// - Throws: ``DestinationRefusal`` for the first refused address, or for an empty list.
    public func judge(
        _ addresses: [HostAddress],
        for url: WebhookURL
    ) throws(DestinationRefusal) {
        guard !addresses.isEmpty else {
            throw DestinationRefusal(.noAddress, host: url.host.description)
        }
        for address in addresses {
            try judge(address, for: url.host)
        }
    }

    /// Says whether a connection to this address may be made.
    public func allows(_ address: HostAddress) -> Bool {
        !isDenied(address) && address.ends.allSatisfy(allows(end:))
    }

    private func allows(end: HostAddress) -> Bool {
        isListed(end: end) || allowedClasses.contains(AddressClass(ofEnd: end))
    }

    private func judge(_ address: HostAddress, for host: WebhookURL.Host) throws(DestinationRefusal)
    {
        guard !allows(address) else { return }
        let refused = address.ends.first { !allows(end: $0) } ?? address
        let reason: DestinationRefusal.Reason =
            isDenied(address) ? .deniedNetwork : .addressClass(AddressClass(ofEnd: refused))
        throw DestinationRefusal(reason, host: host.description, address: address)
    }

    private func isDenied(_ address: HostAddress) -> Bool {
        deniedNetworks.contains { network in
            network.contains(address) || address.ends.contains(where: network.contains)
        }
    }

    private func isListed(_ address: HostAddress) -> Bool {
        address.ends.allSatisfy(isListed(end:))
    }

    private func isListed(end: HostAddress) -> Bool {
        allowedNetworks.contains { $0.contains(end) }
    }

    /// Names that cannot be public are refused before anybody is asked for their addresses.
    private func mayLookUp(_ name: String) -> Bool {
        guard name.isLocalHostName else { return true }
        if allowedClasses.contains(.loopback), name.isIn("localhost") { return true }
        return localHosts.contains { $0.matches(name) }
    }
}
