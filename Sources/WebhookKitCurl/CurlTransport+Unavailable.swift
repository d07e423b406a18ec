#if !canImport(WebhookKitCCurl)
#if os(iOS) || os(tvOS) || os(watchOS) || os(visionOS)
/// There is no libcurl on this platform: send with `URLSessionTransport` of WebhookKitURLSession.
///
/// The module can be built there, so that a package for several platforms may name it.
@available(
    *,
    unavailable,
    message: "There is no libcurl on this platform; use WebhookKitURLSession's URLSessionTransport"
)
public struct CurlTransport {}
#else
#error("WebhookKitCurl is for macOS and Linux; for another system name it in Package.swift")
#endif
#endif
