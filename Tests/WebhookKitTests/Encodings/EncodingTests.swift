import Foundation
import Testing

@testable import WebhookKit

/// The JSON of everything that stores keep: readable, fit for SQL, and what earlier versions wrote is read
/// (B-6, Fault 15).
///
/// `present.txt` has the exact texts of now, `former.txt` those of before, a line each: these never change.
struct EncodingTests {
    static let samples = Result { try EncodedSamples.all() }

    private static func texts(_ name: String) throws -> [(name: String, json: String)] {
        let path = #filePath.replacing("EncodingTests.swift", with: name)
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        return lines.compactMap { line in
            let parts = line.split(separator: "\t", maxSplits: 1).map(String.init)
            return parts.count == 2 ? (parts[0], parts[1]) : nil
        }
    }

    @Test func theTextOfEveryValueIsFixed() throws {
        let written = try Self.samples.get().map { "\($0.name)\t\($0.json)" }
        let expected = try Self.texts("present.txt").map { "\($0.name)\t\($0.json)" }
        #expect(written == expected, "\(written.joined(separator: "\n"))")
    }

    @Test func everyValueIsReadAgain() throws {
        for sample in try Self.samples.get() {
            #expect(try sample.isRead(sample.json), "\(sample)")
        }
    }

    /// Each value, but for a new one's, has a text of before.
    @Test func theFormsOfEarlierVersionsAreRead() throws {
        let samples = try Self.samples.get()
        let former = try Self.texts("former.txt")
        for (name, json) in former {
            let sample = try #require(samples.first { $0.name == name }, "\(name)")
            #expect(try sample.isRead(json), "\(name): \(json)")
        }
        #expect(former.count == samples.count)
    }

    /// Neither bytes nor durations are lists of numbers, and no case is an object of its own.
    @Test func everyTextIsReadable() throws {
        for sample in try Self.samples.get() {
            let lists = sample.json.matches(of: /\[[0-9-]/).count
            // The gaps of a policy are a list of milliseconds.
            #expect(lists == sample.json.matches(of: /"gaps":\[[0-9]/).count, "\(sample)")
            #expect(!sample.json.contains(#""_0""#), "\(sample)")
            let json = sample.json.replacing(#""dropped":{"named":{}}"#, with: "")
            #expect(!json.contains(/:\{"[a-zA-Z]+":\{\}\}/), "\(sample)")
        }
    }

    /// What is written is no longer than before.
    @Test func noTextIsLongerThanBefore() throws {
        let former = Dictionary(uniqueKeysWithValues: try Self.texts("former.txt"))
        for sample in try Self.samples.get() where !sample.name.hasPrefix("responsiveness") {
            let before = try #require(former[sample.name])
            // Two words say what an event is for and how a webhook answers.
            #expect(sample.json.utf8.count <= before.utf8.count + 16, "\(sample): \(sample.json)")
        }
    }

    /// Any part of a text replaced by what is none: an error, never a trap.
    @Test func hostileTextsAreRefusedOrRead() throws {
        let hostile = [
            "null", "{}", "[]", "-1", "9223372036854775807", "1e300", "0.5", "\"\"", "\"x\"", "[0]",
            "[9223372036854775807,18446744073709551615]", "[-9223372036854775808,0]", "[0,-1]",
            #"{"_0":1}"#, #"{"x":{}}"#, #"{"failing":{},"active":{}}"#, #"{"failing":{"_0":[]}}"#,
            #"{"failingFor":{"_0":[9223372036854775807,0]}}"#, "[256]", "\"A\"", "\"AA=\"",
        ]
        let texts = try Self.texts("present.txt") + Self.texts("former.txt")
        let samples = try Self.samples.get()
        for (name, json) in texts {
            let sample = try #require(samples.first { $0.name == name })
            for value in hostile {
                _ = try? sample.isRead(value)
                for match in json.matches(of: /":/) {
                    let rest = json[match.range.upperBound...]
                    let end = rest.firstIndex { $0 == "," || $0 == "}" } ?? rest.endIndex
                    _ = try? sample.isRead(json[..<match.range.upperBound] + value + json[end...])
                }
            }
        }
    }

    @Test(
        arguments: [
            ("health.active", #"{"generation":1,"liveFrom":1,"outages":0,"state":"asleep"}"#),
            ("health.active", #"{"generation":1,"liveFrom":1,"outages":0,"state":{"asleep":{}}}"#),
            ("health.failing", #"{"generation":1,"liveFrom":1,"outages":0,"state":"failing"}"#),
            ("selection.all", #""some""#), ("selection.all", #"{"some":{}}"#),
            ("responsiveness.slow", "4"), ("responsiveness.slow", #""2""#),
            (
                "policy.plain",
                #"{"deactivatesWhenGone":true,"deadline":15000,"exhaustion":"giveUp","gaps":[-1],"#
                    + #""jitter":0.05,"lastRound":"afterGap","window":60000}"#
            ),
        ]
    )
    func whatNoVersionHasWrittenIsRefused(name: String, json: String) throws {
        let sample = try #require(try Self.samples.get().first { $0.name == name })
        #expect(throws: DecodingError.self) { try sample.isRead(json) }
    }

    /// A lease was part of a delivery's status, which stands there without a key when it is all.
    @Test(arguments: [#"{"status":{"leased":{"_0":%}}}"#, #"{"leased":{"_0":%}}"#])
    func aLeasedDeliveryOfBeforeIsRead(former: String) throws {
        let lease = #"{"deliveryID":"dlv_1","epoch":5,"generation":2,"owner":"wrk_1"}"#
        let json = Data(former.replacing("%", with: lease).utf8)
        #expect(try JSONDecoder().decode(Delivery.Status.self, from: json) == .leased)
    }
}
