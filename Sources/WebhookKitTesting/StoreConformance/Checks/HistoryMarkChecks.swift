import WebhookKit

/// Events that are kept while they are owed.
struct HistoryMarkChecks: StoreChecks {
    let trial: StoreTrial

    private func kept(in organization: String = "kit") async throws -> [String] {
        try await events(in: organization).ids
    }

    func historyIsKeptWhileItIsOwed() async throws {
        let positions = try await publish(
            "evt_1",
            "evt_2",
            "evt_3",
            "evt_4",
            "evt_5",
            "evt_6",
            "evt_7"
        ).map(\.position)
        try await keep(positions[2])
        try expect("the mark", try await page().keptFrom, positions[2])
        try await outliveTheWindow(limit: 2)
        let from3 = ["evt_3", "evt_4", "evt_5", "evt_6", "evt_7"]
        try expect("from the mark on", try await kept(), from3)
        try await outliveTheWindow(limit: 2)
        try expect("from the mark on, later", try await kept(), from3)
        try await keep(positions[4])
        try await maintain(limit: 2)
        try expect("from a later mark on", try await kept(), ["evt_5", "evt_6", "evt_7"])
        try await keep(positions[1])
        try await maintain(limit: 2)
        try expect("from an earlier mark on", try await kept(), ["evt_5", "evt_6", "evt_7"])
        try await keep(positions[5])
        try await maintain(limit: 1)
        try expect("from the sixth on", try await kept(), ["evt_6", "evt_7"])
        try await keep(nil)
        try await keep(nil)
        try expect("the mark once lifted", try await page().keptFrom, nil)
        try await maintain(limit: 1)
        try expect("without a mark", try await kept(), [])
        try await publish("evt_8")
        try await outliveTheWindow()
        try expect("what came later", try await kept(), [])
    }

    func historyIsKeptForItsScope() async throws {
        try await keep(Position(1))
        try await publish("evt_1")
        try await publish("evt_1", in: "other")
        try expect("the other's mark", try await page(in: "other").keptFrom, nil)
        try await outliveTheWindow()
        try expect("events of the scope", try await kept(), ["evt_1"])
        try expect("events of the other", try await kept(in: "other"), [])
        _ = try await store.remove(.organization(scope().organization))
        try expect("events of a removed organization", try await kept(), [])
        try expect("its mark", try await page().keptFrom, nil)
        try await publish("evt_2")
        try await outliveTheWindow()
        try expect("events that came later", try await kept(), [])
    }

    func historyKeepsTheWindowOfWhatWasOwed() async throws {
        try await publish("evt_1", "evt_2")
        try await insert("wh_1")
        try await keep(Position(1))
        try await outliveTheWindow()
        try await resend("evt_1", to: "wh_1", as: "dlv_again")
        let claimed = try await claimOne("after a resend")
        clock.advance(by: .seconds(10))
        try await settle(claimed, .succeeded, logLimit: 0)
        try await keep(nil)
        try await maintain()
        try expect("right after a delivery", try await kept(), ["evt_1"])
        clock.advance(by: .seconds(86399))
        try await maintain()
        try expect("1 s before the window's end", try await kept(), ["evt_1"])
        clock.advance(by: .seconds(2))
        try await maintain()
        try expect("after the window", try await kept(), [])
    }

    func historyMarksSurviveReopening() async throws {
        let positions = try await publish("evt_1", "evt_2", "evt_3").map(\.position)
        try await publish("evt_1", in: "lifted")
        try await publish("evt_1", in: "moved")
        try await keep(positions[1])
        try await keep(Position(1), in: "lifted")
        try await keep(Position(1), in: "moved")
        // Housekeeping has met what is kept, so that it must be found again.
        try await outliveTheWindow()
        try await keep(nil, in: "lifted")
        try await keep(Position(positions[2].number + 3), in: "moved")
        let trial = try await reopened()
        try expect("the mark", try await trial.page().keptFrom, positions[1])
        try await trial.outliveTheWindow()
        try expect("what is owed", try await trial.kept(), ["evt_2", "evt_3"])
        try expect("a lifted mark", try await trial.kept(in: "lifted"), [])
        try expect("a moved mark", try await trial.kept(in: "moved"), [])
        try await trial.keep(nil)
        let last = try await trial.reopened()
        try await last.maintain()
        try expect("the mark once lifted", try await last.page().keptFrom, nil)
        try expect("without a mark", try await last.kept(), [])
    }
}
