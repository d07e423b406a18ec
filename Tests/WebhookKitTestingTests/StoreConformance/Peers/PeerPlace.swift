import WebhookKit
import WebhookKitTesting

/// One deliberate fault of the second of several stores on one place.
enum PeerFault: String, CaseIterable, Sendable {
    case rowsAreNotLocked, concurrencyIsItsOwn, staleResultsCount, keysAreItsOwn, limitIsItsOwn
    case nobodyIsTold, allAreToldAtFirst, rowsAreReadEarly, rowsAreAddedBlindly, positionsComeLate,
        clockIsItsOwn

    /// The one promise that it breaks.
    var breaks: StorePromise {
        switch self {
        case .rowsAreNotLocked: .peersClaimEachDeliveryOnce
        case .concurrencyIsItsOwn: .peersKeepConcurrency
        case .staleResultsCount: .peersFenceStaleResults
        case .keysAreItsOwn: .peersStoreOneEventOfAKey
        case .limitIsItsOwn: .peersKeepTheLimitOfWebhooks
        case .nobodyIsTold, .allAreToldAtFirst: .peersWakeOneAnother
        case .rowsAreReadEarly: .peersLoseNoRowChange
        case .rowsAreAddedBlindly: .peersAddARowOnce
        case .positionsComeLate: .peersAppendInTheOrderOfPositions
        case .clockIsItsOwn: .ownClockIsOneAmongPeers
        }
    }
}

/// The place that several stores share.
final class PeerPlace: Sendable {
    let store: InMemoryWebhookStore
    let clock: ShiftedClock
    let fault: PeerFault?
    /// What the claims that run have leased.
    let claims = Locked<(turns: Int, running: [Int: [ClaimedDelivery]])>((0, [:]))
    /// The present leases.
    let leases = Locked<[Delivery.ID: Lease]>([:])
    private let listeners = Locked<[AsyncStream<Void>.Continuation]>([])

    init(_ fault: PeerFault?, clock: any WebhookClock) {
        self.fault = fault
        self.clock = ShiftedClock(clock)
        store = InMemoryWebhookStore(clock: self.clock)
    }

    /// A stream of elements; one that ends at once where nobody is told.
    func changes() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream<Void>.makeStream(
            bufferingPolicy: .bufferingNewest(1)
        )
        if fault == .nobodyIsTold {
            continuation.finish()
        } else if fault == .allAreToldAtFirst {
            continuation.yield()
        } else {
            listeners.withLock { $0.append(continuation) }
        }
        return stream
    }

    func tellOthers() {
        for listener in listeners.withLock({ $0 }) { listener.yield() }
    }

    /// Stores with this fault on one place, in virtual time and in real time.
    static func conformance(_ fault: PeerFault?, count: Int) -> StoreConformance {
        StoreConformance(
            peers: .several(count) { first, _ in
                guard let first = first as? PeerStore else { return first }
                return PeerStore(place: first.place, number: 1)
            },
            ownClock: { PeerStore(place: PeerPlace(fault, clock: SystemClock()), number: 0) },
            makeStore: { clock in
                // An hour of virtual time would end every lease.
                let fault = fault == .clockIsItsOwn ? nil : fault
                return PeerStore(place: PeerPlace(fault, clock: clock), number: 0)
            }
        )
    }
}

/// A clock whose time can be set apart from the one that it follows.
final class ShiftedClock: WebhookClock {
    private let clock: any WebhookClock
    private let shift = Locked(Duration.zero)

    init(_ clock: any WebhookClock) {
        self.clock = clock
    }

    func advance(by duration: Duration) {
        shift.withLock { $0 += duration }
    }

    var now: Timestamp { clock.now.advanced(by: shift.withLock { $0 }) }
    var uptime: Duration { clock.uptime + shift.withLock { $0 } }
    func sleep(for duration: Duration) async throws { try await clock.sleep(for: duration) }
}
