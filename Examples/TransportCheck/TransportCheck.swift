import Foundation
import WebhookKit
import WebhookKitTesting

/// Runs the conformance kit against a transport and tells of each promise whether it is kept, how
/// long that took and what it did to this process's memory, the kit's receivers included:
/// `TransportCheck curl` or `TransportCheck urlsession`, with names of promises for just those.
@main
struct TransportCheck {
    static func main() async {
        let arguments = CommandLine.arguments.dropFirst()
        let names = arguments.dropFirst()
        let promises =
            names.isEmpty
            ? TransportPromise.allCases : names.compactMap(TransportPromise.init)
        guard let transport = arguments.first.flatMap(Transport.init),
            promises.count == names.count || names.isEmpty
        else {
            print("usage: TransportCheck curl|urlsession [PROMISE]…")
            exit(2)
        }
        exit(await run(promises, with: transport) ? 0 : 1)
    }

    /// - Returns: whether all of them are kept.
    static func run(_ promises: [TransportPromise], with transport: Transport) async -> Bool {
        let kit = transport.kit
        let width = promises.map(\.rawValue.count).max() ?? 0
        var kept = 0
        var skipped = 0
        var total = Measurement()
        for promise in promises {
            let name = promise.rawValue.padding(toLength: width, withPad: " ", startingAt: 0)
            if let reason = transport.reasonNotToTry(promise) {
                skipped += 1
                print("skipped   \(name)  \(reason)")
                continue
            }
            let (outcome, measurement) = await Measurement.of { await kit.outcome(of: promise) }
            total.add(measurement)
            switch outcome {
            case .kept:
                kept += 1
                print("kept      \(name)  \(measurement)")
            case .skipped(let reason):
                skipped += 1
                print("skipped   \(name)  \(reason)")
            case .broken(let failure):
                print("NOT KEPT  \(name)  \(measurement)")
                print("          \(failure.message)")
            }
            fflush(nil)
        }
        print(
            "\(transport.rawValue): \(kept) of \(promises.count) promises kept"
                + "\(skipped > 0 ? ", \(skipped) skipped" : ""); \(total)"
        )
        return kept + skipped == promises.count
    }
}
