import Foundation
import WebhookKit

/// A process dies, or its calls fail, at each N-th file-system call (Faults 1, 6, 7): strace sees to
/// that. Afterwards the store must hold what was acknowledged.
struct Points {
    /// What happens at the call.
    private enum Fault: Hashable {
        case kill
        case error(String, count: Int)
    }

    /// A call, by its name and number.
    private struct Point: Hashable, CustomStringConvertible {
        let call: String
        let number: Int
        let fault: Fault

        var description: String { "\(call)-\(number)-\(fault)".filter { !"() \",:".contains($0) } }
    }

    private static let calls = [
        "openat", "write", "pwrite64", "fsync", "fdatasync", "ftruncate", "unlink", "rename",
        "renameat2", "fallocate", "fchmod",
    ]
    /// As what an error of the system may reach a caller.
    private static let errors: [String: Set<String>] = [
        "EIO": ["unavailable", "outcomeUnknown"],
        "ENOSPC": ["full", "outcomeUnknown", "unavailable"],
    ]

    private let scene: Scene
    private let step: Int
    private let kills: Bool

    init(_ arguments: Arguments) throws {
        scene = try Scene(arguments.text("store") ?? "sqlite")
        step = max(1, try arguments.number("step", or: 60))
        switch try arguments.required("fault") {
        case "kill": kills = true
        case "error": kills = false
        case let other: throw UsageError("--fault: kill or error, not \(other)")
        }
    }

    func run() async throws {
        let points = points(in: try await countCalls())
        var (verdicts, problems) = ([String](), [String]())
        try await withThrowingTaskGroup(of: (Point, Result<String?, any Error>).self) { group in
            var rest = points[...]
            // A tracer and what it traces take turns, so that there is work for as many again.
            for _ in 0..<ProcessInfo.processInfo.activeProcessorCount {
                add(rest.popFirst(), to: &group)
            }
            while let (point, result) = try await group.next() {
                switch result {
                case .success(let verdict): verdicts += verdict.map { [$0] } ?? []
                case .failure(let error): problems.append("\(point): \(error)")
                }
                add(rest.popFirst(), to: &group)
            }
        }
        let slowest =
            verdicts.compactMap { $0.split(separator: " ").dropLast().last }
            .compactMap { Int($0) }.max() ?? 0
        say(
            "points: \(scene.place.kind): \(points.count) points, every \(step). of each call, "
                + "\(verdicts.count) hit, \(problems.count) in trouble, slowest opening \(slowest) ms"
        )
        if verdicts.count * 10 < points.count * 9 { problems.append("too few hits prove nothing") }
        scene.end(problems)
    }

    private func add(
        _ point: Point?,
        to group: inout ThrowingTaskGroup<(Point, Result<String?, any Error>), any Error>
    ) {
        guard let point else { return }
        group.addTask {
            do {
                return (point, .success(try await self.try(point)))
            } catch {
                return (point, .failure(error))
            }
        }
    }

    // MARK: Points

    /// How often the thread that does so most often makes each call, in a run that nothing hinders:
    /// strace counts them by thread.
    private func countCalls() async throws -> [String: Int] {
        let place = try place(named: "count")
        let child = try session(on: place, "trace=\(Self.calls.joined(separator: ","))")
        guard try await child.end(within: .seconds(60)) == 0 else {
            throw WorkerTrouble("nothing hinders it, and it fails: see \(child.output)")
        }
        var counts: [String: Int] = [:]
        for line in wholeLines(of: child.output + ".trace") {
            let words = line.split(separator: " ", maxSplits: 2)
            guard words.count > 1 else { continue }
            let call = words[1].prefix { $0 != "(" }
            if Self.calls.contains(String(call)) { counts["\(call) \(words[0])", default: 0] += 1 }
        }
        var most: [String: Int] = [:]
        for (key, count) in counts {
            let call = String(key.prefix { $0 != " " })
            most[call] = max(most[call] ?? 0, count)
        }
        return most
    }

    private func points(in counts: [String: Int]) -> [Point] {
        counts.sorted { $0.key < $1.key }.flatMap { call, count in
            // Rare calls are worth more than their number says.
            let stride = max(1, min(step, count / 3))
            if kills {
                return Swift.stride(from: 1, through: count, by: stride)
                    .map { Point(call: call, number: $0, fault: .kill) }
            }
            return Self.errors.keys.sorted().enumerated().flatMap { place, error -> [Point] in
                if error == "ENOSPC", call == "unlink" { return [] }
                // The two errors and counts take turns over the calls when not all are tried.
                return Swift.stride(from: 1 + place * stride / 2, through: count, by: stride)
                    .enumerated().map { index, number in
                        let fault = Fault.error(error, count: index % 2 == 0 ? 1 : 3)
                        return Point(call: call, number: number, fault: fault)
                    }
            }
        }
    }

    /// Does it; gives the verifier's verdict, or nil where the call was not reached this time: threads
    /// share commits as it comes.
    private func `try`(_ point: Point) async throws -> String? {
        let place = try place(named: point.description)
        let (call, number) = (point.call, point.number)
        switch point.fault {
        case .kill:
            let child = try session(on: place, "inject=\(call):signal=KILL:when=\(number)")
            let status = try await child.end(within: .seconds(60))
            if status == 0 { return nil }
            guard status == 128 + SIGKILL else { throw WorkerTrouble("ended with \(status)") }
            return try await verify(place, child)
        case .error(let error, let count):
            let last = count > 1 ? "..\(number + count - 1)" : ""
            let injection = "inject=\(call):error=\(error):when=\(number)\(last)"
            var child = try session(on: place, injection)
            var status = try await child.end(within: .seconds(60))
            if status == 6 {
                // It could not even open the store; now it must.
                child = try WorkerProcess(words(place), output: child.output)
                status = try await child.end(within: .seconds(60))
            }
            guard status == 0 else {
                throw WorkerTrouble("ended with \(status): \(child.lines.last ?? "")")
            }
            for words in child.lines("failed") where Self.errors[error]?.contains(words[1]) != true
            {
                throw WorkerTrouble("fails as \(words)")
            }
            if let words = child.lines("stored").first {
                throw WorkerTrouble("an error said that nothing was stored: \(words)")
            }
            return try await verify(place, child)
        }
    }

    // MARK: Processes

    private func place(named name: String) throws -> Place {
        let folder = "\(scene.folder)/\(name)"
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
        return scene.place.sibling(in: folder)
    }

    private func words(_ place: Place) -> [String] { ["run", "--store", "\(place)"] }

    /// Traces calls on the store's own files only, so that the loader's do not count.
    private func session(on place: Place, _ expression: String) throws -> WorkerProcess {
        let output = "\(place.paths[0]).lines"
        let call = expression.split(separator: ":")[0].split(separator: "=")[1]
        let paths = place.paths.flatMap { ["-P", $0] }
        let tracer =
            ["strace", "-f", "-qqq", "-o", "\(output).trace"] + paths
            + ["-e", "trace=\(call)"] + (expression.hasPrefix("trace") ? [] : ["-e", expression])
        return try WorkerProcess(words(place), under: tracer, output: output)
    }

    private func verify(_ place: Place, _ session: WorkerProcess) async throws -> String {
        let verifier = try WorkerProcess(
            ["verify", "--store", "\(place)", "--lines", session.output],
            output: "\(session.output).verdict"
        )
        let status = try await verifier.end(within: .seconds(60))
        guard status == 0, let last = verifier.lines.last else {
            throw WorkerTrouble(verifier.lines.prefix(5).joined(separator: "\n  "))
        }
        return last
    }
}
