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

/// Writes a line to the standard output, past all buffers: what is said is said, whatever comes then.
func say(_ line: String) {
    let bytes = Array("\(line)\n".utf8)
    let count = unsafe bytes.withUnsafeBytes { unsafe write(1, $0.baseAddress, $0.count) }
    guard count == bytes.count else { exit(4) }
}

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
    for _ in 0..<50 {
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
