#if canImport(WebhookKitCCurl)
public import WebhookKit

/// Where connections start from, on machines with several networks.
public enum EgressSource: Sendable, Hashable {
    /// A network interface by its name, such as `eth1`.
    case interface(String)
    /// One of this machine's addresses.
    case address(HostAddress)
}
#endif
