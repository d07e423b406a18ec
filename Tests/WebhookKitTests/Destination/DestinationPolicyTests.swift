import Testing

@testable import WebhookKit

@Suite struct DestinationPolicyTests {
    @Test(arguments: [
        "https://example.com/", "https://example.com:8443/", "https://8.8.8.8/",
        "https://[2606:4700::1]/", "https://localhost.example/", "https://mylocalhost.example/",
        "https://svc.example.com/", "https://internal.example/", "https://arpa.example/",
        "https://notlocal.nolocal.org/", "https://hook.test/", "https://x.invalid/",
        "https://e.arpa/",
    ]) func allowsPublicDestinations(text: String) throws {
        let url = try WebhookURL(text)
        #expect(throws: Never.self) { try DestinationPolicy.publicOnly.judge(url) }
    }

    @Test(arguments: [
        ("http://example.com/", DestinationRefusal.Reason.scheme(.http)),
        ("https://localhost/", .localName), ("https://LOCALHOST:8080/", .localName),
        ("https://a.localhost/", .localName), ("https://printer.local/", .localName),
        ("https://metadata.google.internal/", .localName), ("https://x.home.arpa/", .localName),
        ("https://home.arpa/", .localName), ("https://intranet/", .localName),
        ("https://metadata/", .localName), ("https://com/", .localName),
        ("https://svc/", .localName),
        ("https://kubernetes.default.svc/", .localName), ("https://A.B.SVC/", .localName),
        ("https://api.default.svc.cluster.local/", .localName), ("https://LOCAL/", .localName),
        ("https://mylocalhost/", .localName), ("https://a.localdomain/", .localName),
        ("https://router.lan/", .localName), ("https://x.corp/", .localName),
        ("https://x.home/", .localName), ("https://wiki.intranet/", .localName),
        ("https://x.private/", .localName),
        ("https://expyuzz4wqqyqhjn.onion/", .localName), ("https://x.alt/", .localName),
        ("https://127.0.0.1/", .addressClass(.loopback)),
        ("https://0.0.0.0/", .addressClass(.unspecified)),
        ("https://[::]/", .addressClass(.unspecified)),
        ("https://[::1]/", .addressClass(.loopback)),
        ("https://[::ffff:127.0.0.1]/", .addressClass(.loopback)),
        ("https://[::127.0.0.1]/", .addressClass(.loopback)),
        ("https://[64:ff9b::a00:1]/", .addressClass(.private)),
        ("https://[64:ff9b:1::a00:1]/", .addressClass(.translation)),
        ("https://[2002:7f00:1::]/", .addressClass(.loopback)),
        ("https://169.254.169.254/", .addressClass(.cloudMetadata)),
        ("https://[fd00:ec2::254]/", .addressClass(.cloudMetadata)),
        ("https://100.64.0.1/", .addressClass(.carrierGradeNAT)),
    ]) func refusesTheRestStatically(text: String, reason: DestinationRefusal.Reason) throws {
        let url = try WebhookURL(text)
        let refusal = try #require(throws: DestinationRefusal.self) {
            try DestinationPolicy.publicOnly.judge(url)
        }
        #expect(refusal.reason == reason)
        #expect(refusal.host == url.host.description)
        #expect(refusal.description.hasSuffix("."))
    }

    /// Fault 46.
    @Test(arguments: [
        (["10.0.0.1"], "10.0.0.1"), (["8.8.8.8", "127.0.0.1"], "127.0.0.1"),
        (["127.0.0.1", "8.8.8.8"], "127.0.0.1"), (["2606:4700::1", "::1"], "::1"),
        (["8.8.8.8", "::ffff:169.254.169.254"], "::ffff:169.254.169.254"),
    ]) func refusesNamesWithAnyForbiddenAddress(found: [String], culprit: String) throws {
        let url = try WebhookURL("https://example.com/")
        let refusal = try #require(throws: DestinationRefusal.self) {
            try DestinationPolicy.publicOnly.judge(found.compactMap(HostAddress.init), for: url)
        }
        #expect(refusal.address?.description == culprit)
        #expect(refusal.description.contains(culprit))
    }

    @Test func refusesNamesWithoutAddress() throws {
        let url = try WebhookURL("https://example.com/")
        let refusal = try #require(throws: DestinationRefusal.self) {
            try DestinationPolicy.development.judge([], for: url)
        }
        #expect(refusal.reason == .noAddress)
    }

    @Test func developmentOpensThisMachineOnly() throws {
        let policy = DestinationPolicy.development
        for text in [
            "http://localhost:8080/", "http://127.0.0.1/", "https://[::1]/", "http://a.b/",
        ] {
            let url = try WebhookURL(text)
            #expect(throws: Never.self) { try policy.judge(url) }
        }
        for text in [
            "http://10.0.0.1/", "http://0.0.0.0/", "http://169.254.169.254/", "http://a.local",
        ] {
            let url = try WebhookURL(text)
            #expect(throws: DestinationRefusal.self) { try policy.judge(url) }
        }
    }

    @Test func listsOverruleClasses() throws {
        var policy = DestinationPolicy.publicOnly
        policy.allowedNetworks = [try #require(IPNetwork("10.0.0.0/8"))]
        policy.deniedNetworks = [
            try #require(IPNetwork("10.6.6.6")), try #require(IPNetwork("8.8.0.0/16")),
        ]
        let cases = [
            ("10.1.1.1", true), ("::ffff:10.1.1.1", true), ("10.6.6.6", false),
            ("::ffff:10.6.6.6", false), ("8.8.8.8", false), ("64:ff9b::808:808", false),
            ("1.1.1.1", true), ("192.168.0.1", false),
        ]
        for (text, isAllowed) in cases {
            #expect(policy.allows(try #require(HostAddress(text))) == isAllowed, "\(text)")
        }
    }

    /// What opens addresses opens no names: it takes both to reach a local name.
    @Test func localNamesMustBeNamed() throws {
        let names = ["intranet", "crm.internal", "api.default.svc", "localhost"]
        var policy = DestinationPolicy(allowedClasses: [.public, .private])
        policy.allowedNetworks = [try #require(IPNetwork("10.0.0.0/8"))]
        for name in names {
            let url = try WebhookURL("https://\(name)/")
            let refusal = try #require(throws: DestinationRefusal.self) { try policy.judge(url) }
            #expect(refusal.reason == .localName)
            #expect(refusal.description.contains("named in the destination policy"))
        }
        policy.localHosts = Set(try (names + ["*.lan"]).map { try HostPattern($0) })
        for name in names + ["a.lan", "example.com"] {
            let url = try WebhookURL("https://\(name)/")
            #expect(throws: Never.self) { try policy.judge(url) }
            #expect(throws: DestinationRefusal.self) {
                try policy.judge([.v4(0x7F00_0001)], for: url)
            }
        }
        for name in ["lan", "a.intranet", "other.internal"] {
            let url = try WebhookURL("https://\(name)/")
            #expect(throws: DestinationRefusal.self) { try policy.judge(url) }
        }
        policy.deniedHosts = [try HostPattern("intranet")]
        #expect(throws: DestinationRefusal.self) {
            try policy.judge(WebhookURL("https://intranet/"))
        }
    }

    @Test func aListOfHostsNamesThemToo() throws {
        var policy = DestinationPolicy.publicOnly
        policy.allowedHosts = [try HostPattern("intranet")]
        #expect(throws: Never.self) { try policy.judge(WebhookURL("https://intranet/")) }
    }

    @Test func opensNoCarriedAddressByAnIPv6Network() throws {
        var policy = DestinationPolicy.publicOnly
        policy.allowedNetworks = [try #require(IPNetwork("::/0"))]
        #expect(!policy.allows(try #require(HostAddress("::ffff:127.0.0.1"))))
        #expect(policy.allows(try #require(HostAddress("fd00::1"))))
    }

    /// Where a tunnel ends cannot be seen: what it carries and its own address must both be allowed.
    /// Fault 76.
    @Test(arguments: [
        ("2600::5efe:10.0.0.1", AddressClass.private), ("2600::200:5efe:127.0.0.1", .loopback),
        ("2600::5efe:169.254.169.254", .cloudMetadata), ("2600::5efe:8.8.8.8", nil),
        ("fe80::5efe:8.8.8.8", .linkLocal), ("2002:808:808::5efe:10.0.0.1", .private),
        ("2002:a00:1::5efe:8.8.8.8", .private), ("2001:0:808:808::f7f7:f7f7", .reserved),
    ]) func judgesBothEndsOfATunnel(text: String, refused: AddressClass?) throws {
        let address = try #require(HostAddress(text))
        let url = try WebhookURL("https://a.example/")
        #expect(AddressClass(of: address) == refused ?? .public)
        #expect(DestinationPolicy.publicOnly.allows(address) == (refused == nil))
        var found: DestinationRefusal.Reason?
        do throws(DestinationRefusal) {
            try DestinationPolicy.publicOnly.judge([address], for: url)
        } catch {
            found = error.reason
        }
        #expect(found == refused.map { .addressClass($0) })
        // Opening the outer class or network does not open what it carries.
        var policy = DestinationPolicy.publicOnly
        policy.allowedClasses = [.public, .private, .linkLocal]
        policy.allowedNetworks = [try #require(IPNetwork("::/0"))]
        let metadata = try #require(HostAddress("fe80::5efe:169.254.169.254"))
        #expect(!policy.allows(metadata))
    }

    /// Fault 76.
    @Test func deniedNetworksHoldForWhatATunnelCarries() throws {
        var policy = DestinationPolicy.publicOnly
        policy.deniedNetworks = [try #require(IPNetwork("8.8.8.0/24"))]
        #expect(!policy.allows(try #require(HostAddress("2600::5efe:8.8.8.8"))))
    }

    /// Fault 76.
    @Test(arguments: [
        ("https://a.example/", true), ("https://a.example:1024/", true),
        ("https://a.example:65535/", true), ("http://a.example/", true),
        ("http://a.example:443/", true), ("https://a.example:80/", false),
        ("https://a.example:22/", false), ("http://a.example:25/", false),
        ("https://a.example:1023/", false),
    ]) func thePublicPolicyTakesPortsOfTheWeb(text: String, isAllowed: Bool) throws {
        var policy = DestinationPolicy.publicOnly
        policy.allowedSchemes = [.https, .http]
        let url = try WebhookURL(text)
        var found: DestinationRefusal.Reason?
        do throws(DestinationRefusal) { try policy.judge(url) } catch { found = error.reason }
        #expect(found == (isAllowed ? nil : .port(url.port)))
        policy.allowedPorts = .any
        try policy.judge(url)
    }

    @Test func hostAndPortListsBind() throws {
        var policy = DestinationPolicy.publicOnly
        policy.allowedHosts = [try HostPattern("*.example.com"), try HostPattern("One.test")]
        policy.deniedHosts = [try HostPattern("bad.example.com")]
        policy.allowedPorts = [443]
        let cases: [(String, DestinationRefusal.Reason?)] = [
            ("https://a.example.com", nil), ("https://a.b.example.com", nil),
            ("https://one.test", nil), ("https://example.com", .hostName),
            ("https://badexample.com", .hostName), ("https://bad.example.com", .hostName),
            ("https://8.8.8.8", .hostName), ("https://one.test:8443", .port(8443)),
        ]
        for (text, reason) in cases {
            let url = try WebhookURL(text)
            var found: DestinationRefusal.Reason?
            do throws(DestinationRefusal) { try policy.judge(url) } catch { found = error.reason }
            #expect(found == reason, "\(text)")
        }
        #expect(throws: FieldError.self) { try HostPattern("10.0.0.1") }
        #expect(throws: FieldError.self) { try HostPattern("*.") }
        #expect(throws: FieldError.self) { try HostPattern("a.*.b") }
    }
}

@Suite struct DestinationGuardTests {
    /// Answers every name alike and counts.
    private final class Fixed: HostResolver {
        let answer: Result<[HostAddress], ResolutionFailure>
        let asked = Locked<[String]>([])

        init(_ answer: Result<[HostAddress], ResolutionFailure>) { self.answer = answer }

        func resolve(
            _ host: String,
            deadline: Duration
        ) async throws(ResolutionFailure) -> [HostAddress] {
            asked.withLock { $0.append(host) }
            return try answer.get()
        }
    }

    @Test func admitsLiteralsWithoutLookup() async throws {
        let resolver = Fixed(.failure(.unknownHost))
        let gate = DestinationGuard(policy: .publicOnly, resolver: resolver)
        let found = try await gate.admit(WebhookURL("https://8.8.8.8/"), within: .seconds(1))
        #expect(found.map(\.description) == ["8.8.8.8"])
        #expect(resolver.asked.withLock { $0 } == [])
    }

    /// S-1.
    @Test func blocksNamesThatResolveToPrivateAddresses() async throws {
        let resolver = Fixed(.success([.v4(0x0808_0808), .v4(0x0A00_0001)]))
        let gate = DestinationGuard(policy: .publicOnly, resolver: resolver)
        let error = await #expect(throws: DestinationFailure.self) {
            try await gate.admit(WebhookURL("https://Rebind.Example/"), within: .seconds(1))
        }
        guard case .blocked(let refusal)? = error else {
            Issue.record("not blocked: \(String(describing: error))")
            return
        }
        #expect(refusal.reason == .addressClass(.private))
        #expect(resolver.asked.withLock { $0 } == ["rebind.example"])
    }

    @Test(arguments: [
        "http://example.com/", "https://intranet/", "https://metadata/", "https://LOCALHOST/",
        "https://kubernetes.default.svc/", "https://metadata.google.internal/", "https://x.local/",
        "https://x.home.arpa/",
    ])
    func blocksStaticallyBeforeAnyLookup(text: String) async throws {
        let resolver = Fixed(.success([.v4(0x0808_0808)]))
        let gate = DestinationGuard(policy: .publicOnly, resolver: resolver)
        await #expect(throws: DestinationFailure.self) {
            try await gate.admit(WebhookURL(text), within: .seconds(1))
        }
        #expect(resolver.asked.withLock { $0 } == [])
    }

    @Test(arguments: [
        ResolutionFailure.unknownHost, .timedOut, .temporary("x"), .local("x"), .cancelled,
    ]) func tellsLookupFailuresApart(failure: ResolutionFailure) async throws {
        let gate = DestinationGuard(policy: .publicOnly, resolver: Fixed(.failure(failure)))
        await #expect(throws: DestinationFailure.unresolved(failure)) {
            try await gate.admit(WebhookURL("https://example.com/"), within: .seconds(1))
        }
    }
}
