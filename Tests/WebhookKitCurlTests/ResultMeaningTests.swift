#if canImport(WebhookKitCCurl)
import Testing
import WebhookKit
import WebhookKitCCurl
import WebhookKitCurl

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The table of libcurl's results: every code of every version at every stage.
@Suite struct ResultMeaningTests {
    /// All of libcurl's, and some that are still to come.
    static let codes = Array(1...130) as [UInt32]

    /// The codes, by their numbers, that mean anything but nonsense at a stage.
    static let expected: [ExchangeStage: [ResultMeaning: Set<UInt32>]] = [
        .connecting: [
            .lookup: [6], .connect: [1, 7], .timeout: [28], .url: [3],
            .broken: [18, 52, 55, 56, 65], .handshake: [35],
            .certificate: [60, 64, 83, 90, 91, 101], .clientCertificate: [98],
            .local: [
                2, 4, 5, 27, 42, 43, 45, 48, 49, 53, 54, 58, 59, 66, 77, 82, 89, 93, 99,
            ],
        ],
        .handshake: [
            .lookup: [6], .connect: [1, 7], .timeout: [28], .url: [3],
            .broken: [18, 52, 55, 56, 65], .handshake: [35, 43],
            .certificate: [60, 64, 83, 90, 91, 101], .clientCertificate: [98],
            .local: [2, 4, 5, 27, 42, 45, 48, 49, 53, 54, 58, 59, 66, 77, 82, 89, 93, 99],
        ],
        .request: [
            .lookup: [6], .connect: [7], .timeout: [28], .broken: [18, 52, 55, 56, 65],
            .handshake: [35], .certificate: [60, 64, 83, 90, 91, 101], .clientCertificate: [98],
            .local: [5, 42, 45, 89, 93, 99],
        ],
        .answer: [
            .timeout: [28], .broken: [18, 52, 55, 56, 65], .handshake: [35],
            .certificate: [60, 64, 83, 90, 91, 101], .clientCertificate: [98],
        ],
    ]

    @Test(arguments: ExchangeStage.allCases)
    func everyCodeHasItsMeaning(_ stage: ExchangeStage) throws {
        let expected = try #require(Self.expected[stage])
        for code in Self.codes {
            let meaning = expected.first { $0.value.contains(code) }?.key ?? .nonsense
            #expect(ResultMeaning(CURLcode(rawValue: code), at: stage) == meaning, "\(code)")
        }
    }

    /// Whatever the words say, and whatever else is known.
    @Test func onceAStatusLineHasComeNothingIsOurTrouble() {
        for code in Self.codes {
            for text in ["", "getaddrinfo() thread failed to start", "Out of memory"] {
                for refused in [nil, HostAddress.v4(0)] {
                    var ending = ExchangeEnding(
                        code: CURLcode(rawValue: code),
                        stage: .answer,
                        phase: .response
                    )
                    (ending.text, ending.refused) = (text, refused)
                    #expect(TransportFailure(ending).kind != .local, "\(code), \(text)")
                }
            }
        }
    }

    @Test func whatBreaksBeforeATunnelIsOurs() {
        for code in Self.codes where ![6, 28].contains(code) {
            var ending = ExchangeEnding(
                code: CURLcode(rawValue: code),
                stage: .connecting,
                phase: .connect
            )
            var proxy = ExchangeEnding.Proxy()
            proxy.isBeforeTunnel = true
            ending.proxy = proxy
            #expect(TransportFailure(ending).kind == .local, "\(code)")
        }
    }

    @Test func whatAnHTTPSProxyDemandsOfUsIsOurs() {
        var ending = ExchangeEnding(
            code: CURLE_SSL_CLIENTCERT,
            stage: .connecting,
            phase: .handshake
        )
        #expect(TransportFailure(ending).kind == .tls(.clientCertificate))
        ending.proxy = ExchangeEnding.Proxy()
        ending.proxy?.hasTLSAlone = true
        #expect(TransportFailure(ending).kind == .local)
    }

    @Test func aProxyThatIsNotReachedIsOurs() {
        var ending = ExchangeEnding(
            code: CURLE_OPERATION_TIMEDOUT,
            stage: .connecting,
            phase: .connect
        )
        #expect(TransportFailure(ending).kind == .timeout(.connect))
        ending.proxy = ExchangeEnding.Proxy()
        ending.proxy?.isUnreached = true
        #expect(TransportFailure(ending).kind == .local)
    }

    @Test func aSourceOfAnotherFamilyIsNoTroubleOfOurs() {
        var ending = ExchangeEnding(
            code: CURLE_INTERFACE_FAILED,
            stage: .connecting,
            phase: .connect
        )
        #expect(TransportFailure(ending).kind == .local)
        ending.hasOtherFamily = true
        #expect(TransportFailure(ending).kind == .unreachable)
    }

    /// A refusal has come from somewhere; anything else is silence, or our own network's end.
    /// Fault 54.
    @Test func onlyARefusalIsAnAnswer() {
        var ending = ExchangeEnding(
            code: CURLE_COULDNT_CONNECT,
            stage: .connecting,
            phase: .connect
        )
        ending.systemError = ECONNREFUSED
        #expect(TransportFailure(ending).kind == .connect)
        ending.systemError = ETIMEDOUT
        #expect(TransportFailure(ending).kind == .unreachable)
        ending.systemError = ENETUNREACH
        let hasNetwork = SystemTrouble.ofNetwork() == nil
        #expect(TransportFailure(ending).kind == (hasNetwork ? .unreachable : .noNetwork))
    }
}
#endif
