import WebhookKit
import WebhookKitFileStore

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Looks into a file store that is not open: `StoreCheck FOLDER` tells what it holds and what is
/// damaged, `StoreCheck FOLDER --salvage NEW` writes what is sound into a new store.
@main
struct StoreCheck {
    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            let report: FileStoreReport
            switch arguments.count {
            case 1:
                report = try await FileWebhookStore.check(folder: arguments[0])
            case 3 where arguments[1] == "--salvage":
                report = try await FileWebhookStore.salvage(
                    folder: arguments[0],
                    into: arguments[2]
                )
            default:
                print("usage: StoreCheck FOLDER [--salvage NEW]")
                exit(2)
            }
            print(report)
            exit(report.isSound ? 0 : 1)
        } catch {
            print("StoreCheck: \(error)")
            exit(2)
        }
    }
}
