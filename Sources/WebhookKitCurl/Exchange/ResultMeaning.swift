#if canImport(WebhookKitCCurl)
package import WebhookKitCCurl

/// How far an exchange had got when libcurl gave it up, as far as that tells whose trouble it is.
package enum ExchangeStage: Sendable, Hashable, CaseIterable {
    /// No connection to the receiver was there.
    case connecting
    /// TLS was being agreed on with it.
    case handshake
    /// The request could be sent, and no line of an answer had come.
    case request
    /// A status line had come.
    case answer
}

/// What a result of libcurl means at a stage, before words, proxies and the system are asked.
package enum ResultMeaning: Sendable, Hashable {
    /// The name was not found.
    case lookup
    /// There was no way to the receiver.
    case connect
    /// The connection broke.
    case broken
    /// The handshake failed, or broke.
    case handshake
    /// The receiver's certificate is not trusted.
    case certificate
    /// The receiver demands a certificate of ours.
    case clientCertificate
    /// The system gave up waiting.
    case timeout
    /// libcurl does not take the URL.
    case url
    /// What came is no answer.
    case nonsense
    /// This machine or the configuration of the transport is at fault, for all receivers alike.
    case local
}

extension ResultMeaning {
    /// Looks a result up.
    ///
    /// What a receiver can bring about must never be ``local``: that spends no round and is tried again
    /// and again (D-16). libcurl has no codes of its own for that, and some versions call a header
    /// that they cannot read a bad argument, or one that is too long a lack of memory. So the stage
    /// decides: once a status line has come, whatever libcurl says is the receiver's.
    package init(_ code: CURLcode, at stage: ExchangeStage) {
        let row = Self.table.first { $0.codes.contains(code) } ?? Self.others
        self =
            switch stage {
            case .connecting: row.connecting
            case .handshake: row.handshake
            case .request: row.request
            case .answer: row.answer
            }
    }

    private struct Row {
        var connecting, handshake, request, answer: ResultMeaning
        var codes: [CURLcode]

        init(
            _ connecting: ResultMeaning,
            _ handshake: ResultMeaning,
            _ request: ResultMeaning,
            _ answer: ResultMeaning,
            _ codes: [CURLcode]
        ) {
            (self.connecting, self.handshake) = (connecting, handshake)
            (self.request, self.answer) = (request, answer)
            self.codes = codes
        }
    }

    /// libcurl sends again by itself when a kept connection has died, so what belongs to connecting may
    /// also come while a request is sent.
    private static let table = [
        // connecting, handshake, request, answer
        Row(.lookup, .lookup, .lookup, .nonsense, [CURLE_COULDNT_RESOLVE_HOST]),
        Row(.connect, .connect, .connect, .nonsense, [CURLE_COULDNT_CONNECT]),
        // A family of addresses that this machine or its source address has not.
        Row(.connect, .connect, .nonsense, .nonsense, [CURLE_UNSUPPORTED_PROTOCOL]),
        Row(.timeout, .timeout, .timeout, .timeout, [CURLE_OPERATION_TIMEDOUT]),
        Row(.broken, .broken, .broken, .broken, breaks),
        Row(.handshake, .handshake, .handshake, .handshake, [CURLE_SSL_CONNECT_ERROR]),
        Row(.certificate, .certificate, .certificate, .certificate, distrust),
        Row(
            .clientCertificate,
            .clientCertificate,
            .clientCertificate,
            .clientCertificate,
            demands
        ),
        Row(.url, .url, .nonsense, .nonsense, [CURLE_URL_MALFORMAT]),
        // The certificate of a receiver may be what a TLS library cannot read.
        Row(.local, .handshake, .nonsense, .nonsense, [CURLE_BAD_FUNCTION_ARGUMENT]),
        Row(.local, .local, .nonsense, .nonsense, makings),
        Row(.local, .local, .local, .nonsense, surroundings),
    ]

    /// Of HTTP, of other protocols, and those that are still to come.
    private static let others = Row(.nonsense, .nonsense, .nonsense, .nonsense, [])

    private static let breaks = [
        CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE,
        CURLE_SEND_FAIL_REWIND,
    ]

    private static let distrust = [
        CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS,
        CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_USE_SSL_FAILED, webhookkit_ECH_REQUIRED,
    ]

    private static let demands = [CURLE_SSL_CLIENTCERT]

    /// Memory, libcurl's abilities, our certificate, our authorities. Some versions say of an answer's
    /// line without end that there is no memory.
    private static let makings = [
        CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT, CURLE_NOT_BUILT_IN, CURLE_UNKNOWN_OPTION,
        CURLE_SETOPT_OPTION_SYNTAX, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
        CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ENGINE_NOTFOUND,
        CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_ENGINE_INITFAILED,
    ]

    /// What no receiver has a part in: our interface, our proxy's name, our callbacks and threads.
    private static let surroundings = [
        CURLE_INTERFACE_FAILED, CURLE_COULDNT_RESOLVE_PROXY, CURLE_ABORTED_BY_CALLBACK,
        CURLE_NO_CONNECTION_AVAILABLE, CURLE_RECURSIVE_API_CALL, CURLE_UNRECOVERABLE_POLL,
    ]
}
#endif
