/// Why a ``DestinationPolicy`` does not let a webhook be sent to a URL.
public struct DestinationRefusal: Error, Sendable, Hashable {
    /// What the policy objects to.
    public enum Reason: Sendable, Hashable {
        /// The scheme is not among the allowed ones.
        case scheme(WebhookURL.Scheme)
        /// The port is not among the allowed ones.
        case port(Int)
        /// The host is denied, or is not among the allowed ones.
        case hostName
        /// The name cannot be a public one, and the policy does not name it; see
        /// ``DestinationPolicy/localHosts``.
        case localName
        /// An address is of a class that is not allowed.
        case addressClass(AddressClass)
        /// An address lies in a denied network.
        case deniedNetwork
        /// The name has no address at all.
        case noAddress
    }

    /// What the policy objects to.
    public let reason: Reason

    /// The host of the URL, as it stands there.
    public let host: String

    /// The address in question; `nil` when the refusal is not about an address.
    public let address: HostAddress?

    init(_ reason: Reason, host: String, address: HostAddress? = nil) {
        self.reason = reason
        self.host = host
        self.address = address
    }
}

extension DestinationRefusal: CustomStringConvertible {
    /// The reason, and what to do about it.
    public var description: String { text(about: subject) }

    private func text(about subject: String) -> String {
        switch reason {
        case .scheme(let scheme):
            "\(scheme.rawValue) is not allowed for webhooks here. Use another scheme (https)."
        case .port(let port):
            "Port \(port) is not allowed for webhooks here. Use another port."
        case .hostName:
            "The host \(host) is not allowed for webhooks here. Use another host, or have the "
                + "destination policy changed."
        case .localName:
            "The host \(host) is a local name. Use a name that the whole Internet can resolve, or "
                + "have it named in the destination policy."
        case .addressClass(let found):
            "\(subject) \(found.phrase), which webhooks must not reach here. Use a host whose "
                + "addresses are all allowed."
        case .deniedNetwork:
            "\(subject) in a network that is denied here. Use another host."
        case .noAddress:
            "The host \(host) has no address. Check the name and its DNS records."
        }
    }

    /// The same without the address that a lookup has found: whoever registers webhooks, or reads
    /// their logs, learns its class, and not what the names of this network stand for.
    var textWithoutAddress: String {
        foundAddress == nil ? description : text(about: "The host \(host) resolves to an address:")
    }

    private var subject: String {
        guard let foundAddress else { return "The host \(host) is" }
        return "The host \(host) resolves to \(foundAddress):"
    }

    /// The address, if it is not the host itself.
    private var foundAddress: HostAddress? {
        address.flatMap { host == WebhookURL.Host.address($0).description ? nil : $0 }
    }
}
