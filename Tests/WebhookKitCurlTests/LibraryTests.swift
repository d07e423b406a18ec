#if canImport(WebhookKitCCurl)
import Testing
import WebhookKit
import WebhookKitCurl
import WebhookKitTesting

/// Which libcurl a transport runs with.
@Suite struct LibraryTests {
    typealias Configuration = CurlTransport.Configuration

    static let whole = CurlLibrary(
        version: .oldest,
        features: Set(CurlLibrary.Feature.allCases),
        isReady: true,
        tlsLibrary: "OpenSSL/3.0.16",
        isOnDarwin: false
    )

    @Test func versionsAreOrdered() {
        let numbers: [UInt32] = [0, 0x074A00, 0x074F01, 0x075000, 0x075801, 0x080000, 0x080E01]
        let versions = numbers.map { LibcurlVersion(number: $0) }
        #expect(versions == versions.sorted() && Set(versions).count == versions.count)
        #expect(versions.map(\.description).suffix(3) == ["7.88.1", "8.0.0", "8.14.1"])
        #expect(LibcurlVersion(7, 88, 1) == versions[4])
    }

    @Test(arguments: [LibcurlVersion(7, 74, 0), LibcurlVersion(7, 79, 1), LibcurlVersion(0, 0, 0)])
    func oldLibrariesAreRefused(_ version: LibcurlVersion) {
        var library = Self.whole
        library.version = version
        let error = #expect(throws: FieldError.self) { try library.check() }
        #expect(error?.field == "libcurl")
        #expect(error?.message.contains("\(version)") == true)
        #expect(error?.message.contains("7.80.0") == true)
    }

    @Test(arguments: [LibcurlVersion.oldest, LibcurlVersion(7, 88, 1), LibcurlVersion(9, 0, 0)])
    func laterLibrariesAreTaken(_ version: LibcurlVersion) throws {
        var library = Self.whole
        library.version = version
        try library.check()
    }

    @Test(arguments: [
        (CurlLibrary.Feature.tls, "TLS"), (.asynchronousResolver, "threaded resolver"),
    ])
    func missingFeaturesAreNamed(_ feature: CurlLibrary.Feature, _ words: String) {
        var library = Self.whole
        library.features.remove(feature)
        let error = #expect(throws: FieldError.self) {
            try Configuration().check(with: library)
        }
        #expect(error?.field == "libcurl")
        #expect(error?.message.contains(words) == true)
    }

    @Test func http2IsNeededWhereItIsConfigured() throws {
        var library = Self.whole
        library.features.remove(.http2)
        var configuration = Configuration()
        try configuration.check(with: library)
        configuration.httpVersion = .http2
        let error = #expect(throws: FieldError.self) {
            try configuration.check(with: library)
        }
        #expect(error?.field == "httpVersion")
        try configuration.check(with: Self.whole)
    }

    /// Apple's own would trust the system's authorities besides.
    @Test(arguments: [
        ("(SecureTransport) LibreSSL/3.3.6", true, false), ("LibreSSL/3.3.6", true, false),
        ("(LibreSSL/3.3.6) OpenSSL/3.4.0", true, true), ("OpenSSL/3.4.0", true, true),
        ("LibreSSL/3.9.2", false, true), ("", true, true),
    ])
    func authoritiesAloneAreRefusedWhereTheyWouldNotBe(
        _ tlsLibrary: String,
        _ isOnDarwin: Bool,
        _ keepsThem: Bool
    ) throws {
        var library = Self.whole
        library.tlsLibrary = tlsLibrary
        library.isOnDarwin = isOnDarwin
        let pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
        let some = try Certificates(pem: pem)
        var configuration = Configuration()
        configuration.tls.authorities = .systemAnd(some)
        try configuration.check(with: library)
        configuration.tls.authorities = .only(some)
        if keepsThem { return try configuration.check(with: library) }
        let error = #expect(throws: FieldError.self) {
            try configuration.check(with: library)
        }
        #expect(error?.field == "authorities")
        #expect(error?.message.contains(tlsLibrary) == true)
    }

    @Test func libraryThatIsNotReadyIsRefused() {
        var library = Self.whole
        library.isReady = false
        #expect(throws: FieldError.self) { try Configuration().check(with: library) }
    }

    @Test func handlesAreReusedOnlyWhereThatIsSafe() {
        var library = Self.whole
        let versions = [(7, 88, 1, false), (8, 6, 0, false), (8, 7, 0, true), (8, 14, 1, true)]
        for (major, minor, patch, isSafe) in versions {
            library.version = LibcurlVersion(UInt8(major), UInt8(minor), UInt8(patch))
            #expect(library.mayReuseHandles == isSafe)
        }
    }

    /// Says both: which library the tests run with decides.
    @Test func transportsGoByTheLibraryThatRuns() async throws {
        let receiver = try LoopbackReceiver()
        defer { receiver.stop() }
        receiver.on("/", .status(200))
        let outcome = await CurlTransport().send(.test(to: receiver.url()))
        if (try? CurlLibrary.running.check()) != nil {
            #expect(outcome.status == 200)
            _ = try CurlTransport { _ in }
        } else {
            #expect(outcome.failure?.kind == .local)
            #expect(outcome.failure?.detail.contains("libcurl") == true)
            #expect(throws: FieldError.self) { try CurlTransport { _ in } }
            #expect(receiver.requestCount() == 0)
        }
    }

    /// libcurl takes no text of more than 8,000,000 bytes.
    @Test func refusedOptionSendsNothing() async throws {
        let receiver = try LoopbackReceiver()
        defer { receiver.stop() }
        let proxy = try EgressProxy(
            host: "127.0.0.1",
            port: receiver.port,
            username: "u",
            password: String(repeating: "x", count: 8_000_001)
        )
        let transport = try CurlTransport { $0.proxy = proxy }
        let outcome = await transport.send(.test(to: receiver.url()))
        #expect(outcome.failure?.kind == .local)
        #expect(outcome.failure?.detail.contains("PROXYPASSWORD") == true)
        #expect(receiver.requestCount() == 0)
    }
}
#endif
