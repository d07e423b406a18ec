package import WebhookKit

/// What checks expect; the message of what is broken says what was expected and what came.
extension StoreSteps {
    package func expect<Value: Equatable>(_ what: String, _ got: Value, _ expected: Value) throws {
        guard got != expected else { return }
        let (expectedText, gotText) = Difference.texts("\(expected)", "\(got)")
        throw BrokenPromise(message: "\(what): expected \(expectedText), got \(gotText)")
    }

    /// Expects so many elements, and tells which they are when there are others.
    func expectCount(_ what: String, _ got: some Collection, _ count: Int) throws {
        guard got.count != count else { return }
        let names = got.prefix(20).map { element in
            switch element {
            case let claimed as ClaimedDelivery: claimed.summary
            case let notice as Notice: notice.id.string
            case let record as WebhookRecord: record.id.string
            case let stored as StoredEvent: stored.event.id.string
            default: String("\(element)".prefix(60))
            }
        }
        let more = got.count > names.count ? ", …" : ""
        throw BrokenPromise(
            message: "\(what): expected \(count), got \(got.count): "
                + "[\(names.joined(separator: ", "))\(more)]"
        )
    }

    /// Expects a time to the next delivery: it may be too early, and too late by the poll interval; nil
    /// when nothing waits, or a time at which the dispatcher asks in vain.
    func expectNextDue(_ what: String, _ got: Duration?, _ expected: Duration?) throws {
        let poll = WebhookService.Configuration().pollInterval
        let isRight =
            switch (got, expected) {
            case (let got?, .zero?): got <= poll
            case (let got?, let expected?): got > .zero && got <= expected + poll
            case (let got?, nil): got > .zero
            case (nil, let expected): expected == nil
            }
        guard !isRight else { return }
        let texts = [expected, got].map { $0.map { "\($0)" } ?? "none" }
        throw BrokenPromise(
            message:
                "\(what): expected \(texts[0]), sooner, or \(poll) later at most, got \(texts[1])"
        )
    }

    func expectAbove<Value: Comparable>(_ what: String, _ got: Value, _ bound: Value) throws {
        guard got <= bound else { return }
        throw BrokenPromise(message: "\(what): expected more than \(bound), got \(got)")
    }

    func expectContained(_ what: String, _ element: String, _ got: [String]) throws {
        guard !got.contains(element) else { return }
        throw BrokenPromise(message: "\(what): expected \(element) among them, got \(got)")
    }

    package func expectError(
        _ code: StoreError.Code,
        _ what: String,
        _ body: () async throws -> Void
    ) async throws {
        do {
            try await body()
        } catch let error as StoreError {
            return try expect(what, error.code, code)
        } catch {
            throw BrokenPromise(message: "\(what): expected \(code), got \(error)")
        }
        throw BrokenPromise(message: "\(what): expected the error \(code), got none")
    }

    /// Compares part by part, so that a difference says where it is.
    package func expectSame(_ got: StoreImage, _ expected: StoreImage) throws {
        try expect("webhooks", got.records, expected.records)
        for (index, (got, expected)) in zip(got.logs, expected.logs).enumerated() {
            try expect("log of the webhook at \(index)", got, expected)
        }
        try expect("logs", got.logs.count, expected.logs.count)
        try expect("backlog", got.backlog, expected.backlog)
    }
}

extension ClaimedDelivery {
    /// Enough to know it by in a message.
    var summary: String { "\(event.event.id) for \(webhook.id)" }
}

/// Two texts that differ: whole when they are short, else from shortly before the difference on.
private enum Difference {
    private static let longest = 300

    static func texts(_ one: String, _ other: String) -> (String, String) {
        guard max(one.utf8.count, other.utf8.count) > longest else { return (one, other) }
        let common = zip(one, other).prefix { $0 == $1 }.count
        return (part(of: one, from: common), part(of: other, from: common))
    }

    private static func part(of text: String, from common: Int) -> String {
        let start = max(0, common - 60)
        let rest = text.dropFirst(start)
        let part = rest.prefix(longest)
        return (start > 0 ? "…" : "") + part + (part.endIndex < rest.endIndex ? "…" : "")
    }
}
