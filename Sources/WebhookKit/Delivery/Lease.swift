/// A worker's right to try one delivery and to record how that went (D-9).
///
/// Every claim raises the epoch. A result that comes with an older epoch, another owner or another
/// generation is refused, so that a worker which was thought dead changes nothing.
public struct Lease: Sendable, Hashable, Codable {
    /// The delivery.
    public let deliveryID: Delivery.ID

    /// The worker that holds it.
    public let owner: WorkerID

    /// Raised by every claim of this delivery.
    public let epoch: Int

    /// The webhook's generation at the claim.
    public let generation: Int

    /// Makes a lease; only stores do.
    public init(deliveryID: Delivery.ID, owner: WorkerID, epoch: Int, generation: Int) {
        self.deliveryID = deliveryID
        self.owner = owner
        self.epoch = epoch
        self.generation = generation
    }
}

/// One run of a dispatcher: new for every process start, never used twice.
public typealias WorkerID = Identifier<Worker>

/// What a ``WorkerID`` names: one run of a dispatcher.
public enum Worker: IdentifierSubject {
    /// `wrk`.
    public static var identifierPrefix: String { "wrk" }
}
