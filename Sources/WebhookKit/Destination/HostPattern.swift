/// A host name, or all names below one, for the lists of a ``DestinationPolicy``.
public struct HostPattern: Sendable, Hashable {
    private let name: String
    private let matchesBelow: Bool

    /// Reads `example.com` (that name only) or `*.example.com` (every name below it, not itself).
    ///
    /// - Throws: ``FieldError`` with the field `host` when the name is not one a URL could have, or is
    ///   an address: for these there are ``DestinationPolicy/allowedNetworks`` and
    ///   ``DestinationPolicy/deniedNetworks``.
    public init(_ text: String) throws(FieldError) {
        let bytes = Array(text.utf8)
        matchesBelow = bytes.starts(with: "*.".utf8)
        let host: WebhookURL.Host
        do throws(FieldError) {
            host = try WebhookURL.Host(parsing: bytes.dropFirst(matchesBelow ? 2 : 0))
        } catch {
            throw FieldError("host", error.message)
        }
        guard case .name(let name) = host else {
            throw FieldError("host", "Give addresses as networks, not as host names.")
        }
        self.name = name
    }

    /// Says whether a host name in lower case is meant.
    func matches(_ host: String) -> Bool {
        matchesBelow ? host.isBelow(name) : host == name
    }
}

extension HostPattern: CustomStringConvertible {
    /// The pattern as it is written.
    public var description: String {
        matchesBelow ? "*.\(name)" : name
    }
}

extension String {
    /// Says whether a host name is another one or lies below it.
    func isIn(_ zone: String) -> Bool {
        self == zone || isBelow(zone)
    }

    /// Says whether a host name lies below another in the tree of names.
    func isBelow(_ parent: String) -> Bool {
        utf8.count > parent.utf8.count + 1
            && utf8.reversed().starts(with: ".\(parent)".utf8.reversed())
    }
}
