#if canImport(WebhookKitCCurl)
package import WebhookKit
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

    /// What does TLS, in libcurl's words: `OpenSSL/3.0.16`, or `(SecureTransport) LibreSSL/3.3.6`.
    package var tlsLibrary: String
    /// Whether the system is one of Apple's.
    package var isOnDarwin: Bool

    package init(
        version: LibcurlVersion,
        features: Set<Feature>,
        isReady: Bool,
        tlsLibrary: String,
        isOnDarwin: Bool
    ) {
        self.version = version
        self.features = features
        self.isReady = isReady
        self.tlsLibrary = tlsLibrary
        self.isOnDarwin = isOnDarwin
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
    /// - Throws: `FieldError` that names `libcurl`.
    package func check() throws(FieldError) {
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

    /// Checks that receivers are judged by what settings say and by nothing else.
    ///
    /// Apple's LibreSSL asks the system too before it refuses a certificate, whatever file of
    /// authorities it was given (curl's issue 12604).
    ///
    /// - Throws: `FieldError` that names `authorities`.
    package func check(_ authorities: TLSSettings.Authorities) throws(FieldError) {
        // What stands in brackets was built in, but is idle.
        let isLibreSSL = tlsLibrary.split(separator: " ").contains { $0.hasPrefix("LibreSSL") }
        guard case .only = authorities, isOnDarwin, isLibreSSL else { return }
        throw FieldError(
            "authorities",
            "The libcurl that runs here does TLS with \(tlsLibrary), which may trust the system's "
                + "authorities beside those of .only. Take .systemAnd, or a libcurl with OpenSSL."
        )
    }

    private func refusal(_ what: String) -> FieldError {
        FieldError("libcurl", "Version \(version), which runs here, \(what)")
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
            isReady: isReady,
            tlsLibrary: unsafe webhookkit_tls_library().map { unsafe String(cString: $0) } ?? "",
            isOnDarwin: isDarwin
        )
    }()

    #if canImport(Darwin)
    private static let isDarwin = true
    #else
    private static let isDarwin = false
    #endif
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
#endif
