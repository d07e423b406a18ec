import WebhookKitCCurl

/// A libcurl, judged by its version and by what it was built with.
///
/// A program may run with another libcurl than it was compiled with, older or newer.
package struct CurlLibrary: Sendable, Hashable {
    /// What a libcurl may have been built without.
    package enum Feature: Sendable, Hashable, CaseIterable {
        case tls
        /// Looks names up beside the requests that are under way.
        case asynchronousResolver
        case http2
    }

    package var version: LibcurlVersion
    package var features: Set<Feature>
    /// Whether it could be made ready.
    package var isReady: Bool

    package init(version: LibcurlVersion, features: Set<Feature>, isReady: Bool) {
        self.version = version
        self.features = features
        self.isReady = isReady
    }

    /// Whether an easy handle may carry a second request.
    ///
    /// Two faults that would let a receiver write to the memory of the process:
    /// - Before version 8.1.1 libcurl keeps a pointer to the last header of a response that it has freed,
    ///   and writes there when the next response begins with a line that continues a header.
    /// - Before version 8.7 a handle may keep the small buffer of a request that shared its connection
    ///   (HTTP/2), forget in `curl_easy_reset` that it is small, and fill it beyond its end.
    package var mayReuseHandles: Bool { version >= LibcurlVersion(8, 7, 0) }

    /// Checks that promises of the transport can be kept with this library.
    ///
    /// - Throws: ``CurlTransportError`` that names `libcurl`.
    package func check() throws(CurlTransportError) {
        guard version >= .oldest else {
            throw refusal(
                "is too old: \(LibcurlVersion.oldest) is the oldest that keeps a receiver from "
                    + "answering before it is asked. Install a newer one."
            )
        }
        guard isReady else {
            throw refusal("cannot be made ready. See whether memory is short, and start again.")
        }
        guard features.contains(.tls) else {
            throw refusal(
                "was built without TLS. Install one that has it, such as the system's own."
            )
        }
        guard features.contains(.asynchronousResolver) else {
            throw refusal(
                "looks names up one at a time, so that a slow one would hold up all requests. "
                    + "Install one that was built with a threaded resolver or with c-ares."
            )
        }
    }

    private func refusal(_ what: String) -> CurlTransportError {
        CurlTransportError("libcurl", "Version \(version), which runs here, \(what)")
    }
}

extension CurlLibrary {
    /// The one that this process runs with, which is made ready at the first asking.
    ///
    /// libcurl's own state of the process, not ours: since version 7.84 it counts such calls by
    /// several users, FoundationNetworking for one, and guards them with a lock.
    package static let running: CurlLibrary = {
        let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
        return CurlLibrary(
            version: LibcurlVersion(number: webhookkit_version()),
            features: Set(Feature.allCases.filter { webhookkit_features() & $0.bit != 0 }),
            isReady: isReady
        )
    }()
}

extension CurlLibrary.Feature {
    fileprivate var bit: CInt {
        switch self {
        case .tls: CURL_VERSION_SSL
        case .asynchronousResolver: CURL_VERSION_ASYNCHDNS
        case .http2: CURL_VERSION_HTTP2
        }
    }
}
