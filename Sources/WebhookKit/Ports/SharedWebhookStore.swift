/// A store that can tell when somebody else may have made work for the dispatcher.
///
/// For stores that several processes share. Without it a dispatcher that has nothing to do learns of
/// the others' work at its next look, ``WebhookService/Configuration/pollInterval`` apart; with it,
/// at once. It goes on looking at that interval: an element that is missing makes work late, never
/// lost.
public protocol SharedWebhookStore: WebhookStore {
    /// Gives an element whenever another process or connection may have made work.
    ///
    /// - **For each caller** a stream of its own, which tells of everything after the call.
    /// - **Coalesced**: elements that nobody has taken yet are one (`bufferingNewest(1)`).
    /// - **Order**: a claim that begins after an element sees what the element
    ///   tells of, or waits for it.
    /// - **Too many** are allowed: for the store's own steps, and for steps that made no work. A claim
    ///   that gives nothing must not cause one, or dispatchers wake each other for ever.
    /// - **Absence**: a stream that cannot tell, or not any more, gives nothing.
    ///
    /// The stream ends when the store is closed, and holds nothing of the store when its reader has
    /// gone.
    func changes() -> AsyncStream<Void>
}
