import Foundation

/// The only process dies with all slots of a webhook in flight, and is started again (D-8, Fault
/// 3): what waits goes on at once.
struct Restart {
    let arguments: Arguments

    func run() async throws {
        let scene = try Scene(arguments.text("store") ?? "sqlite")
        let bound = try arguments.seconds("within") ?? 2.5
        let (cap, events, hold) = (4, 8, 2000)
        let sending = Int64(events / cap * hold)
        try await scene.run("insert", ["cap": cap])
        try await scene.run("publish", ["count": events])
        let first = try scene.start("deliver", ["hold": hold])
        try await eventually("\(cap) in flight") { Requests(path: scene.sends).all.count == cap }
        first.signal(SIGKILL)
        let killed = machineTime()
        try await first.end()
        let second = try scene.start("deliver", ["hold": hold])
        func answers() -> [Int64] {
            Requests(path: scene.sends).byDelivery.values.compactMap { $0.last?.answer?.time }
        }
        try await eventually("all \(events)", within: .seconds(bound + 90)) {
            answers().count == events
        }
        try second.stop()
        var problems: [String] = []
        if try await second.end() != 0 { problems.append("the second process fails") }
        let sends = Requests(path: scene.sends).all.map(\.send).filter { $0.pid == second.pid }
        let next = (sends.first?.time ?? killed) - killed
        let total = (answers().max() ?? killed) - killed
        say(
            "restart: \(scene.place.kind): first send \(next) ms after the kill, all \(events) after "
                + "\(total) ms, \(sending) of them sending: rested \(total - sending) ms "
                + "(at most \(bound) s)"
        )
        if Double(max(next, total - sending)) > bound * 1000 {
            problems.append("it rests too long")
        }
        if sends.count > events { problems.append("\(sends.count) sends of \(events)") }
        scene.end(problems + (try await scene.place.check()))
    }
}
