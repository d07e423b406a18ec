#if canImport(WebhookKitCCurl)
import WebhookKit

/// The loops of a transport: one for each pair of TLS settings and destination policy in use.
///
/// Connections belong to their loop, so that none that was made under one policy, or with one client
/// certificate, ever carries a request of another.
final class Lanes: Sendable {
    /// What requests on one connection have in common.
    struct Key: Hashable {
        var tls: TLSSettings
        var destination: DestinationPolicy
    }

    private struct State {
        var loops: [Key: TransferLoop] = [:]
        /// The loop used last, which in most transports is the only one.
        var recent: (key: Key, loop: TransferLoop)?
    }

    private let configuration: CurlTransport.Configuration
    private let connections: Int
    private let state = Locked(State())

    init(_ configuration: CurlTransport.Configuration, connections: Int) {
        self.configuration = configuration
        self.connections = connections
    }

    /// The loop for a key, which is made if there is none.
    ///
    /// - Parameter ended: a loop that has turned out to have ended.
    /// - Throws: ``TransportFailure`` when the system makes no thread.
    func loop(
        for key: Key,
        insteadOf ended: TransferLoop? = nil
    ) throws(TransportFailure) -> TransferLoop {
        try state.withLock { state throws(TransportFailure) in
            if let loop = state.recent?.loop, loop !== ended, state.recent?.key == key {
                return loop
            }
            let loop: TransferLoop
            if let present = state.loops[key], present !== ended {
                loop = present
            } else {
                state.loops = state.loops.filter { !$0.value.hasEnded }
                loop = try TransferLoop(
                    LoopSettings(
                        configuration: configuration,
                        tls: key.tls,
                        connections: connections
                    )
                )
                state.loops[key] = loop
            }
            state.recent = (key, loop)
            return loop
        }
    }

    /// Has all loops end.
    func stop() {
        for loop in state.withLock({ Array($0.loops.values) }) { loop.stop() }
    }
}
#endif
