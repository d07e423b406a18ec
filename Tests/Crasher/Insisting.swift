import WebhookKit

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// Makes a call again while it fails, and says with which error; 50 times at the most.
///
/// Every error has to be a ``StoreError``; another one, or one that does not end, ends the program.
///
/// - Parameter body: is told whether an earlier try may have taken effect.
func insist<Value>(
    _ name: String,
    _ body: (_ mayBeDone: Bool) async throws -> Value
) async -> Value {
    var mayBeDone = false
    for tries in 0..<50 {
        // The file store looks once a second whether its disk is well again.
        if tries > 5 { try? await Task.sleep(for: .milliseconds(100)) }
        do {
            return try await body(mayBeDone)
        } catch let error as StoreError {
            say("failed \(error.code) \(name): \(error.message)")
            if error.code == .outcomeUnknown { mayBeDone = true }
        } catch {
            say("untyped \(name): \(error)")
            exit(3)
        }
    }
    say("stuck \(name)")
    exit(5)
}
