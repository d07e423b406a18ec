#if os(macOS) || os(Linux)
import Foundation
import Synchronization
import WebhookKitTesting

/// A process of the program `SQLiteWorker`; it ends, and is reaped, with the test that started it.
final class WorkerProcess: Sendable {
    let pid: pid_t
    private let process: Process
    private let input: FileHandle
    private let outputPath: String
    private let ending: Ending

    /// What is known of its end.
    private final class Ending: Sendable {
        let status = Mutex<Int32?>(nil)
    }

    /// Starts one; its output goes into the folder, and so stays whatever becomes of it.
    init(
        _ verb: String,
        in folder: TemporaryFolder,
        _ options: [String: any CustomStringConvertible]
    )
        throws
    {
        let process = Process()
        process.executableURL = try Self.executable()
        process.arguments =
            [verb] + options.flatMap { ["--\($0.key)", $0.value.description] }
        outputPath = folder.at("output-\(UUID().uuidString)")
        guard FileManager.default.createFile(atPath: outputPath, contents: nil),
            let output = FileHandle(forWritingAtPath: outputPath)
        else { throw WorkerTrouble("no output file") }
        let pipe = Pipe()
        process.standardInput = pipe
        process.standardOutput = output
        let ending = Ending()
        process.terminationHandler = { process in
            ending.status.withLock { $0 = process.terminationStatus }
        }
        try process.run()
        try output.close()
        self.process = process
        self.ending = ending
        input = pipe.fileHandleForWriting
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
    var lines: [String] {
        ((try? String(contentsOfFile: outputPath, encoding: .utf8)) ?? "")
            .split(separator: "\n").map(String.init)
    }

    /// The lines that begin with this word, as words.
    func lines(_ first: String) -> [[String]] {
        lines.map { $0.split(separator: " ").map(String.init) }.filter { $0.first == first }
    }

    var hasEnded: Bool { ending.status.withLock { $0 != nil } }

    /// Waits until it is about to begin.
    func isReady() async throws {
        try await eventually("\(pid) ready") { !lines("ready").isEmpty || hasEnded }
    }

    /// Asks it to stop; ``end(within:)`` waits for that.
    func stop() throws {
        try input.close()
    }

    /// Waits for its end and gives its exit status.
    @discardableResult
    func end(within limit: Duration = .seconds(60)) async throws -> Int32 {
        try await eventually("\(pid) ended", within: limit) { hasEnded }
        return ending.status.withLock { $0 ?? -1 }
    }

    /// Sends a signal to this process only.
    func signal(_ signal: Int32) {
        kill(pid, signal)
    }

    /// The program lies beside the tests.
    private static func executable() throws -> URL {
        #if os(Linux)
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        #else
        let tests = Bundle(for: WorkerProcess.self).bundleURL
        #endif
        let program = tests.deletingLastPathComponent().appendingPathComponent("SQLiteWorker")
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

/// How many times larger than usual; 20 gives the counts of FAULTS.
let processScale =
    ProcessInfo.processInfo.environment["WEBHOOKKIT_PROCESS_SCALE"].flatMap { Int($0) } ?? 1
#endif
