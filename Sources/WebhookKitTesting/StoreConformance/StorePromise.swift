/// Every promise of `WebhookStore` that ``StoreConformance`` checks, by name.
public enum StorePromise: String, ConformancePromise {
    // MARK: Appending

    /// One refused event of a call leaves nothing of the call behind.
    case appendIsAllOrNothing
    /// Events of a call get rising positions in order, above all earlier ones of their scope.
    case positionsRise
    /// A repeated idempotency key gives the first publication, whatever bytes the key has.
    case repeatedKeyStoresNothing
    /// A key that comes twice in one call stores its first event only.
    case repeatedKeyInOneCall
    /// A key with other data or another type is `keyReused`, and nothing is stored.
    case misusedKeyIsRefused
    /// Keys are equal when their bytes are: those that only Unicode takes for the same text are two.
    case keysDifferByBytes
    /// Sixty-four tasks that publish under one key at once store one event.
    case racingKeysStoreOneEvent
    /// The same key in another scope is another key.
    case keysBelongToTheirScope
    /// An event id that its scope has already, or twice in a call, is a `conflict`.
    case takenEventIDIsRefused
    /// A key can be used again when its event has been pruned.
    case keysDieWithTheirEvents
    /// Every webhook of the scope that takes the type gets a delivery, no other does.
    case eventsMatchSubscriptions
    /// An event for one webhook goes there by hand, also while it is inactive.
    case audienceNamesOneWebhook
    /// Events for an inactive webhook are counted there and not queued.
    case inactiveWebhooksCountSkips
    /// Events for a paused webhook wait until the pause ends.
    case pausedWebhooksQueue
    /// Bodies, keys and instants come back as they were given.
    case bytesRoundTrip
    // MARK: Claiming

    /// A claim gives the delivery, leased, with its event, its webhook and its lag.
    case claimLeasesWhatIsDue
    /// Workers that claim at the same time never get the same delivery.
    case claimGivesEachDeliveryOnce
    /// A claim gives no more than its limit, and says that more is due.
    case claimHonoursItsLimit
    /// A webhook never has more leases than its concurrency, over all workers.
    case claimHonoursConcurrency
    /// Scopes take turns, in one claim and from claim to claim.
    case claimTakesTurnsAmongScopes
    /// Webhooks of a scope take turns.
    case claimTakesTurnsAmongWebhooks
    /// In one turn a webhook gets one delivery, or a 25th of a claim that is larger.
    case claimGivesNoMoreThanATurn
    /// Within a webhook the longest due comes first.
    case claimPrefersTheLongestDue
    /// An ordered webhook gets one delivery at a time; a failed one holds back later ones.
    case orderedWebhooksKeepOrder
    /// Manual deliveries do not wait for an ordered webhook's queue.
    case manualDeliveriesPassOrderedOnes
    /// A webhook that gives no answer has one lease at a time, until it answers.
    case quietWebhooksGetOneSlot
    /// Webhooks that give no answer get no more than their share of a claim.
    case quietWebhooksShareSlots
    /// Slow webhooks get no more than their share of a claim.
    case slowWebhooksShareSlots
    /// While others wait, quiet ones get no more than their turn; what is left is theirs.
    case quietWebhooksLeaveSlotsToOthers
    /// Webhooks that were never tried come before those known to be silent.
    case untriedWebhooksComeBeforeSilentOnes
    /// A webhook whose attempts are overdue gets no further lease.
    case overdueWebhooksGetNoFurtherSlot
    /// A scope that holds its share gets no more while others have something due.
    case scopesShareSlots
    /// A scope gets the slots that no other one wants, up to its maximum.
    case scopesFillFreeSlots
    /// However many receivers hang, those that answer get their events.
    case hangingReceiversHoldNobodyUp
    /// A rate limit spreads the starts, and the claim tells when the next is.
    case rateLimitSpreadsStarts
    /// A claim tells the time until the next delivery, to the millisecond.
    case claimTellsWhenTheNextIsDue
    /// A claim tells how late a delivery is and how long ago it was first tried.
    case claimTellsTheDeliverysAge
    /// Every claim of a delivery raises its epoch.
    case epochsRise
    /// Paused webhooks get only manual deliveries.
    case pausedWebhooksAreNotClaimed
    // MARK: Leases and clocks

    /// A lease holds for its time and is taken back by the first claim after it.
    case expiredLeasesAreTakenBack
    /// A lease lasts the webhook's own deadline and the margin.
    case leasesLastAsTheirPolicySays
    /// After three expiries a delivery goes only to an idle worker, and alone.
    case suspectsAreClaimedAlone
    /// The fourth expiry in a row parks the delivery and leaves the webhook's health alone.
    case fourthExpiryParks
    /// Any recorded result clears the count of expired leases.
    case successClearsSuspicion
    /// A parked delivery is sent again when it is resumed, in its scope only.
    case parkedDeliveriesCanBeResumed
    /// A parked delivery is given up when it is dropped, in its scope only.
    case parkedDeliveriesCanBeDropped
    /// Parked deliveries are listed by scope and webhook, in pages that neither skip nor repeat.
    case parkedDeliveriesAreListed
    /// A notice is stored with a parked delivery, one a webhook and day.
    case parkingIsTold
    /// An ordered webhook waits behind a parked delivery, or passes over it by its flow.
    case orderedWebhooksMayPassParkedOnes
    /// Jumps of the wall clock neither end nor prolong leases.
    case wallJumpsLeaveLeasesAlone
    /// After the wall clock has jumped back 400 days, what waits comes within 31 days.
    case wallJumpBackHoldsNothingForEver
    /// After the wall clock has jumped ahead, a retry keeps its count of rounds.
    case wallJumpAheadLosesNothing
    // MARK: Settling

    /// A delivered event is never claimed again and leaves the backlog.
    case successEndsADelivery
    /// Every verdict counts what it should and waits exactly its time.
    case failedAttemptsWaitTheirTime
    /// A delivery that is given up ends, and the webhook goes on.
    case givenUpDeliveriesEnd
    /// A result with another owner, epoch or generation, or a second one, changes nothing.
    case staleLeasesAreFenced
    /// The others of a batch with a stale result are recorded.
    case fencedResultsHinderNoOthers
    /// A failure begins an outage and a success ends it.
    case healthFollowsResults
    /// Exhaustion stores health, log, notice and the oldest undelivered position together.
    case exhaustionDeactivatesInOneStep
    /// A hundred failures at once make one deactivation and one notice.
    case manyFailuresMakeOneNotice
    /// A late failure of an earlier generation is logged and changes no health.
    case earlierGenerationsDoNotCount
    // MARK: Queues

    /// What was queued before a deactivation is never sent.
    case reactivationVoidsTheQueue
    /// A deactivation by hand keeps the place of the oldest undelivered event, and counts the void.
    case deactivationByHandKeepsItsPlace
    /// What waits goes to the new URL, with all its rounds.
    case urlChangeKeepsTheQueue
    /// A resend works while inactive, is logged, and changes no health.
    case manualDeliveriesLeaveHealthAlone
    /// Waiting deliveries of a removed type are dropped for good.
    case removedTypesAreDropped
    /// A resend goes to any webhook of the scope under the given id.
    case resendMakesANewDelivery
    /// Unknown events, webhooks and deliveries are `notFound`.
    case requeueRefusesWhatIsNotThere
    /// A resend under an id that a delivery has, of whichever scope, is a `conflict`.
    case takenDeliveryIDIsRefused
    /// The backlog counts waiting and leased deliveries over all scopes.
    case backlogCounts
    /// The backlog tells how long the oldest due delivery has been due.
    case backlogTellsTheOldestDue
    // MARK: Webhooks

    /// A webhook comes back equal, with the store's times.
    case recordsRoundTrip
    /// A hundred parallel inserts with a limit of 50 make exactly 50.
    case parallelInsertsKeepTheLimit
    /// Inserting an id that is taken is a `conflict`.
    case takenWebhookIDIsRefused
    /// An edit of a stale revision is a `conflict` and changes nothing.
    case staleRevisionsAreRefused
    /// Changing an unknown webhook is `notFound`.
    case unknownWebhooksAreNotChanged
    /// The notices of a change are stored with it.
    case updatesStoreTheirNotices
    /// Webhooks are read by id, in the order of ids, in pages.
    case webhooksAreReadInOrder
    /// No verb sees or touches what belongs to another scope.
    case scopesAreIsolated
    /// A removed webhook leaves no delivery, no lease and no log behind.
    case removalDropsAWebhook
    /// A removed organization leaves nothing behind, and others alone.
    case removalDropsAnOrganization
    // MARK: Log and notices

    /// The log keeps the latest events up to its limit.
    case logKeepsTheLatest
    /// An entry's place is its latest attempt's; attempts come newest first.
    case logPlacesEventsByTheirLatestAttempt
    /// Pages of a log neither skip nor repeat while new entries come.
    case logPagesNeitherSkipNorRepeat
    /// Attempts come back equal, with their odd bytes.
    case logKeepsAttemptsWhole
    /// An entry keeps its first and its last attempts and counts the others.
    case logLeavesOutTheMiddle
    /// A notice's id is stored once, also after it was acknowledged.
    case noticesAreStoredOnce
    /// A notice is leased and comes again when it is not acknowledged in time.
    case noticesAreLeased
    /// An acknowledged notice does not come again.
    case acknowledgedNoticesAreForgotten
    /// Notices come in the order in which they were stored.
    case noticesComeOldestFirst
    // MARK: Housekeeping

    /// Void deliveries are marked skipped, once, and leave the backlog.
    case voidDeliveriesAreSkipped
    /// An event that nothing needs goes after the recovery window.
    case unneededEventsArePruned
    /// The recovery window begins anew when a delivery ends.
    case recoveryWindowCountsFromTheLastDelivery
    /// Events with waiting or leased deliveries are kept.
    case openEventsAreKept
    /// Events in a log are kept until they leave it.
    case loggedEventsAreKept
    /// One step changes no more than its limit and says when there is more.
    case maintenanceIsBounded
    // MARK: All together

    /// Fifteen hundred random calls answer as the in-memory store's do, where there is no choice.
    case behavesAsTheReferenceStore
    // MARK: Opening again

    /// What was acknowledged is there after the store has been opened again, and once more.
    case reopeningKeepsEverything
    /// Events come back with their bodies, keys, positions and append times.
    case reopeningKeepsEvents
    /// Positions go on, also when the events that had the latest ones are pruned.
    case reopeningReusesNoPosition
    /// Keys and ids are still taken: repetitions are duplicates, misuse is `keyReused`.
    case reopeningKeepsKeys
    /// Retries keep their rounds, attempts, due time and window.
    case reopeningKeepsRetries
    /// A lease of the process before ends at latest after its time, and its result is fenced.
    case reopeningTakesLeasesBack
    /// What the process before held when it ended is due at once, and does not count as expired, however
    /// often it happens.
    case reopeningFreesWhatWasHeld
    /// Suspects are still claimed alone.
    case reopeningKeepsSuspects
    /// Parked deliveries stay parked, and can be resumed.
    case reopeningKeepsParkedDeliveries
    /// Resends keep their ids and stay manual.
    case reopeningKeepsManualDeliveries
    /// An ordered webhook goes on where it was.
    case reopeningKeepsOrder
    /// A rate limit counts from the latest start.
    case reopeningKeepsRateLimits
    /// A queue that a deactivation made void stays void.
    case reopeningKeepsQueuesVoid
    /// What waited for a removed type stays dropped when the type is added again.
    case reopeningKeepsTypesDropped
    /// The backlog is the same before and after.
    case reopeningKeepsTheBacklog
    /// Webhooks come back with every field, their revisions and their secrets.
    case reopeningKeepsWebhooks
    /// Webhooks come back in every state of health.
    case reopeningKeepsHealth
    /// Skipped events stay counted.
    case reopeningKeepsSkipCounts
    /// Logs keep their order, statuses and attempts; cursors of before go on.
    case reopeningKeepsLogs
    /// Pending notices come again, acknowledged ones never, not even when told anew.
    case reopeningKeepsNotices
    /// A removed webhook stays removed; a new one of its id gets nothing of it.
    case reopeningKeepsWebhooksRemoved
    /// A removed organization stays removed, its keys are free.
    case reopeningKeepsOrganizationsRemoved
    /// The recovery window counts from the append, not from the opening.
    case reopeningKeepsTheRecoveryWindow
    /// The recovery window counts from the end of the last delivery, not from the opening.
    case reopeningKeepsWhenDeliveriesEnded
    /// Pruned events stay pruned, and their keys are free.
    case reopeningKeepsEventsPruned
    /// Events in a log are kept until they leave it.
    case reopeningKeepsLoggedEvents
    /// Events with waiting deliveries are kept, also when they have left the log.
    case reopeningKeepsOpenEvents
    /// Ten megabytes of events that came and went, so that files were compacted, lose nothing.
    case reopeningAfterMuchTrafficKeepsEverything
    /// Opening again now and then changes nothing of ``behavesAsTheReferenceStore``.
    case reopeningChangesNoBehaviour
    // MARK: Rows

    /// Rows come back byte by byte, under any key, and what is not there is nil.
    case rowsComeBackAsWritten
    /// A step's rows are changed together or, when its rule throws, not at all; the error comes out.
    case rowsChangeTogether
    /// Sixty-four tasks that count in one row at once lose no count.
    case rowsLoseNoChange
    /// Sixty-four tasks that add one row at once add it once.
    case rowsAreAddedOnce
    /// Keys are equal, and in order, by their bytes.
    case rowsGoByBytes
    /// The same key in another table or scope is another row.
    case rowsBelongToTheirTableAndScope
    /// Pages hold the keys behind the last one that begin with the prefix, up to the limit.
    case rowsComeInPages
    /// Pages neither skip nor repeat rows while others come and go.
    case rowsInPagesAreSteady
    /// A step that touches a row it has not named is `invalidRow`, and nothing is written.
    case rowsMustBeNamed
    /// Values that are too large or no JSON, and steps with too many rows, are `invalidRow`.
    case rowsHaveBounds
    /// A removed organization takes the rows of all its scopes with it.
    case rowsGoWithTheirOrganization
    /// Rows are there after the store has been opened again, and removed ones are not.
    case rowsSurviveReopening
    // MARK: Events by position

    /// Events of a scope come in the order of their positions, behind a position.
    case historyGoesByPosition
    /// Pages neither skip nor repeat events while others publish.
    case historyPagesAreSteady
    /// Only events of the given types come, and the cursor passes the others.
    case historyLeavesOtherTypesOut
    /// A reader may begin with the first event of an append time.
    case historyBeginsAtATime
    /// A page tells the oldest position that is still kept.
    case historyTellsTheOldest
    /// Housekeeping removes nothing that is still owed, and what no longer is.
    case historyIsKeptWhileItIsOwed
    /// A mark keeps the events of its scope only, and goes with its organization.
    case historyIsKeptForItsScope
    /// The recovery window of an event that a mark has kept counts from its last delivery.
    case historyKeepsTheWindowOfWhatWasOwed
    /// Marks are there after the store has been opened again, and lifted ones are not.
    case historyMarksSurviveReopening
    // MARK: Several stores on one place

    /// Workers that claim from several stores at once get every delivery, and none of them twice.
    case peersClaimEachDeliveryOnce
    /// A webhook's concurrency holds over all stores, and so does its one slot while it is quiet.
    case peersKeepConcurrency
    /// A result under a lease of before is fenced in all stores; of one lease one result counts.
    case peersFenceStaleResults
    /// Sixty-four tasks that publish under one key through several stores store one event.
    case peersStoreOneEventOfAKey
    /// A hundred inserts at once through several stores with a limit of 50 make exactly 50.
    case peersKeepTheLimitOfWebhooks
    /// What one store appends wakes the others by their `changes()`, and they can claim it then.
    case peersWakeOneAnother
    /// Random calls of any of the stores answer as in ``behavesAsTheReferenceStore``.
    case peersBehaveAsTheReferenceStore
    /// Tasks that count in one row through several stores at once lose no count.
    case peersLoseNoRowChange
    /// Tasks that add one row through several stores at once add it once.
    case peersAddARowOnce
    /// Readers of several stores neither skip nor repeat events while all of these append.
    case peersAppendInTheOrderOfPositions
    // MARK: The clock of production

    /// In real time, leases hold, and retries and notices come when they are due.
    case ownClockKeepsTime
    /// In real time, what one store says is due is due for the others too.
    case ownClockIsOneAmongPeers
}
