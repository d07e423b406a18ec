#if canImport(WebhookKitCCurl)
package import WebhookKit

extension CurlTransport.Configuration {
    /// Checks all fields, and the library that would send with them.
    ///
    /// - Throws: `FieldError` for the first that is wrong.
    package func check(with library: CurlLibrary) throws(FieldError) {
        try library.check()
        try library.check(tls.authorities)
        guard httpVersion == .http1 || library.features.contains(.http2) else {
            throw FieldError(
                "httpVersion",
                "The libcurl that runs here, \(library.version), was built without HTTP/2. "
                    + "Take .http1, or install one that has it."
            )
        }
        guard !userAgent.isEmpty, userAgent.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw FieldError("userAgent", "Give one or more printable ASCII characters.")
        }
        guard connectionsPerHost >= 1 else {
            throw FieldError("connectionsPerHost", "It must be at least 1.")
        }
        guard connections >= 1 else {
            throw FieldError("connections", "It must be at least 1.")
        }
        guard idleTimeout >= .seconds(1) else {
            throw FieldError("idleTimeout", "It must be at least a second.")
        }
        guard lifetime >= .seconds(1) else {
            throw FieldError("lifetime", "It must be at least a second.")
        }
        if case .interface(let name) = source {
            let isName = name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "!") }
            guard isName, (1...64).contains(name.utf8.count) else {
                throw FieldError("source", "It is no name of a network interface.")
            }
        }
    }
}
#endif
