import Testing
import WebhookKit
import WebhookKitFileStore

/// Files that were written by an older version must stay readable: these texts never change.
struct LineTextTests {
    @Test func theTextOfLinesIsFixed() throws {
        let sum: UInt64 = 0x0123_4567_89AB_CDEF
        var writer = RecordWriter(checksum: { _ in sum }, after: sum)
        writer.safe = 77
        var resend = Samples.fresh
        resend.webhook = 4
        resend.state.kind = .manual
        resend.state.time = Timestamp(millisecondsSinceEpoch: 5)
        resend.state.progress.failedRounds = 1
        resend.state.progress.quickRetries = 2
        resend.state.progress.attempts = 3
        resend.state.progress.firstAttemptAt = Timestamp(millisecondsSinceEpoch: 4)
        resend.state.progress.expiredLeases = 6
        resend.state.epoch = 7
        resend.state.id = try Delivery.ID("dlv_9")
        var done = Samples.fresh
        done.state.status = .succeeded

        writer.write(
            FileHeader(store: "sto_\"1\"", file: .journal, number: 2, previousLength: 9)
        )
        writer.event(
            position: Position(8),
            at: Samples.time,
            deliveries: [Samples.fresh, resend],
            content: EventContent.encode(try Samples.event(body: [0x31], key: "k"))[...],
            more: true
        )
        writer.write(
            DeliveryChanges([DeliveryChange(position: Position(8), index: 1, delivery: done)])
        )
        writer.write(
            WebhookCounters(
                webhook: 1,
                skipped: 2,
                nextStart: nil,
                rest: .milliseconds(3),
                responsiveness: .slow
            )
        )
        writer.write(PrunedEvents([Position(1), Position(2)]))
        writer.write(HighestNumbers(position: Position(1), logNumber: 2, webhook: 3))
        writer.write(AcknowledgedNotices([try Notice.ID("ntc_1")]))
        writer.write(SnapshotEnd(journal: 1, length: 2, sum: 255, lines: 3))
        writer.write(StoreMarker(store: "sto_1", journal: 4))

        let begin = #"{"sum":"0123456789abcdef","after":"0123456789abcdef","safe":77,"#
        let expected = [
            #""kind":"header","format":3,"store":"sto_\"1\"","file":"journal","number":2,"#
                + #""previousLength":9}"#,
            #""more":true,"kind":"event","position":8,"at":1767225600000,"deliveries":[[3,0,1],"#
                + #"[4,1,1,0,5,1,2,3,4,6,7,"dlv_9"]],"id":"evt_1","organization":"acme","#
                + #""environment":"sandbox","type":"invoice.paid","occurredAt":1767225599123,"#
                + #""key":"k","dataOffset":3,"body":1}"#,
            #""kind":"deliveries","list":[[8,1,3,0,1,2,1767225600000,0,0,0,null,0,0,null]]}"#,
            #""kind":"counters","webhook":1,"skipped":2,"nextStart":null,"#
                + #""rest":[0,3000000000000000],"responsiveness":2}"#,
            #""kind":"pruned","positions":[1,2]}"#,
            #""kind":"counts","position":1,"logNumber":2,"webhook":3}"#,
            #""kind":"acknowledged","notices":["ntc_1"]}"#,
            #""kind":"end","journal":1,"length":2,"last":"00000000000000ff","lines":3}"#,
            #""kind":"store","format":3,"store":"sto_1","journal":4}"#,
        ]
        let lines = String(decoding: writer.bytes, as: UTF8.self).split(separator: "\n")
        #expect(lines.map(String.init) == expected.map { begin + $0 })
    }

    /// The sum of the sample line of every kind, as version 3 of the format has it.
    @Test func theBytesOfEveryKindAreFixed() throws {
        let lines = try RecordKinds.lines(checksum: Checksum.xxh64)
        let sums = lines.map { String(Checksum.xxh64($0), radix: 16) }
        let expected = [
            "8053792e6174471", "dbeba275dd104325", "e0df9b9f432c39b5", "f651de5e376c1774",
            "b88c27fb4c7ff357", "b79d00b15a3b03b4", "74747068deecadef", "92b9c866fe65a45a",
            "82b00cf15fa77f38", "2ca3f0539570bd54", "696fa47d6a0b7681", "a36024404c134b73",
            "d52caa9d3d4da114", "a917eae49a76785c", "2220ec8fbf47c824", "aa5963fa0f411c89",
            "25ed2256fc9b4c06", "6fcb1a196ae31b72", "54a6d1e18aaa5209", "72b99f7a61b7989f",
            "c48e7d05bc1bf76d", "3ae3d380ccb518fa", "6b9ef927e336c757", "5ad8af50767504a1",
            "d62f5d4ef33d29cb", "41a0c2de91edfa35", "9e2b84ced8527086", "3ea6a4b23be82733",
            "423ab98706eee01d", "ccb940cf455c0ea4", "19881ec94f98356b",
        ]
        #expect(sums == expected)
    }

    @Test func theTextOfAttemptsIsFixed() throws {
        var attempt = try Samples.attempt(body: Array("a\n\"\u{1}".utf8))
        attempt.request.headers = [HeaderField("h", "v\r\n")]
        attempt.failure?.detail = "d"
        let expected =
            #"{"delivery":"dlv_1","number":2,"round":-1,"startedAt":1767225600001,"#
            + #""duration":[0,123000000000000000],"url":"https://receiver.example/a?b=\"c\"","#
            + #""headers":[["h","v\r\n"]],"response":{"status":503,"headers":[],"#
            + #""truncated":true,"text":"a\n\"\u0001"},"#
            + #""failure":{"kind":"serverError","status":503,"detail":"d"}}"#
        let written = String(decoding: AttemptContent.encode(attempt), as: UTF8.self)
        #expect(written == expected)
    }

    /// The sum is of what the reader can see: from behind its own comma to the last brace.
    @Test func theSumIsOfEverythingBehindIt() throws {
        let line = try RecordKinds.line(of: RemovedWebhook(webhook: 1))
        let summed = Array(line[26...])
        #expect(
            String(decoding: summed, as: UTF8.self)
                == #""after":"0000000000000000","safe":0,"kind":"removed","webhook":1}"#
        )
        let digits = String(decoding: line[8..<24], as: UTF8.self)
        #expect(UInt64(digits, radix: 16) == Samples.checksum(summed[...]))
    }
}
