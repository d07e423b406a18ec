/// The one gate that saving a URL and every attempt pass: policy, lookup, policy (S-1).
package struct DestinationGuard: Sendable {
    package let policy: DestinationPolicy
    package let resolver: any HostResolver

    package init(policy: DestinationPolicy, resolver: any HostResolver) {
        self.policy = policy
        self.resolver = resolver
    }

    /// Gives the addresses that a request to the URL may go to now.
    ///
    /// - Parameter timeout: How long the lookup may take.
    /// - Returns: At least one address; all of them are allowed.
    package func admit(
        _ url: WebhookURL,
        within timeout: Duration
    ) async throws(DestinationFailure) -> [HostAddress] {
        do throws(DestinationRefusal) {
            try policy.judge(url)
        } catch {
            throw .blocked(error)
        }
        let name: String
        switch url.host {
        case .address(let address): return [address]
        case .name(let text): name = text
        }
        let addresses: [HostAddress]
        do throws(ResolutionFailure) {
            addresses = try await resolver.resolve(name, deadline: timeout)
        } catch {
            throw .unresolved(error)
        }
        do throws(DestinationRefusal) {
            try policy.judge(addresses, for: url)
        } catch {
            throw .blocked(error)
        }
        return addresses
    }
}

/// Why a request may not, or cannot, go to a URL now.
package enum DestinationFailure: Error, Sendable, Hashable {
    /// The policy refuses it; trying again helps only when the name gets other addresses.
    case blocked(DestinationRefusal)

    /// The name has no addresses now; the failure tells whose fault that is.
    case unresolved(ResolutionFailure)
}

extension DestinationFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .blocked(let refusal): refusal.description
        case .unresolved(let failure): failure.description
        }
    }
}
