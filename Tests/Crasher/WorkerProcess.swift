import Foundation
import Synchronization

/// A process of this program; it ends, and is reaped, with whoever started it.
final class WorkerProcess: Sendable {
    let pid: pid_t
    /// The file that its output goes to, which stays whatever becomes of it.
    let output: String
    private let process = Process()
    private let input = Pipe()
    private let ending = Ending()

    /// What is known of its end.
    private final class Ending: Sendable {
        let status = Mutex<Int32?>(nil)
    }

    /// Starts one.
    ///
    /// - Parameters:
    ///   - words: the verb and its options.
    ///   - tracer: a program and its options that are to run it.
    init(_ words: [String], under tracer: [String] = [], output: String) throws {
        guard FileManager.default.createFile(atPath: output, contents: nil),
            let file = FileHandle(forWritingAtPath: output)
        else { throw WorkerTrouble("\(output) cannot be written") }
        let program = try Self.executable()
        process.executableURL = tracer.isEmpty ? program : URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = tracer.isEmpty ? words : tracer + [program.path] + words
        process.standardInput = input
        process.standardOutput = file
        process.terminationHandler = { [ending] process in
            // As a shell tells it.
            let base: Int32 = process.terminationReason == .uncaughtSignal ? 128 : 0
            ending.status.withLock { $0 = base + process.terminationStatus }
        }
        try process.run()
        try file.close()
        self.output = output
        pid = process.processIdentifier
    }

    deinit {
        if process.isRunning {
            kill(pid, SIGCONT)
            kill(pid, SIGKILL)
        }
        process.waitUntilExit()
    }

    /// What it has printed, in whole lines.
    var lines: [String] { wholeLines(of: output).map(String.init) }

    /// The lines that begin with this word, as words.
    func lines(_ first: String) -> [[String]] {
        lines.map { $0.split(separator: " ").map(String.init) }.filter { $0.first == first }
    }

    /// The exit status, or 128 and the number of the signal that ended it; nil while it runs.
    var status: Int32? { ending.status.withLock { $0 } }

    var hasEnded: Bool { status != nil }

    /// Waits until it is about to begin.
    func isReady() async throws {
        try await eventually("\(pid) ready") { !lines("ready").isEmpty || hasEnded }
    }

    /// Asks it to stop; ``end(within:)`` waits for that.
    func stop() throws {
        try input.fileHandleForWriting.close()
    }

    /// Waits for its end and gives its status.
    @discardableResult
    func end(within limit: Duration = .seconds(60)) async throws -> Int32 {
        try await eventually("\(pid) ended", within: limit) { hasEnded }
        return status ?? -1
    }

    /// Sends a signal to this process only.
    func signal(_ signal: Int32) {
        kill(pid, signal)
    }

    /// The program: this one, or the one beside the tests.
    private static func executable() throws -> URL {
        #if os(Linux)
            let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        #else
            let own = Bundle(for: WorkerProcess.self).bundleURL
        #endif
        let program = own.deletingLastPathComponent().appendingPathComponent("Crasher")
        guard FileManager.default.isExecutableFile(atPath: program.path) else {
            throw WorkerTrouble("\(program.path) is not there; build it first")
        }
        return program
    }
}

struct WorkerTrouble: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// The lines of a file; what stands behind the last one's end was not wholly written.
func wholeLines(of path: String) -> some Sequence<Substring> {
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
}

/// Waits for what another process does; it is looked for every few milliseconds.
func eventually(
    _ what: String,
    within limit: Duration = .seconds(30),
    _ isSo: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + limit
    while try await !isSo() {
        guard ContinuousClock.now < end else { throw WorkerTrouble("not within \(limit): \(what)") }
        try await Task.sleep(for: .milliseconds(5))
    }
}
