import Foundation
import Testing
import WebhookKit

/// How a value becomes an event's data (E-4).
/// Fault 78.
@Suite struct EventDraftTests {
    private struct Invoice: Encodable {
        var paidAt: Date
        var link = "https://example.com/i1"
    }

    private func json(paidAt seconds: Double) throws -> String {
        let invoice = Invoice(paidAt: Date(timeIntervalSince1970: seconds))
        return String(
            decoding: try EventDraft(.taskClosed, invoice, in: .default).json,
            as: UTF8.self
        )
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"),
        (1_795_868_232.1234, "2026-11-28T12:17:12.123Z"),
        (-62_167_219_200, "0000-01-01T00:00:00.000Z"),
        (253_402_300_799.999, "9999-12-31T23:59:59.999Z"),
    ])
    func datesAreRFC3339InUTC(seconds: Double, text: String) throws {
        #expect(
            try json(paidAt: seconds)
                == #"{"link":"https://example.com/i1","paidAt":"\#(text)"}"#
        )
    }

    @Test(arguments: [
        Double.nan, .infinity, -.infinity, .greatestFiniteMagnitude, 253_402_300_800,
        -62_167_219_201,
    ])
    func datesWithoutThatFormAreRefused(seconds: Double) {
        #expect(throws: EncodingError.self) { try json(paidAt: seconds) }
    }
}
