// A process that tests start, stop and kill beside others on one database.

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
    try await Worker(arguments).run()
} catch {
    LineFile.output.append("error \(error)")
    exit(1)
}
