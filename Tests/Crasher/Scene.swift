import Foundation

/// A folder with a store, and what processes have said and sent.
struct Scene {
    let folder: String
    let place: Place
    private let began = ContinuousClock.now

    var sends: String { "\(folder)/sends" }

    /// - Parameter kind: `file` or `sqlite`, in a folder of its own; or a whole place.
    init(_ kind: String) throws {
        folder = NSTemporaryDirectory() + "crasher-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        place = try kind.contains(":") ? Place(kind) : Place("\(kind):-").sibling(in: folder)
    }

    /// Starts this program on the store.
    func start(_ verb: String, _ options: [String: Int] = [:], _ more: [String] = []) throws
        -> WorkerProcess
    {
        var words = [verb, "--store", "\(place)"] + more
        for (name, value) in options { words += ["--\(name)", "\(value)"] }
        if verb == "deliver" || verb == "work" { words += ["--sends", sends] }
        return try WorkerProcess(words, output: "\(folder)/\(verb)-\(UUID().uuidString.prefix(8))")
    }

    /// Runs it to its end.
    @discardableResult
    func run(
        _ verb: String,
        _ options: [String: Int] = [:],
        _ more: [String] = [],
        within limit: Duration = .seconds(30)
    ) async throws -> WorkerProcess {
        let child = try start(verb, options, more)
        let status = try await child.end(within: limit)
        guard status == 0 else {
            throw WorkerTrouble("\(verb) ended with \(status), see \(child.output)")
        }
        return child
    }

    /// Prints what is wrong and ends; keeps the folder then.
    func end(_ problems: [String]) -> Never {
        let seconds = (ContinuousClock.now - began).components.seconds
        for problem in problems.prefix(20) { say("problem: \(problem)") }
        if problems.isEmpty {
            try? FileManager.default.removeItem(atPath: folder)
            say("all held, \(seconds) s")
            exit(0)
        }
        say("\(problems.count) problems, \(seconds) s; see \(folder)")
        exit(1)
    }
}
