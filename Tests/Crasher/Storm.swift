import Foundation
import WebhookKit
import WebhookKitTesting

/// Processes on one store, of which a random one is killed with -9 again and again, and started again
/// (Faults 1 to 3): counts what was acknowledged, lost, sent twice and unexpected.
///
/// On a store for several processes some deliver and one publishes; on another one process does both.
struct Storm {
    private let scene: Scene
    private let deliver: [String: Int]
    private let publish: [String: Int]
    private let (webhooks, concurrency, processes): (Int, Int, Int)
    private let (seconds, every, rescueWithin): (Double, Double, Double)
    private let (seed, deadline): (Int, Int)
    private var random: SeededRandom

    /// Publishers, each with the keys that it gave its events.
    private var publishers: [(child: WorkerProcess, keys: String)] = []
    private var others: [WorkerProcess] = []
    private var kills: [Int32: Int64] = [:]
    private var problems: [String] = []

    init(_ arguments: Arguments) throws {
        scene = try Scene(arguments.text("store") ?? "sqlite")
        webhooks = 2
        concurrency = try arguments.number("concurrency", or: 16)
        processes = scene.place.isShared ? try arguments.number("processes", or: 4) : 0
        seconds = try arguments.seconds("seconds") ?? 20
        every = try arguments.seconds("every") ?? 2
        rescueWithin = try arguments.seconds("rescue-within") ?? 2.5
        seed = try arguments.number("seed", or: Int.random(in: 1...99_999))
        deadline = try arguments.number("deadline", or: 15_000)
        random = SeededRandom(seed: UInt64(seed))
        var deliver = ["concurrency": concurrency, "hold": 60, "failing": 5]
        if let margin = try arguments.number("margin") { deliver["margin"] = margin }
        self.deliver = deliver
        // Rather less than can be sent, so that what is late is late because of a kill.
        publish = ["count": 1_000_000_000, "tasks": 4, "pause": 60 / max(1, processes)]
    }

    mutating func run() async throws {
        say("storm: \(scene.place.kind), seed \(seed), in \(scene.folder)")
        // The dead one's slots must not be what holds the others up: `restart` looks at that.
        try await scene.run("insert", ["count": webhooks, "cap": 1000, "deadline": deadline])
        for _ in 0..<processes { others.append(try startWorker()) }
        try startPublisher()
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end {
            try await Task.sleep(
                for: .seconds(every * Double.random(in: 0.5...1.5, using: &random))
            )
            let victim = Int.random(in: 0...others.count, using: &random)
            if victim < others.count {
                try await kill(others[victim])
                others[victim] = try startWorker()
            } else if let publisher = publishers.last?.child {
                try await kill(publisher)
                try startPublisher()
            }
        }
        if let publisher = publishers.last?.child { try await kill(publisher) }
        try await finish()
        try await judge()
        scene.end(problems + (try await scene.place.check()))
    }

    // MARK: Processes

    private func startWorker() throws -> WorkerProcess {
        try scene.start("deliver", deliver)
    }

    private mutating func startPublisher() throws {
        let keys = "g\(publishers.count)-"
        let both = deliver.merging(publish) { $1 }
        let child =
            try processes == 0
            ? scene.start("work", both, ["--keys", keys])
            : scene.start("publish", publish, ["--keys", keys])
        publishers.append((child, keys))
    }

    private mutating func kill(_ child: WorkerProcess) async throws {
        if let status = child.status { problems.append("\(child.output) ended with \(status)") }
        kills[child.pid] = machineTime()
        child.signal(SIGKILL)
        try await child.end()
    }

    /// Stops the workers after everything was taken up, which is what one more waits for.
    private mutating func finish() async throws {
        let limit = Duration.seconds(rescueWithin + 60)
        try await scene.run(
            "deliver",
            deliver,
            ["--until", "empty", "--resume", "yes"],
            within: limit
        )
        for child in others {
            try child.stop()
            let status = try await child.end()
            if status != 0 { problems.append("\(child.output) ended with \(status)") }
        }
    }

    // MARK: Judging

    private mutating func judge() async throws {
        let requests = Requests(path: scene.sends).byDelivery
        var acknowledged: [String: Int64] = [:]
        for child in publishers.map(\.child) + others {
            for words in child.lines("ack") { acknowledged[words[1]] = Int64(words[3]) }
            let trouble = ["refused", "storeFailed", "error"].flatMap { child.lines($0) }
            problems += trouble.map { $0.joined(separator: " ") }
        }
        let stored = try await publishAgain()
        let sent = Set(requests.values.joined().map(\.send.event))
        let unexpected = sent.union(acknowledged.keys).subtracting(stored).count
        let lost = acknowledged.keys.reduce(0) { lost, event in
            lost + (0..<webhooks).count { requests["\(event) w\($0)"] == nil }
        }
        var (duplicates, hits, longest, late) = (0, 0, 0 as Int64, 0 as Int64)
        for (delivery, attempts) in requests {
            hits += attempts.count { $0.answer == nil }
            if Set(attempts.map(\.send.digest)).count > 1 {
                problems.append("bytes of \(delivery)")
            }
            for (before, after) in zip(attempts, attempts.dropFirst())
            where before.answer?.hasFailed != true {
                duplicates += 1
                if let killed = kills[before.send.pid] {
                    longest = max(longest, after.send.time - killed)
                } else {
                    problems.append("sent again though nobody was killed: \(delivery)")
                }
            }
            if let first = attempts.first?.send, let time = acknowledged[first.event] {
                late = max(late, first.time - time)
            }
        }
        let most = concurrency * kills.count
        say(
            "storm: \(kills.count) kills, \(acknowledged.count) acknowledged, \(requests.count) sent, "
                + "\(lost) lost, \(duplicates) duplicates (at most \(most)), \(unexpected) unexpected"
        )
        say(
            "storm: \(hits) in flight at a kill; longest from kill to re-send \(longest) ms, from "
                + "acknowledgement to first send \(late) ms (at most \(rescueWithin) s)"
        )
        if acknowledged.isEmpty || hits == 0 { problems.append("too short: it proves nothing") }
        if lost > 0 { problems.append("\(lost) lost") }
        if unexpected > 0 { problems.append("\(unexpected) unexpected") }
        if duplicates > most { problems.append("\(duplicates) duplicates") }
        if Double(max(longest, late)) > rescueWithin * 1000 { problems.append("taken up too late") }
    }

    /// Publishes everything once more, by its keys: gives the ids of what the store has.
    private func publishAgain() async throws -> Set<String> {
        let opened = try await scene.place.open()
        let service = try WebhookService(store: opened.store, transport: NoTransport())
        var ids: Set<String> = []
        for (child, keys) in publishers {
            let last = child.lines("ack").compactMap { Int($0[4]) }.max() ?? -1
            // Each task may be one further than it could say.
            let drafts = (0...(last + 4)).map { Worker.draft($0, keys: keys, size: 100) }
            for start in stride(from: 0, to: drafts.count, by: 100) {
                let part = Array(drafts[start..<min(start + 100, drafts.count)])
                for publication in try await service.publishAll(part) where publication.isDuplicate
                {
                    ids.insert(publication.id.string)
                }
            }
        }
        await opened.close()
        return ids
    }
}
