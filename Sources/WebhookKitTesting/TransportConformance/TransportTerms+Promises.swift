extension TransportTerms {
    /// Every promise as data: the one list of what it shows, what it needs and how it is checked.
    static func of(_ promise: TransportPromise) -> TransportTerms {
        switch promise {
        case .sendsExactBytes: .init("D-1", SendingChecks.sendsExactBytes)
        case .sendsHeadersAsGiven: .init("W-1", SendingChecks.sendsHeadersAsGiven)
        case .oneRequestOnTheWire: .init("D-2", SendingChecks.oneRequestOnTheWire)
        case .readsResponse: .init("L-3", SendingChecks.readsResponse)
        case .keepsDeadlineBeforeHeaders:
            .init("S-3, Fault 20", DeadlineChecks.keepsDeadlineBeforeHeaders)
        case .keepsDeadlineBetweenHeaders:
            .init("Fault 20", DeadlineChecks.keepsDeadlineBetweenHeaders)
        case .dripEndsAtDeadline: .init("Fault 20", DeadlineChecks.dripEndsAtDeadline)
        case .endless1xxEndsAtDeadline:
            .init("S-3, Fault 20", DeadlineChecks.endless1xxEndsAtDeadline)
        case .silentTLSEndsAtDeadline: .init("Fault 20", ConnectionChecks.silentTLSEndsAtDeadline)
        case .garbledTLSIsTLSFailure: .init("L-4", ConnectionChecks.garbledTLSIsTLSFailure)
        case .statusStandsWhenBodyHangs:
            .init("D-2, Fault 20", AnswerChecks.statusStandsWhenBodyHangs)
        case .statusStandsWhenRefusalBodyHangs:
            .init("D-2", AnswerChecks.statusStandsWhenRefusalBodyHangs)
        case .statusStandsWhenBodyDrips: .init("D-2", AnswerChecks.statusStandsWhenBodyDrips)
        case .statusStandsWhenBodyBreaks:
            .init("D-2, Fault 24", AnswerChecks.statusStandsWhenBodyBreaks)
        case .capsBody: .init("S-3", AnswerChecks.capsBody)
        case .boundsMemoryOnFlood: .init("S-3", AnswerChecks.boundsMemoryOnFlood)
        case .neverFollowsRedirects: .init("D-2, Fault 23", AnswerChecks.neverFollowsRedirects)
        case .survivesOddLocations: .init("Fault 23", AnswerChecks.survivesOddLocations)
        case .answersChallengeWith401: .init("Fault 22", AnswerChecks.answersChallengeWith401)
        case .refusedIsConnectFailure: .init("Fault 21", ConnectionChecks.refusedIsConnectFailure)
        case .resetIsResetFailure: .init("Fault 21", ConnectionChecks.resetIsResetFailure)
        case .closedEarlyIsResetFailure:
            .init("Fault 21", ConnectionChecks.closedEarlyIsResetFailure)
        case .survivesClosedKeepAlive: .init("Fault 21", SendingChecks.survivesClosedKeepAlive)
        case .garbageIsFailure: .init("Fault 25", ConnectionChecks.garbageIsFailure)
        case .unfinishedHeadersAreFailure:
            .init("L-4", ConnectionChecks.unfinishedHeadersAreFailure)
        case .malformedHeaderIsReceivers: .init("D-16", AnswerChecks.malformedHeaderIsReceivers)
        case .http09IsFailure: .init("Fault 25", ConnectionChecks.http09IsFailure)
        case .survivesNegativeContentLength:
            .init("Fault 25", AnswerChecks.survivesNegativeContentLength)
        case .survivesStatus999: .init("Fault 25", AnswerChecks.survivesStatus999)
        case .survivesManyHeaders: .init("Fault 26", AnswerChecks.survivesManyHeaders)
        case .readsNonUTF8Header: .init("Fault 25", AnswerChecks.readsNonUTF8Header)
        case .neverSendsCookiesBack: .init("Fault 30", SendingChecks.neverSendsCookiesBack)
        case .cancellationIsPrompt: .init("D-12", SendingChecks.cancellationIsPrompt)
        case .unknownHostIsDNSFailure: .init("Fault 28", ConnectionChecks.unknownHostIsDNSFailure)
        case .hangingReceiverDoesNotDelayOthers:
            .init("D-10", SendingChecks.hangingReceiverDoesNotDelayOthers)
        case .neverSendsExpect: .init("D-1", WireChecks.neverSendsExpect)
        case .neverAsksForCompression: .init("S-3", WireChecks.neverAsksForCompression)
        case .neverSendsInjectedLines: .init("S-4", WireChecks.neverSendsInjectedLines)
        case .neverSendsReservedHeaders: .init("W-6", WireChecks.neverSendsReservedHeaders)
        case .dripOfStatusLineEndsAtDeadline:
            .init("D-2", DeadlineChecks.dripOfStatusLineEndsAtDeadline)
        case .droppedSYNEndsAtDeadline: .init("Fault 20", DeadlineChecks.droppedSYNEndsAtDeadline)
        case .unreadBodyEndsAtDeadline: .init("D-2", DeadlineChecks.unreadBodyEndsAtDeadline)
        case .keepsOddDeadlines: .init("D-2", DeadlineChecks.keepsOddDeadlines)
        case .survivesExtremeDeadlines: .init("D-2", DeadlineChecks.survivesExtremeDeadlines)
        case .namesConnectTimeout: .init("L-4", DeadlineChecks.namesConnectTimeout)
        case .namesHandshakeTimeout: .init("L-4", DeadlineChecks.namesHandshakeTimeout)
        case .namesSendTimeout: .init("L-4", DeadlineChecks.namesSendTimeout)
        case .namesResponseTimeout: .init("L-4", DeadlineChecks.namesResponseTimeout)
        case .endlessHeadersAreFailure: .init("S-3", FramingChecks.endlessHeadersAreFailure)
        case .survivesInformationalFlood: .init("S-3", FramingChecks.survivesInformationalFlood)
        case .boundsMemoryOfTrailers: .init("S-3", FramingChecks.boundsMemoryOfTrailers)
        case .survivesOddFraming: .init("L-4", FramingChecks.survivesOddFraming)
        case .survivesFoldedFirstHeader: .init("L-4", FramingChecks.survivesFoldedFirstHeader)
        case .survivesEarlyAnswer: .init("D-2", FramingChecks.survivesEarlyAnswer)
        case .neverTakesUnaskedResponse: .init("D-2", FramingChecks.neverTakesUnaskedResponse)
        case .neverTakesLateUnaskedResponse:
            .init("D-2", FramingChecks.neverTakesLateUnaskedResponse)
        case .neverDecompresses: .init("S-3", FramingChecks.neverDecompresses)
        case .boundsMemoryOfGzipBomb: .init("S-3", MemoryChecks.boundsMemoryOfGzipBomb)
        case .boundsMemoryOfHugeBody: .init("S-3, Fault 26", MemoryChecks.boundsMemoryOfHugeBody)
        case .concurrentRequestsAllArrive: .init("D-10", LoadChecks.concurrentRequestsAllArrive)
        case .cancellingManyIsPrompt: .init("D-12", LoadChecks.cancellingManyIsPrompt)
        case .judgesAddressAtConnect: .init("S-2", PolicyChecks.judgesAddressAtConnect)
        case .neverSharesConnectionsAcrossPolicies:
            .init("S-2", PolicyChecks.neverSharesConnectionsAcrossPolicies)
        case .brokenHandshakeIsFailure: .init("L-4", TLSChecks.brokenHandshakeIsFailure)
        case .trustsGivenAuthority: .init("S-5", [.tlsSettings], TLSChecks.trustsGivenAuthority)
        case .refusesUntrustedAuthority:
            .init("S-5, Fault 27", [.tlsSettings], TLSChecks.refusesUntrustedAuthority)
        case .refusesIncompleteChain: .init("S-5", [.tlsSettings], TLSChecks.refusesIncompleteChain)
        case .refusesExpiredCertificate:
            .init("S-5, Fault 27", [.tlsSettings], TLSChecks.refusesExpiredCertificate)
        case .refusesCertificateNotYetValid:
            .init("S-5", [.tlsSettings], TLSChecks.refusesCertificateNotYetValid)
        case .refusesWrongHost: .init("S-5, Fault 27", [.tlsSettings], TLSChecks.refusesWrongHost)
        case .refusesSelfSignedCertificate:
            .init("S-5, Fault 27", [.tlsSettings], TLSChecks.refusesSelfSignedCertificate)
        case .refusesOutdatedTLS: .init("S-5", [.tlsSettings], TLSChecks.refusesOutdatedTLS)
        case .showsClientCertificate: .init("S-5", [.tlsSettings], TLSChecks.showsClientCertificate)
        case .missingClientCertificateIsTLSFailure:
            .init("L-4", [.tlsSettings], TLSChecks.missingClientCertificateIsTLSFailure)
        case .neverSharesConnectionsAcrossTLSSettings:
            .init("S-5", [.tlsSettings], TLSChecks.neverSharesConnectionsAcrossTLSSettings)
        case .neverFollowsRedirectsOverTLS:
            .init("D-2", [.tlsSettings], TLSChecks.neverFollowsRedirectsOverTLS)
        }
    }
}
