import Foundation
import TransportLoad
import WebhookKit
import WebhookKitCurl
import WebhookKitTesting

/// What sending a request costs beside other clients, all against one receiver.
///
/// The promises: ``CurlTransport`` reaches 75 % of bare libcurl and beats AsyncHTTPClient at every
/// concurrency, and a million requests leave memory, threads and descriptors flat.
enum TransportBenchmarks {
    /// A row of the table.
    private struct Row: Hashable {
        let concurrency: Int
        let contender: Contender
    }

    /// Prints the table. Contenders take turns, each time in a process of its own; the medians of
    /// three rounds are told, of ratios too.
    ///
    /// - Parameter chosen: Names of contenders, or none for all but one; numbers of requests under
    ///   way, or none for 1, 16, 64 and 256; `--quick` for one round of a second each.
    static func table(_ chosen: [String]) async throws {
        var contenders = chosen.compactMap { Contender(rawValue: $0) }
        if contenders.isEmpty { contenders = Contender.allCases.filter { $0 != .bareHeaders } }
        var concurrencies = chosen.compactMap { Int($0) }
        if concurrencies.isEmpty { concurrencies = [1, 16, 64, 256] }
        let isQuick = chosen.contains("--quick")
        let other = contenders.contains(.ahc) ? buildAsyncHTTPClient() : nil
        if other == nil { contenders.removeAll { $0 == .ahc } }
        let nginx = try Nginx()
        var results: [Row: [LoadResult]] = [:]
        for round in 1...(isQuick ? 1 : 3) {
            say("round \(round)")
            for concurrency in concurrencies {
                let load = Load(
                    concurrency: concurrency,
                    warmUp: .seconds(0.5),
                    length: .seconds(isQuick ? 1 : 3)
                )
                for contender in contenders {
                    let result = try run(contender, nginx.url, load, other: other)
                    say("  \(concurrency) \(contender.name): \(Int(result.rate))")
                    let row = Row(concurrency: concurrency, contender: contender)
                    results[row, default: []].append(result)
                }
            }
        }
        printTable(results, concurrencies, contenders)
    }

    // MARK: Processes

    private static func run(
        _ contender: Contender,
        _ url: String,
        _ load: Load,
        other: String?
    ) throws -> LoadResult {
        switch contender {
        case .wrk: return try Wrk.run(url: url, load: load)
        case .ahc: return try child(other ?? "", [url] + load.arguments)
        default:
            let arguments = ["transports-load", contender.rawValue, url] + load.arguments
            return try child(ownPath, arguments)
        }
    }

    private static func child(_ path: String, _ arguments: [String]) throws -> LoadResult {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let line = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines)
        guard process.terminationStatus == 0, let result = LoadResult(line) else {
            throw BenchmarkError("\(path) \(arguments) said: \(line)")
        }
        return result
    }

    private static var ownPath: String {
        #if os(Linux)
            URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
        #else
            CommandLine.arguments[0]
        #endif
    }

    /// Builds the package that needs AsyncHTTPClient, and gives its program; nil where that fails.
    private static func buildAsyncHTTPClient() -> String? {
        let file = URL(fileURLWithPath: #filePath)
        let folder = file.deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("AsyncHTTPClient").path
        say("building AsyncHTTPClient, which takes minutes the first time")
        let build = Process()
        build.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        build.arguments = ["swift", "build", "-c", "release", "--package-path", folder]
        build.standardOutput = FileHandle.standardError
        do {
            try build.run()
        } catch {
            say("no AsyncHTTPClient: \(error)")
            return nil
        }
        build.waitUntilExit()
        guard build.terminationStatus == 0 else {
            say("no AsyncHTTPClient: it does not build here")
            return nil
        }
        return folder + "/.build/release/ahc-bench"
    }

    /// Tells how it goes, apart from the results.
    static func say(_ text: String) {
        FileHandle.standardError.write(Data("\(text)\n".utf8))
    }

    // MARK: The table

    private static func printTable(
        _ results: [Row: [LoadResult]],
        _ concurrencies: [Int],
        _ contenders: [Contender]
    ) {
        print(
            """
            POST of 1 KiB with seven headers to nginx on loopback; \(Machine.description)

            | at once | client | requests/s | of bare libcurl | of AsyncHTTPClient | CPU us a request \
            | p50 us | p99 us | resident MiB: before, after, at most |
            |---:|---|---:|---:|---:|---:|---:|---:|---:|
            """
        )
        for concurrency in concurrencies {
            for contender in contenders {
                let own = results[Row(concurrency: concurrency, contender: contender)] ?? []
                guard let median = LoadResult.median(own) else { continue }
                let shares = [Contender.bare, .ahc].map { other in
                    share(own, of: results[Row(concurrency: concurrency, contender: other)] ?? [])
                }
                let cells = [
                    "\(concurrency)", contender.name, "\(Int(median.rate))", shares[0], shares[1],
                    "\((median.processorTime * 10).rounded() / 10)", "\(Int(median.p50))",
                    "\(Int(median.p99))", resident(median),
                ]
                print("| " + cells.joined(separator: " | ") + " |")
                let failures = own.reduce(0) { $0 + Int($1.failures) }
                if failures > 0 { say("\(contender.name) at \(concurrency): \(failures) failed") }
            }
        }
    }

    /// The median of the rounds' ratios.
    private static func share(_ own: [LoadResult], of others: [LoadResult]) -> String {
        guard !others.isEmpty else { return "" }
        let ratios = zip(own, others).map { $0.rate / $1.rate }
        return "\(Int((SQLiteBenchmarks.median(ratios) * 100).rounded())) %"
    }

    private static func resident(_ result: LoadResult) -> String {
        let sizes = [result.residentBefore, result.resident, result.residentPeak]
        return sizes.map { "\(Int($0 / 1024))" }.joined(separator: ", ")
    }
}
