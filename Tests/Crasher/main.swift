// Processes that die, and the ones that judge what they left; see Scripts/crash.

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

do {
    let arguments = try Arguments(Array(CommandLine.arguments.dropFirst()))
    switch arguments.verb {
    case "restart": try await Restart(arguments: arguments).run()
    case "storm":
        var storm = try Storm(arguments)
        try await storm.run()
    case "points": try await Points(arguments).run()
    case "run", "verify", "fill", "save": try await Session(arguments: arguments).run()
    case let verb where Worker.verbs.contains(verb): try await Worker(arguments).run()
    default: throw UsageError(Arguments.usage)
    }
} catch {
    say("error \(error)")
    exit(1)
}
