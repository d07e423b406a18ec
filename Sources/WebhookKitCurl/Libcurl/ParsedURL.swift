#if canImport(WebhookKitCCurl)
import WebhookKit
import WebhookKitCCurl

/// A URL as libcurl reads it.
///
/// Two parsers that read one text differently are how requests get past a policy. So libcurl's
/// reading is compared with the core's, part by part, and that very reading is what is sent.
///
/// Belongs to one prepared request. Owns libcurl's URL handle.
@safe final class ParsedURL {
    let pointer: OpaquePointer
    /// The URL that is in the handle.
    private(set) var url: WebhookURL?

    /// Makes an empty handle; nil when there is no memory.
    init?() {
        guard CurlLibrary.running.isReady, let pointer = unsafe curl_url() else { return nil }
        unsafe self.pointer = pointer
    }

    deinit {
        unsafe curl_url_cleanup(pointer)
    }

    /// Reads a URL.
    ///
    /// - Throws: ``TransportFailure`` when libcurl reads another scheme, host, port or target from it.
    func read(_ url: WebhookURL) throws(TransportFailure) {
        guard url != self.url else { return }
        self.url = nil
        let flags = UInt32(CURLU_DISALLOW_USER | CURLU_PATH_AS_IS)
        guard unsafe curl_url_set(pointer, CURLUPART_URL, url.string, flags) == CURLUE_OK else {
            throw Self.contradiction
        }
        guard part(CURLUPART_SCHEME) == url.scheme.rawValue,
            isSameHost(part(CURLUPART_HOST), url.host),
            part(CURLUPART_PORT, UInt32(CURLU_DEFAULT_PORT)) == "\(url.port)",
            target(of: url) == (part(CURLUPART_PATH) ?? "", part(CURLUPART_QUERY) ?? "")
        else { throw Self.contradiction }
        self.url = url
    }

    private static let contradiction = TransportFailure(
        .blockedDestination(nil),
        "libcurl reads this URL otherwise than WebhookKit does, so it cannot be judged. "
            + "Write it in a plainer way."
    )

    private func isSameHost(_ text: String?, _ host: WebhookURL.Host) -> Bool {
        // Several texts are one IPv6 address, and libcurl's version decides which it gives.
        guard case .address(.v6(let number)) = host else { return text == host.description }
        return text.flatMap { HostAddress(text: $0.utf8.dropFirst().dropLast()) } == .v6(number)
    }

    private func target(of url: WebhookURL) -> (path: String, query: String) {
        let target = url.pathAndQuery
        guard let question = target.firstIndex(of: "?") else { return (target, "") }
        return (String(target[..<question]), String(target[question...].dropFirst()))
    }

    private func part(_ part: CURLUPart, _ flags: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard unsafe curl_url_get(pointer, part, &text, flags) == CURLUE_OK,
            let text = unsafe text
        else { return nil }
        defer { unsafe curl_free(text) }
        return unsafe String(cString: text)
    }
}
#endif
