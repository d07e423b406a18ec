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

        writer.header(
            FileHeader(store: "sto_\"1\"", file: .journal, number: 2, previousLength: 9)
        )
        writer.event(
            position: Position(8),
            at: Samples.time,
            deliveries: [Samples.fresh, resend],
            content: EventContent.encode(try Samples.event(body: [0x31], key: "k"))[...],
            more: true
        )
        writer.deliveries([DeliveryChange(position: Position(8), index: 1, delivery: done)])
        writer.counters(
            WebhookCounters(
                webhook: 1,
                skipped: 2,
                nextStart: nil,
                rest: .milliseconds(3),
                responsiveness: .slow
            )
        )
        writer.pruned([Position(1), Position(2)])
        writer.counts(HighestNumbers(position: Position(1), logNumber: 2, webhook: 3))
        writer.acknowledged([try Notice.ID("ntc_1")])
        writer.end(SnapshotEnd(journal: 1, length: 2, sum: 255, lines: 3))
        writer.store(StoreMarker(store: "sto_1", journal: 4))

        let begin = #"{"sum":"0123456789abcdef","after":"0123456789abcdef","safe":77,"#
        let expected = [
            #""kind":"header","format":2,"store":"sto_\"1\"","file":"journal","number":2,"#
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
            #""kind":"store","format":2,"store":"sto_1","journal":4}"#,
        ]
        let lines = String(decoding: writer.bytes, as: UTF8.self).split(separator: "\n")
        #expect(lines.map(String.init) == expected.map { begin + $0 })
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
        let line = try RecordKinds.line(of: .removed(webhook: 1))
        let summed = Array(line[26...])
        #expect(
            String(decoding: summed, as: UTF8.self)
                == #""after":"0000000000000000","safe":0,"kind":"removed","webhook":1}"#
        )
        let digits = String(decoding: line[8..<24], as: UTF8.self)
        #expect(UInt64(digits, radix: 16) == Samples.checksum(summed[...]))
    }
}
