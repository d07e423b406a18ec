extension TransportTerms {
    /// Every promise as data: the one list of what it shows, what it needs and how it is checked.
    static func of(_ promise: TransportPromise) -> TransportTerms {
        switch promise {
        // Exchanges
        case .sendsExactBytes: .init("D-1", RequestChecks.sendsExactBytes)
        case .sendsHeadersAsGiven: .init("D-1", RequestChecks.sendsHeadersAsGiven)
        case .oneRequestOnTheWire: .init("D-4", RequestChecks.oneRequestOnTheWire)
        case .readsResponse: .init("L-3", ResponseChecks.readsResponse)
        case .keepsDeadlineBeforeHeaders:
            .init("S-3, Fault 20", DeadlineChecks.keepsDeadlineBeforeHeaders)
        case .keepsDeadlineBetweenHeaders:
            .init("Fault 20", DeadlineChecks.keepsDeadlineBetweenHeaders)
        case .dripEndsAtDeadline: .init("Fault 20", DeadlineChecks.dripEndsAtDeadline)
        case .endless1xxEndsAtDeadline:
            .init("S-3, Fault 20", DeadlineChecks.endless1xxEndsAtDeadline)
        case .silentTLSEndsAtDeadline: .init("Fault 20", DeadlineChecks.silentTLSEndsAtDeadline)
        case .garbledTLSIsTLSFailure: .init("S-5", TLSChecks.garbledTLSIsTLSFailure)
        case .statusStandsWhenBodyHangs:
            .init("D-2, Fault 20", ResponseChecks.statusStandsWhenBodyHangs)
        case .statusStandsWhenRefusalBodyHangs:
            .init("D-2", ResponseChecks.statusStandsWhenRefusalBodyHangs)
        case .statusStandsWhenBodyDrips: .init("D-2", ResponseChecks.statusStandsWhenBodyDrips)
        case .statusStandsWhenBodyBreaks:
            .init("D-2, Fault 24", ResponseChecks.statusStandsWhenBodyBreaks)
        case .capsBody: .init("S-3", ResponseChecks.capsBody)
        case .boundsMemoryOnFlood: .init("S-3", MemoryChecks.boundsMemoryOnFlood)
        case .neverFollowsRedirects: .init("D-2, Fault 23", ResponseChecks.neverFollowsRedirects)
        case .survivesOddLocations: .init("Fault 23", ResponseChecks.survivesOddLocations)
        case .answersChallengeWith401: .init("Fault 22", ResponseChecks.answersChallengeWith401)
        case .refusedIsConnectFailure: .init("Fault 21", FailureChecks.refusedIsConnectFailure)
        case .resetIsResetFailure: .init("Fault 21", FailureChecks.resetIsResetFailure)
        case .closedEarlyIsResetFailure: .init("Fault 21", FailureChecks.closedEarlyIsResetFailure)
        case .survivesClosedKeepAlive: .init("Fault 21", LoadChecks.survivesClosedKeepAlive)
        case .garbageIsFailure: .init("Fault 25", FailureChecks.garbageIsFailure)
        case .unfinishedHeadersAreFailure: .init("D-2", FailureChecks.unfinishedHeadersAreFailure)
        case .malformedHeaderIsReceivers:
            .init("Fault 25", FailureChecks.malformedHeaderIsReceivers)
        case .http09IsFailure: .init("Fault 25", FailureChecks.http09IsFailure)
        case .survivesNegativeContentLength:
            .init("Fault 25", FailureChecks.survivesNegativeContentLength)
        case .survivesStatus999: .init("Fault 25", FailureChecks.survivesStatus999)
        case .survivesManyHeaders: .init("Fault 26", FailureChecks.survivesManyHeaders)
        case .readsNonUTF8Header: .init("Fault 25", ResponseChecks.readsNonUTF8Header)
        case .neverSendsCookiesBack: .init("Fault 30", RequestChecks.neverSendsCookiesBack)
        case .cancellationIsPrompt: .init("D-12", LoadChecks.cancellationIsPrompt)
        case .unknownHostIsDNSFailure: .init("Fault 28", FailureChecks.unknownHostIsDNSFailure)
        case .hangingReceiverDoesNotDelayOthers:
            .init("D-10", LoadChecks.hangingReceiverDoesNotDelayOthers)
        // What goes out
        case .neverSendsExpect: .init("D-1", WireChecks.neverSendsExpect)
        case .neverAsksForCompression: .init("D-1", WireChecks.neverAsksForCompression)
        case .neverSendsInjectedLines: .init("S-4", WireChecks.neverSendsInjectedLines)
        case .neverSendsReservedHeaders: .init("D-1", WireChecks.neverSendsReservedHeaders)
        // Deadlines
        case .dripOfStatusLineEndsAtDeadline:
            .init("S-3, Fault 20", DeadlineChecks.dripOfStatusLineEndsAtDeadline)
        case .droppedSYNEndsAtDeadline: .init("Fault 20", DeadlineChecks.droppedSYNEndsAtDeadline)
        case .unreadBodyEndsAtDeadline:
            .init("S-3, Fault 20", DeadlineChecks.unreadBodyEndsAtDeadline)
        case .keepsOddDeadlines: .init("D-2", DeadlineChecks.keepsOddDeadlines)
        case .survivesExtremeDeadlines: .init("D-2", DeadlineChecks.survivesExtremeDeadlines)
        case .namesConnectTimeout: .init("D-2", DeadlineChecks.namesConnectTimeout)
        case .namesHandshakeTimeout: .init("D-2", DeadlineChecks.namesHandshakeTimeout)
        case .namesSendTimeout: .init("D-2", DeadlineChecks.namesSendTimeout)
        case .namesResponseTimeout: .init("D-2", DeadlineChecks.namesResponseTimeout)
        // Odd answers
        case .endlessHeadersAreFailure:
            .init("S-3, Fault 26", MemoryChecks.endlessHeadersAreFailure)
        case .survivesInformationalFlood:
            .init("S-3, Fault 20", MemoryChecks.survivesInformationalFlood)
        case .boundsMemoryOfTrailers: .init("S-3, Fault 26", MemoryChecks.boundsMemoryOfTrailers)
        case .survivesOddFraming: .init("Fault 25", FramingChecks.survivesOddFraming)
        case .survivesFoldedFirstHeader: .init("Fault 25", FramingChecks.survivesFoldedFirstHeader)
        case .survivesEarlyAnswer: .init("D-2", FramingChecks.survivesEarlyAnswer)
        case .neverTakesUnaskedResponse: .init("D-2", FramingChecks.neverTakesUnaskedResponse)
        case .neverTakesLateUnaskedResponse:
            .init("D-2", FramingChecks.neverTakesLateUnaskedResponse)
        case .neverDecompresses: .init("L-3", ResponseChecks.neverDecompresses)
        case .boundsMemoryOfGzipBomb: .init("S-3, Fault 26", MemoryChecks.boundsMemoryOfGzipBomb)
        case .boundsMemoryOfHugeBody: .init("S-3, Fault 26", MemoryChecks.boundsMemoryOfHugeBody)
        // Many at once
        case .concurrentRequestsAllArrive: .init("D-10", LoadChecks.concurrentRequestsAllArrive)
        case .cancellingManyIsPrompt: .init("D-12", LoadChecks.cancellingManyIsPrompt)
        // Destination policy
        case .judgesAddressAtConnect: .init("S-2", PolicyChecks.judgesAddressAtConnect)
        case .neverSharesConnectionsAcrossPolicies:
            .init("S-2", PolicyChecks.neverSharesConnectionsAcrossPolicies)
        // TLS
        case .brokenHandshakeIsFailure: .init("Fault 21", TLSChecks.brokenHandshakeIsFailure)
        case .trustsGivenAuthority: .init("S-5", [.trust], TLSChecks.trustsGivenAuthority)
        case .refusesUntrustedAuthority:
            .init("S-5, Fault 27", [.trust], TLSChecks.refusesUntrustedAuthority)
        case .refusesIncompleteChain: .init("S-5", [.trust], TLSChecks.refusesIncompleteChain)
        case .refusesExpiredCertificate:
            .init("S-5, Fault 27", [.trust], TLSChecks.refusesExpiredCertificate)
        case .refusesCertificateNotYetValid:
            .init("S-5", [.trust], TLSChecks.refusesCertificateNotYetValid)
        case .refusesWrongHost: .init("S-5, Fault 27", [.trust], TLSChecks.refusesWrongHost)
        case .refusesSelfSignedCertificate:
            .init("S-5, Fault 27", [.trust], TLSChecks.refusesSelfSignedCertificate)
        case .refusesOutdatedTLS: .init("S-5", [.trust], TLSChecks.refusesOutdatedTLS)
        case .showsClientCertificate: .init("S-5", [.trust], TLSChecks.showsClientCertificate)
        case .missingClientCertificateIsTLSFailure:
            .init("S-5", [.trust], TLSChecks.missingClientCertificateIsTLSFailure)
        case .neverSharesConnectionsAcrossTLSSettings:
            .init("S-5", [.trust], TLSChecks.neverSharesConnectionsAcrossTLSSettings)
        case .neverFollowsRedirectsOverTLS:
            .init("D-2, Fault 23", [.trust], TLSChecks.neverFollowsRedirectsOverTLS)
        }
    }
}
