import WebhookKit

extension TransportCheck {
    /// Finds the check of a promise.
    func run(_ promise: TransportPromise) async throws {
        switch promise {
        case .sendsExactBytes: try await sendsExactBytes()
        case .sendsHeadersAsGiven: try await sendsHeadersAsGiven()
        case .oneRequestOnTheWire: try await oneRequestOnTheWire()
        case .readsResponse: try await readsResponse()
        case .keepsDeadlineBeforeHeaders: try await expectTimeout(answering: .hangBeforeHeaders)
        case .keepsDeadlineBetweenHeaders: try await expectTimeout(answering: .hangBetweenHeaders)
        case .dripEndsAtDeadline:
            try await expectTimeout(answering: .dripHeaders(every: .milliseconds(100)))
        case .endless1xxEndsAtDeadline:
            try await expectTimeout(answering: .endlessInformational(every: .milliseconds(5)))
        case .silentTLSEndsAtDeadline: try await silentTLSEndsAtDeadline()
        case .garbledTLSIsTLSFailure: try await garbledTLSIsTLSFailure()
        case .statusStandsWhenBodyHangs: try await statusStands(answering: .hangInBody())
        case .statusStandsWhenRefusalBodyHangs:
            for status in [302, 401] {
                let result = await send(answering: .hangInBody(status: status))
                _ = try expectResponse(result, status)
                try expectAtDeadline(result)
            }
        case .statusStandsWhenBodyDrips:
            try await statusStands(answering: .dripBody(every: .milliseconds(100)))
        case .statusStandsWhenBodyBreaks: try await statusStandsWhenBodyBreaks()
        case .capsBody: try await capsBody()
        case .boundsMemoryOnFlood: try await boundsMemoryOnFlood()
        case .neverFollowsRedirects: try await neverFollowsRedirects()
        case .survivesOddLocations: try await survivesOddLocations()
        case .answersChallengeWith401: try await answersChallengeWith401()
        case .refusedIsConnectFailure: try await refusedIsConnectFailure()
        case .resetIsResetFailure: try await resetFailure(answering: .reset)
        case .closedEarlyIsResetFailure: try await resetFailure(answering: .closeAtOnce)
        case .survivesClosedKeepAlive: try await survivesClosedKeepAlive()
        case .garbageIsFailure: try await protocolFailure(answering: .garbage)
        case .unfinishedHeadersAreFailure:
            try await protocolFailure(answering: .hangBetweenHeaders.ending(.close))
        case .malformedHeaderIsReceivers: try await malformedHeaderIsReceivers()
        case .http09IsFailure: try await protocolFailure(answering: .http09)
        case .survivesNegativeContentLength:
            try await survives(answering: .negativeContentLength)
        case .survivesStatus999: try await survivesStatus999()
        case .survivesManyHeaders: try await survives(answering: .manyHeaders())
        case .readsNonUTF8Header:
            _ = try expectResponse(await send(answering: .nonUTF8Header), 200)
        case .neverSendsCookiesBack: try await neverSendsCookiesBack()
        case .cancellationIsPrompt: try await cancellationIsPrompt()
        case .unknownHostIsDNSFailure: try await unknownHostIsDNSFailure()
        case .hangingReceiverDoesNotDelayOthers: try await hangingReceiverDoesNotDelayOthers()

        case .neverSendsExpect: try await neverSendsExpect()
        case .neverAsksForCompression: try await neverAsksForCompression()
        case .neverSendsInjectedLines: try await neverSendsInjectedLines()
        case .neverSendsReservedHeaders: try await neverSendsReservedHeaders()

        case .dripOfStatusLineEndsAtDeadline:
            try await expectTimeout(answering: .dripStatusLine(every: .milliseconds(200)))
        case .droppedSYNEndsAtDeadline: try await droppedSYNEndsAtDeadline()
        case .unreadBodyEndsAtDeadline: try await unreadBodyEndsAtDeadline()
        case .keepsOddDeadlines: try await keepsOddDeadlines()
        case .survivesExtremeDeadlines: try await survivesExtremeDeadlines()
        case .namesConnectTimeout:
            try await droppedSYNEndsAtDeadline(inPhase: .connect)
        case .namesHandshakeTimeout: try await namesHandshakeTimeout()
        case .namesSendTimeout:
            try await unreadBodyEndsAtDeadline(inPhase: .send)
        case .namesResponseTimeout: try await namesResponseTimeout()

        case .endlessHeadersAreFailure: try await endlessHeadersAreFailure()
        case .survivesInformationalFlood: try await survivesInformationalFlood()
        case .boundsMemoryOfTrailers: try await boundsMemoryOfTrailers()
        case .survivesOddFraming: try await survivesOddFraming()
        case .survivesFoldedFirstHeader: try await survivesFoldedFirstHeader()
        case .survivesEarlyAnswer: try await survivesEarlyAnswer()
        case .neverTakesUnaskedResponse: try await neverTakesUnaskedResponse(after: .zero)
        case .neverTakesLateUnaskedResponse:
            try await neverTakesUnaskedResponse(after: .milliseconds(30))
        case .neverDecompresses: try await neverDecompresses()
        case .boundsMemoryOfGzipBomb: try await boundsMemoryOfGzipBomb()
        case .boundsMemoryOfHugeBody: try await boundsMemoryOfHugeBody()

        case .concurrentRequestsAllArrive: try await concurrentRequestsAllArrive()
        case .cancellingManyIsPrompt: try await cancellingManyIsPrompt()
        case .judgesAddressAtConnect: try await judgesAddressAtConnect()
        case .neverSharesConnectionsAcrossPolicies:
            try await neverSharesConnectionsAcrossPolicies()

        case .brokenHandshakeIsFailure: try await brokenHandshakeIsFailure()
        case .trustsGivenAuthority: try await trustsGivenAuthority()
        case .refusesUntrustedAuthority: try await refusesUntrustedAuthority()
        case .refusesIncompleteChain: try await refuses(\.incomplete, as: .untrusted)
        case .refusesExpiredCertificate: try await refuses(\.expired, as: .expired)
        case .refusesCertificateNotYetValid: try await refuses(\.notYetValid, as: .notYetValid)
        case .refusesWrongHost: try await refuses(\.wrongHost, as: .wrongHost)
        case .refusesSelfSignedCertificate: try await refuses(\.selfSigned, as: .selfSigned)
        case .refusesOutdatedTLS: try await refusesOutdatedTLS()
        case .showsClientCertificate: try await showsClientCertificate()
        case .missingClientCertificateIsTLSFailure:
            try await missingClientCertificateIsTLSFailure()
        case .neverSharesConnectionsAcrossTLSSettings:
            try await neverSharesConnectionsAcrossTLSSettings()
        case .neverFollowsRedirectsOverTLS: try await neverFollowsRedirectsOverTLS()
        }
    }
}
