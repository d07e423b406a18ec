#if canImport(WebhookKitCCurl)
import WebhookKit
import WebhookKitCCurl

/// What all requests of one loop have in common, as options of an easy handle.
struct EasyOptions: Sendable {
    let configuration: CurlTransport.Configuration
    /// The connections made with these options.
    let connections = ConnectionTable()
    private let tls: TLSSettings
    private let authorities: AuthoritiesFile?
    /// Those for an https proxy, which a webhook's own have no say in.
    private let proxyAuthorities: AuthoritiesFile?

    /// Reads the settings.
    ///
    /// - Throws: `FieldError` when the system's authorities cannot be read.
    init(_ settings: LoopSettings) throws(FieldError) {
        configuration = settings.configuration
        tls = settings.tls
        authorities = try AuthoritiesFile(settings.tls.authorities)
        proxyAuthorities =
            settings.configuration.proxy?.scheme == .https
            ? try AuthoritiesFile(settings.configuration.tls.authorities) : nil
    }

    /// Sets the options that stay for all requests.
    func apply(to easy: EasyHandle) {
        // One POST, and no more: no redirect, no cookie, no credential, no decompression.
        easy.set(CURLOPT_POST, 1)
        if !easy.offer(webhookkit_PROTOCOLS_STR, "http,https") {
            easy.set(webhookkit_PROTOCOLS, Int(CURLPROTO_HTTP | CURLPROTO_HTTPS))
        }
        easy.set(CURLOPT_HTTP09_ALLOWED, 0)
        easy.set(CURLOPT_HTTP_CONTENT_DECODING, 0)
        easy.set(CURLOPT_PATH_AS_IS, 1)
        // Answers to webhooks are short, and there is one buffer for each request under way.
        easy.set(CURLOPT_BUFFERSIZE, 4096)
        easy.set(CURLOPT_UPLOAD_BUFFERSIZE, 16_384)
        // Signals are for the host's own use, and threads of a library must not raise them.
        easy.set(CURLOPT_NOSIGNAL, 1)
        // The loop keeps the deadlines, over all phases; libcurl's own would be 300 s for connecting.
        easy.set(CURLOPT_CONNECTTIMEOUT_MS, Int(Int32.max))
        // Without it, letting go of a lookup that hangs waits for the resolver's thread, and with it
        // every other request of the loop. Before 7.87 it does: see the limits of CurlTransport.
        easy.offer(webhookkit_QUICK_EXIT, 1)
        applyConnections(to: easy)
        applyProxy(to: easy)
        applyTLS(to: easy)
    }

    private func applyConnections(to easy: EasyHandle) {
        let version =
            switch configuration.httpVersion {
            case .http1: CURL_HTTP_VERSION_1_1
            case .http2: CURL_HTTP_VERSION_2TLS
            }
        easy.set(CURLOPT_HTTP_VERSION, Int(version))
        if configuration.httpVersion == .http2 {
            // Rather wait for a connection that is being made than make a second.
            easy.set(CURLOPT_PIPEWAIT, 1)
        }
        easy.set(CURLOPT_MAXAGE_CONN, configuration.idleTimeout.wholeSeconds)
        easy.set(CURLOPT_MAXLIFETIME_CONN, configuration.lifetime.wholeSeconds)
        switch configuration.source {
        case .interface(let name): easy.set(CURLOPT_INTERFACE, "if!\(name)")
        case .address(let address): easy.set(CURLOPT_INTERFACE, "host!\(address)")
        case nil: break
        }
    }

    private func applyProxy(to easy: EasyHandle) {
        // Empty texts, because without any libcurl goes by the environment, unless it was built to know
        // no proxies.
        easy.offer(CURLOPT_NOPROXY, "")
        guard let proxy = configuration.proxy else {
            easy.offer(CURLOPT_PROXY, "")
            return
        }
        easy.set(CURLOPT_PROXY, proxy.url)
        easy.set(CURLOPT_PROXYUSERNAME, proxy.username?.string)
        easy.set(CURLOPT_PROXYPASSWORD, proxy.password?.string)
        easy.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    }

    private func applyTLS(to easy: EasyHandle) {
        easy.set(CURLOPT_SSL_VERIFYPEER, 1)
        easy.set(CURLOPT_SSL_VERIFYHOST, 2)
        easy.set(CURLOPT_SSLVERSION, tls.minimumVersion.number)
        authorities?.apply(to: easy)
        applyCertificate(to: easy)
        guard configuration.proxy?.scheme == .https else { return }
        easy.set(CURLOPT_PROXY_SSL_VERIFYPEER, 1)
        easy.set(CURLOPT_PROXY_SSL_VERIFYHOST, 2)
        easy.set(CURLOPT_PROXY_SSLVERSION, configuration.tls.minimumVersion.number)
        proxyAuthorities?.applyToProxy(of: easy)
    }

    private func applyCertificate(to easy: EasyHandle) {
        guard let certificate = tls.clientCertificate else { return }
        easy.set(CURLOPT_SSLCERTTYPE, "PEM")
        easy.set(CURLOPT_SSLKEYTYPE, "PEM")
        easy.set(CURLOPT_SSLCERT_BLOB, blob: certificate.certificates.pem)
        easy.set(CURLOPT_SSLKEY_BLOB, blob: certificate.key)
        // Never none: for an encrypted key libcurl 7.88 then reads from no address at all, and OpenSSL
        // by itself would ask at the terminal.
        easy.set(CURLOPT_KEYPASSWD, certificate.passphrase?.string ?? "")
    }
}

extension TLSSettings.Version {
    /// The version as libcurl numbers it.
    fileprivate var number: Int {
        switch self {
        case .tls12: Int(CURL_SSLVERSION_TLSv1_2)
        case .tls13: Int(CURL_SSLVERSION_TLSv1_3)
        }
    }
}

extension EgressProxy {
    /// The proxy as libcurl wants it; its name is looked up here, the receiver's by the proxy.
    fileprivate var url: String {
        let scheme =
            switch scheme {
            case .http: "http"
            case .https: "https"
            case .socks5: "socks5h"
            }
        return "\(scheme)://\(host):\(port)"
    }
}

extension Duration {
    /// At least one, and no more than libcurl takes.
    fileprivate var wholeSeconds: Int {
        Int(min(max(components.seconds, 1), Int64(Int32.max)))
    }
}
#endif
