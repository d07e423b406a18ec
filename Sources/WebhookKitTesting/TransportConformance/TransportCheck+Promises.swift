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
        }
    }
}
