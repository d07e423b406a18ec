/// What versions 1 and 2 kept of the webhook that `StoreTrial` inserts as `wh_1`, in their own words: all of
/// it in one record, its health too, with bytes as numbers.
enum FormerRecord {
    /// The record in the column `record`, with this health.
    static func json(health: String = active) -> String {
        #"{"dropped":{"named":{}},"responsiveness":3,"secrets":{"bytes":["#
            + (0...255).map { "\($0)" }.joined(separator: ",")
            + #"]},"skippedEvents":0,"startRest":[0,0],"webhook":{"bodyForm":"envelope","#
            + #""createdAt":1767225600000,"events":{"all":{}},"#
            + #""flow":{"isOrdered":false,"skipsParked":false},"headers":[],"health":"# + health
            + #","id":"wh_1","isExempt":false,"modifiedAt":1767225600000,"name":"wh_1","revision":1,"#
            + #""scope":{"environment":"production","organization":"kit"},"#
            + #""signature":{"type":"standard-webhooks"},"#
            + #""url":"https:\/\/receiver.example\/wh_1"}}"#
    }

    static let active = #"{"generation":1,"liveFrom":1,"outages":0,"state":{"active":{}}}"#

    static let failing =
        #"{"generation":1,"liveFrom":1,"outages":1,"state":{"failing":{"_0":{"failedRounds":1,"#
        + #""firstFailureAt":1767225600000,"isNoticed":false,"lastFailure":{"#
        + #""detail":"503 by the kit","kind":"serverError","status":503},"#
        + #""lastRoundAt":1767225600000,"position":2,"roundsOfOneEvent":1,"shown":[0,0]}}}}"#
}
