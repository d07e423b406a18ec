extension StoreTerms {
    /// Every promise as data: the one list of what it shows, what it needs and how it is checked.
    static func of(_ promise: StorePromise) -> StoreTerms {
        switch promise {
        // Appending
        case .appendIsAllOrNothing: .init("E-7", AppendChecks.appendIsAllOrNothing)
        case .refusedBatchesHinderNoOthers:
            .init("E-7", AppendChecks.refusedBatchesHinderNoOthers)
        case .batchesApplyInOrder: .init("E-6, E-7", AppendChecks.batchesApplyInOrder)
        case .positionsRise: .init("R-2", AppendChecks.positionsRise)
        case .repeatedKeyStoresNothing: .init("E-6", AppendChecks.repeatedKeyStoresNothing)
        case .repeatedKeyInOneCall: .init("E-6", AppendChecks.repeatedKeyInOneCall)
        case .misusedKeyIsRefused: .init("E-6", AppendChecks.misusedKeyIsRefused)
        case .keysDifferByBytes: .init("E-6", AppendChecks.keysDifferByBytes)
        case .racingKeysStoreOneEvent: .init("E-6, Fault 52", AppendChecks.racingKeysStoreOneEvent)
        case .keysBelongToTheirScope: .init("E-6", AppendChecks.keysBelongToTheirScope)
        case .takenEventIDIsRefused: .init("E-7", AppendChecks.takenEventIDIsRefused)
        case .keysDieWithTheirEvents: .init("E-6", [.clock], AppendChecks.keysDieWithTheirEvents)
        case .eventsMatchSubscriptions: .init("E-7", AppendChecks.eventsMatchSubscriptions)
        case .audienceNamesOneWebhook: .init("D-15", AppendChecks.audienceNamesOneWebhook)
        case .inactiveWebhooksCountSkips: .init("A-6", AppendChecks.inactiveWebhooksCountSkips)
        case .pausedWebhooksQueue: .init("A-1", AppendChecks.pausedWebhooksQueue)
        case .bytesRoundTrip: .init("E-5, Fault 49", [.clock], AppendChecks.bytesRoundTrip)
        // Claiming
        case .claimLeasesWhatIsDue: .init("D-9", [.clock], ClaimChecks.claimLeasesWhatIsDue)
        case .claimGivesEachDeliveryOnce: .init("D-9", ClaimChecks.claimGivesEachDeliveryOnce)
        case .claimHonoursItsLimit: .init("D-9", [.clock], ClaimChecks.claimHonoursItsLimit)
        case .claimHonoursConcurrency: .init("D-10", [.clock], ClaimChecks.claimHonoursConcurrency)
        case .claimTakesTurnsAmongScopes: .init("D-10", ClaimChecks.claimTakesTurnsAmongScopes)
        case .claimTakesTurnsAmongWebhooks: .init("D-10", ClaimChecks.claimTakesTurnsAmongWebhooks)
        case .claimGivesNoMoreThanATurn: .init("D-10", SlotChecks.claimGivesNoMoreThanATurn)
        case .claimPrefersTheLongestDue:
            .init("D-10", [.clock], ClaimChecks.claimPrefersTheLongestDue)
        case .orderedWebhooksKeepOrder:
            .init("D-11", [.clock], ClaimChecks.orderedWebhooksKeepOrder)
        case .manualDeliveriesPassOrderedOnes:
            .init("D-11", ClaimChecks.manualDeliveriesPassOrderedOnes)
        case .quietWebhooksGetOneSlot: .init("D-10", [.clock], SlotChecks.quietWebhooksGetOneSlot)
        case .quietWebhooksShareSlots: .init("D-10", [.clock], SlotChecks.quietWebhooksShareSlots)
        case .slowWebhooksShareSlots: .init("D-10", [.clock], SlotChecks.slowWebhooksShareSlots)
        case .quietWebhooksLeaveSlotsToOthers:
            .init("D-10, Fault 53", SlotChecks.quietWebhooksLeaveSlotsToOthers)
        case .untriedWebhooksComeBeforeSilentOnes:
            .init("D-10", SlotChecks.untriedWebhooksComeBeforeSilentOnes)
        case .overdueWebhooksGetNoFurtherSlot:
            .init("D-10", [.clock], SlotChecks.overdueWebhooksGetNoFurtherSlot)
        case .scopesShareSlots: .init("D-10, Fault 55", [.clock], SlotChecks.scopesShareSlots)
        case .scopesFillFreeSlots: .init("D-10, Fault 55", [.clock], SlotChecks.scopesFillFreeSlots)
        case .hangingReceiversHoldNobodyUp:
            .init("D-10", [.clock], SlotChecks.hangingReceiversHoldNobodyUp)
        case .rateLimitSpreadsStarts: .init("D-11", [.clock], ClaimChecks.rateLimitSpreadsStarts)
        case .claimTellsWhenTheNextIsDue:
            .init("B-2", [.clock], ClaimChecks.claimTellsWhenTheNextIsDue)
        case .claimTellsTheDeliverysAge:
            .init("O-1", [.clock], ClaimChecks.claimTellsTheDeliverysAge)
        case .epochsRise: .init("D-9", [.clock], ClaimChecks.epochsRise)
        case .pausedWebhooksAreNotClaimed:
            .init("A-1", [.clock], ClaimChecks.pausedWebhooksAreNotClaimed)
        // Leases and clocks
        case .expiredLeasesAreTakenBack:
            .init("D-8", [.clock], LeaseChecks.expiredLeasesAreTakenBack)
        case .leasesLastAsTheirPolicySays:
            .init("D-9", [.clock], LeaseChecks.leasesLastAsTheirPolicySays)
        case .suspectsAreClaimedAlone: .init("D-13", [.clock], LeaseChecks.suspectsAreClaimedAlone)
        case .fourthExpiryParks: .init("D-13", [.clock], LeaseChecks.fourthExpiryParks)
        case .successClearsSuspicion: .init("D-13", [.clock], LeaseChecks.successClearsSuspicion)
        case .parkedDeliveriesCanBeResumed:
            .init("D-13, Fault 57", [.clock], LeaseChecks.parkedDeliveriesCanBeResumed)
        case .parkedDeliveriesCanBeDropped:
            .init("D-13, Fault 57", [.clock], ParkedChecks.parkedDeliveriesCanBeDropped)
        case .parkedDeliveriesAreListed:
            .init("D-13, Fault 57", [.clock], ParkedChecks.parkedDeliveriesAreListed)
        case .parkingIsTold: .init("D-13, Fault 57", [.clock], ParkedChecks.parkingIsTold)
        case .orderedWebhooksMayPassParkedOnes:
            .init("D-13, Fault 57", [.clock], ParkedChecks.orderedWebhooksMayPassParkedOnes)
        case .wallJumpsLeaveLeasesAlone:
            .init("B-2", [.clock], LeaseChecks.wallJumpsLeaveLeasesAlone)
        case .wallJumpBackHoldsNothingForEver:
            .init("B-2, Fault 18", [.clock], LeaseChecks.wallJumpBackHoldsNothingForEver)
        case .wallJumpAheadLosesNothing:
            .init("B-2", [.clock], LeaseChecks.wallJumpAheadLosesNothing)
        // Settling
        case .successEndsADelivery: .init("D-8", [.clock], SettleChecks.successEndsADelivery)
        case .failedAttemptsWaitTheirTime:
            .init("D-3", [.clock], SettleChecks.failedAttemptsWaitTheirTime)
        case .givenUpDeliveriesEnd: .init("A-2", SettleChecks.givenUpDeliveriesEnd)
        case .staleLeasesAreFenced: .init("D-9", [.clock], SettleChecks.staleLeasesAreFenced)
        case .fencedResultsHinderNoOthers: .init("D-9", SettleChecks.fencedResultsHinderNoOthers)
        case .claimSeesWhatResultsFree: .init("D-10", SettleChecks.claimSeesWhatResultsFree)
        case .resultsHinderNoClaim: .init("D-9", [.clock], SettleChecks.resultsHinderNoClaim)
        case .healthFollowsResults: .init("A-1", [.clock], SettleChecks.healthFollowsResults)
        case .exhaustionDeactivatesInOneStep:
            .init("A-4", SettleChecks.exhaustionDeactivatesInOneStep)
        case .manyFailuresMakeOneNotice:
            .init("A-5, Fault 34", SettleChecks.manyFailuresMakeOneNotice)
        case .earlierGenerationsDoNotCount: .init("A-7", SettleChecks.earlierGenerationsDoNotCount)
        // Queues
        case .reactivationVoidsTheQueue:
            .init("A-4", [.clock], QueueChecks.reactivationVoidsTheQueue)
        case .deactivationByHandKeepsItsPlace:
            .init("A-6, R-3, Fault 67", QueueChecks.deactivationByHandKeepsItsPlace)
        case .urlChangeKeepsTheQueue: .init("A-7", [.clock], QueueChecks.urlChangeKeepsTheQueue)
        case .manualDeliveriesLeaveHealthAlone:
            .init("D-14", QueueChecks.manualDeliveriesLeaveHealthAlone)
        case .removedTypesAreDropped: .init("W-7", QueueChecks.removedTypesAreDropped)
        case .resendMakesANewDelivery: .init("D-14", QueueChecks.resendMakesANewDelivery)
        case .requeueRefusesWhatIsNotThere: .init("D-14", QueueChecks.requeueRefusesWhatIsNotThere)
        case .takenDeliveryIDIsRefused: .init("D-14", QueueChecks.takenDeliveryIDIsRefused)
        case .backlogCounts: .init("O-1", QueueChecks.backlogCounts)
        case .backlogTellsTheOldestDue: .init("O-1", [.clock], QueueChecks.backlogTellsTheOldestDue)
        // Webhooks
        case .recordsRoundTrip: .init("W-1, Fault 50", [.clock], WebhookChecks.recordsRoundTrip)
        case .parallelInsertsKeepTheLimit:
            .init("W-2, Fault 36", WebhookChecks.parallelInsertsKeepTheLimit)
        case .takenWebhookIDIsRefused: .init("W-1", WebhookChecks.takenWebhookIDIsRefused)
        case .staleRevisionsAreRefused:
            .init("W-10", [.clock], WebhookChecks.staleRevisionsAreRefused)
        case .unknownWebhooksAreNotChanged:
            .init("W-10", WebhookChecks.unknownWebhooksAreNotChanged)
        case .updatesStoreTheirNotices: .init("A-5", WebhookChecks.updatesStoreTheirNotices)
        case .webhooksAreReadInOrder: .init("W-1", WebhookChecks.webhooksAreReadInOrder)
        case .scopesAreIsolated: .init("B-2", WebhookChecks.scopesAreIsolated)
        case .removalDropsAWebhook: .init("W-7", WebhookChecks.removalDropsAWebhook)
        case .removalDropsAnOrganization: .init("W-11", WebhookChecks.removalDropsAnOrganization)
        // Log and notices
        case .logKeepsTheLatest: .init("L-1", LogChecks.logKeepsTheLatest)
        case .logPlacesEventsByTheirLatestAttempt:
            .init("L-1", [.clock], LogChecks.logPlacesEventsByTheirLatestAttempt)
        case .logPagesNeitherSkipNorRepeat: .init("L-1", LogChecks.logPagesNeitherSkipNorRepeat)
        case .logKeepsAttemptsWhole: .init("L-3", LogChecks.logKeepsAttemptsWhole)
        case .logLeavesOutTheMiddle: .init("L-1, Fault 73", LogChecks.logLeavesOutTheMiddle)
        case .noticesAreStoredOnce: .init("A-5", [.clock], LogChecks.noticesAreStoredOnce)
        case .noticesAreLeased: .init("A-5", [.clock], LogChecks.noticesAreLeased)
        case .acknowledgedNoticesAreForgotten:
            .init("A-5", [.clock], LogChecks.acknowledgedNoticesAreForgotten)
        case .noticesComeOldestFirst: .init("A-5", [.clock], LogChecks.noticesComeOldestFirst)
        // Housekeeping
        case .voidDeliveriesAreSkipped: .init("A-6", MaintenanceChecks.voidDeliveriesAreSkipped)
        case .unneededEventsArePruned:
            .init("R-1", [.clock], MaintenanceChecks.unneededEventsArePruned)
        case .recoveryWindowCountsFromTheLastDelivery:
            .init("R-1", [.clock], MaintenanceChecks.recoveryWindowCountsFromTheLastDelivery)
        case .openEventsAreKept: .init("R-1", [.clock], MaintenanceChecks.openEventsAreKept)
        case .loggedEventsAreKept: .init("R-1", [.clock], MaintenanceChecks.loggedEventsAreKept)
        case .maintenanceIsBounded: .init("B-7", [.clock], MaintenanceChecks.maintenanceIsBounded)
        // All together
        case .behavesAsTheReferenceStore:
            .init("B-1", [.clock], ComparisonChecks.behavesAsTheReferenceStore)
        // Opening again
        case .reopeningKeepsEverything:
            .init("D-8", [.reopening, .clock], ReopenedRecordChecks.reopeningKeepsEverything)
        case .reopeningKeepsEvents:
            .init("D-8", [.reopening, .clock], ReopenedQueueChecks.reopeningKeepsEvents)
        case .reopeningReusesNoPosition:
            .init("R-2", [.reopening, .clock], ReopenedQueueChecks.reopeningReusesNoPosition)
        case .reopeningKeepsKeys:
            .init("E-6", [.reopening, .clock], ReopenedQueueChecks.reopeningKeepsKeys)
        case .reopeningKeepsRetries:
            .init("D-3", [.reopening, .clock], ReopenedQueueChecks.reopeningKeepsRetries)
        case .reopeningTakesLeasesBack:
            .init("B-2", [.reopening, .clock], ReopenedQueueChecks.reopeningTakesLeasesBack)
        case .reopeningFreesWhatWasHeld:
            .init("D-8, D-13", [.reopening, .clock], ReopenedQueueChecks.reopeningFreesWhatWasHeld)
        case .reopeningKeepsSuspects:
            .init("D-13", [.reopening, .clock], ReopenedQueueChecks.reopeningKeepsSuspects)
        case .reopeningKeepsParkedDeliveries:
            .init("D-13", [.reopening, .clock], ReopenedQueueChecks.reopeningKeepsParkedDeliveries)
        case .reopeningKeepsManualDeliveries:
            .init("D-14", [.reopening, .clock], ReopenedQueueChecks.reopeningKeepsManualDeliveries)
        case .reopeningKeepsOrder:
            .init("D-11", [.reopening, .clock], ReopenedQueueChecks.reopeningKeepsOrder)
        case .reopeningKeepsRateLimits:
            .init("D-11", [.reopening, .clock], ReopenedQueueChecks.reopeningKeepsRateLimits)
        case .reopeningKeepsQueuesVoid:
            .init("A-4", [.reopening, .clock], ReopenedQueueChecks.reopeningKeepsQueuesVoid)
        case .reopeningKeepsTypesDropped:
            .init("W-7", [.reopening, .clock], ReopenedQueueChecks.reopeningKeepsTypesDropped)
        case .reopeningKeepsTheBacklog:
            .init("O-1", [.reopening, .clock], ReopenedQueueChecks.reopeningKeepsTheBacklog)
        case .reopeningKeepsWebhooks:
            .init("W-1", [.reopening, .clock], ReopenedRecordChecks.reopeningKeepsWebhooks)
        case .reopeningKeepsHealth:
            .init("A-1", [.reopening, .clock], ReopenedRecordChecks.reopeningKeepsHealth)
        case .reopeningKeepsSkipCounts:
            .init("A-6", [.reopening, .clock], ReopenedRecordChecks.reopeningKeepsSkipCounts)
        case .reopeningKeepsLogs:
            .init("L-1", [.reopening, .clock], ReopenedRecordChecks.reopeningKeepsLogs)
        case .reopeningKeepsNotices:
            .init("A-5", [.reopening, .clock], ReopenedRecordChecks.reopeningKeepsNotices)
        case .reopeningKeepsWebhooksRemoved:
            .init("W-7", [.reopening, .clock], ReopenedRecordChecks.reopeningKeepsWebhooksRemoved)
        case .reopeningKeepsOrganizationsRemoved:
            .init(
                "W-11",
                [.reopening, .clock],
                ReopenedRecordChecks.reopeningKeepsOrganizationsRemoved
            )
        case .reopeningKeepsTheRecoveryWindow:
            .init(
                "R-1",
                [.reopening, .clock],
                ReopenedRecordChecks.reopeningKeepsTheRecoveryWindow
            )
        case .reopeningKeepsWhenDeliveriesEnded:
            .init(
                "R-1",
                [.reopening, .clock],
                ReopenedRecordChecks.reopeningKeepsWhenDeliveriesEnded
            )
        case .reopeningKeepsEventsPruned:
            .init("R-1", [.reopening, .clock], ReopenedRecordChecks.reopeningKeepsEventsPruned)
        case .reopeningKeepsLoggedEvents:
            .init("R-1", [.reopening, .clock], ReopenedRecordChecks.reopeningKeepsLoggedEvents)
        case .reopeningKeepsOpenEvents:
            .init("R-1", [.reopening, .clock], ReopenedRecordChecks.reopeningKeepsOpenEvents)
        case .reopeningAfterMuchTrafficKeepsEverything:
            .init(
                "D-8",
                [.reopening, .clock],
                ReopenedRecordChecks.reopeningAfterMuchTrafficKeepsEverything
            )
        case .reopeningChangesNoBehaviour:
            .init("B-1", [.reopening, .clock], ComparisonChecks.reopeningChangesNoBehaviour)
        // Rows
        case .rowsComeBackAsWritten: .init("B-8", [.rows], RowChecks.rowsComeBackAsWritten)
        case .rowsChangeTogether: .init("B-8", [.rows], RowChecks.rowsChangeTogether)
        case .rowsLoseNoChange: .init("B-8", [.rows], RowChecks.rowsLoseNoChange)
        case .rowsAreAddedOnce: .init("B-8", [.rows], RowChecks.rowsAreAddedOnce)
        case .rowsGoByBytes: .init("B-8", [.rows], RowPageChecks.rowsGoByBytes)
        case .rowsBelongToTheirTableAndScope:
            .init("B-8", [.rows], RowPageChecks.rowsBelongToTheirTableAndScope)
        case .rowsComeInPages: .init("B-8", [.rows], RowPageChecks.rowsComeInPages)
        case .rowsInPagesAreSteady: .init("B-8", [.rows], RowPageChecks.rowsInPagesAreSteady)
        case .rowsMustBeNamed: .init("B-8", [.rows], RowChecks.rowsMustBeNamed)
        case .rowsHaveBounds: .init("B-8", [.rows], RowChecks.rowsHaveBounds)
        case .rowsGoWithTheirOrganization:
            .init("B-8, W-11", [.rows], RowPageChecks.rowsGoWithTheirOrganization)
        case .rowsSurviveReopening:
            .init("B-8", [.rows, .reopening, .clock], RowPageChecks.rowsSurviveReopening)
        // Events by position
        case .historyGoesByPosition:
            .init("R-2", [.history, .clock], HistoryChecks.historyGoesByPosition)
        case .historyPagesAreSteady: .init("R-2", [.history], HistoryChecks.historyPagesAreSteady)
        case .historyLeavesOtherTypesOut:
            .init("R-2", [.history], HistoryChecks.historyLeavesOtherTypesOut)
        case .historyBeginsAtATime:
            .init("R-2", [.history, .clock], HistoryChecks.historyBeginsAtATime)
        case .historyTellsTheOldest:
            .init("R-2", [.history, .clock], HistoryChecks.historyTellsTheOldest)
        case .historyIsKeptWhileItIsOwed:
            .init("R-1", [.history, .clock], HistoryMarkChecks.historyIsKeptWhileItIsOwed)
        case .historyIsKeptForItsScope:
            .init("R-1", [.history, .clock], HistoryMarkChecks.historyIsKeptForItsScope)
        case .historyKeepsTheWindowOfWhatWasOwed:
            .init("R-1", [.history, .clock], HistoryMarkChecks.historyKeepsTheWindowOfWhatWasOwed)
        case .historyMarksSurviveReopening:
            .init(
                "R-1",
                [.history, .reopening, .clock],
                HistoryMarkChecks.historyMarksSurviveReopening
            )
        // Several stores on one place
        case .peersClaimEachDeliveryOnce:
            .init("D-9", [.peers], PeerChecks.peersClaimEachDeliveryOnce)
        case .peersKeepConcurrency: .init("D-10", [.peers], PeerChecks.peersKeepConcurrency)
        case .peersFenceStaleResults:
            .init("D-9", [.peers, .clock], PeerChecks.peersFenceStaleResults)
        case .peersStoreOneEventOfAKey:
            .init("E-6", [.peers], PeerRecordChecks.peersStoreOneEventOfAKey)
        case .peersKeepTheLimitOfWebhooks:
            .init("W-2", [.peers], PeerRecordChecks.peersKeepTheLimitOfWebhooks)
        case .peersWakeOneAnother: .init("B-4", [.peers, .changes], PeerChecks.peersWakeOneAnother)
        case .peersBehaveAsTheReferenceStore:
            .init("B-1", [.peers, .clock], PeerRecordChecks.peersBehaveAsTheReferenceStore)
        case .peersLoseNoRowChange:
            .init("B-8", [.peers, .rows], PeerRecordChecks.peersLoseNoRowChange)
        case .peersAddARowOnce: .init("B-8", [.peers, .rows], PeerRecordChecks.peersAddARowOnce)
        case .peersAppendInTheOrderOfPositions:
            .init("R-2", [.peers, .history], PeerRecordChecks.peersAppendInTheOrderOfPositions)
        // The clock of production
        case .ownClockKeepsTime: .init("B-2", [.ownClock], OwnClockChecks.ownClockKeepsTime)
        case .ownClockIsOneAmongPeers:
            .init("B-2", [.ownClock, .peers], OwnClockChecks.ownClockIsOneAmongPeers)
        }
    }
}
