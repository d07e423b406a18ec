import WebhookKit

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension RecordCursor {
    /// Reads a record from behind the opening quote of its kind to before the last brace.
    mutating func record(names: inout NameCache) throws(RecordProblem) -> Record {
        // The frequent kinds come first.
        if takes(#"event","#) { return .event(try event(names: &names)) }
        if takes(#"deliveries","list":"#) {
            return .deliveries(
                try list { cursor throws(RecordProblem) in try cursor.deliveryChange() }
            )
        }
        if takes(#"attempt","#) { return .attempt(try attemptRecord()) }
        if takes(#"counters","#) { return .counters(try counters()) }
        if takes(#"health","webhook":"#) { return try health() }
        if takes(#"webhook","number":"#) { return try webhook() }
        if takes(#"pruned","positions":"#) {
            return .pruned(
                try list { cursor throws(RecordProblem) in Position(try cursor.number()) }
            )
        }
        if takes(#"row","table":"#) { return .row(try row(names: &names)) }
        if takes(#"kept","organization":""#) { return try kept(names: &names) }
        if takes(#"header","#) { return .header(try header()) }
        if takes(#"removed","webhook":"#) { return .removed(webhook: try number()) }
        if takes(#"organizationRemoved","organization":""#) {
            return .organizationRemoved(try organization())
        }
        if takes(#"notice","notice":"#) { return .notice(try decodeRest()) }
        if takes(#"acknowledged","notices":"#) { return .acknowledged(try noticeIDs()) }
        if takes(#"knownNotices","organization":""#) { return try knownNotices() }
        if takes(#"counts","position":"#) { return .counts(try counts()) }
        if takes(#"end","journal":"#) { return .end(try end()) }
        if takes(#"store","format":"#) { return .store(try marker()) }
        throw RecordProblem(reason: .unknownKind, offset: offset)
    }

    private mutating func event(names: inout NameCache) throws(RecordProblem) -> EventRecord {
        try skip(#""position":"#)
        let position = Position(try number())
        try skip(#","at":"#)
        let time = try timestamp()
        try skip(#","deliveries":"#)
        let deliveries = try list { cursor throws(RecordProblem) in
            try cursor.queuedDelivery(eventAt: time)
        }
        try skip(UInt8(ascii: ","))
        let start = offset
        let head = try eventHead(names: &names)
        guard takes(#","body":"#) || takes(#","text":"#) || takes(#","base64":"#) else {
            throw problem
        }
        let body = try skipToEnd(but: 1)
        return EventRecord(
            position: position,
            at: time,
            deliveries: deliveries,
            head: head,
            content: start..<body.upperBound
        )
    }

    private mutating func attemptRecord() throws(RecordProblem) -> AttemptRecord {
        try skip(#""webhook":"#)
        let webhook: Int = try number()
        try skip(#","position":"#)
        let position = Position(try number())
        try skip(#","number":"#)
        let number: Int64 = try number()
        try skip(#","status":""#)
        let status: LogEntry.Status = try name()
        try skip(#","limit":"#)
        let limit: Int = try self.number()
        var ordinal: Int?
        if takes(#","ordinal":"#) { ordinal = try self.number() }
        try skip(#","attempt":"#)
        return AttemptRecord(
            webhook: webhook,
            position: position,
            number: number,
            status: status,
            limit: limit,
            ordinal: ordinal,
            content: try skipToEnd(but: 1)
        )
    }

    private mutating func counters() throws(RecordProblem) -> WebhookCounters {
        try skip(#""webhook":"#)
        let webhook: Int = try number()
        try skip(#","skipped":"#)
        let skipped: Int = try number()
        try skip(#","nextStart":"#)
        let nextStart = try timestampOrNull()
        try skip(#","rest":"#)
        return WebhookCounters(
            webhook: webhook,
            skipped: skipped,
            nextStart: nextStart,
            rest: try duration(),
            responsiveness: try responsiveness()
        )
    }

    /// Prompt where an earlier version has written the line, until it shows otherwise.
    private mutating func responsiveness() throws(RecordProblem) -> Responsiveness {
        guard takes(#","responsiveness":"#) else { return .prompt }
        return Responsiveness(rawValue: try number()) ?? .unproven
    }

    private mutating func health() throws(RecordProblem) -> Record {
        let webhook: Int = try number()
        try skip(#","health":"#)
        return .health(webhook: webhook, health: try decodeRest())
    }

    private mutating func webhook() throws(RecordProblem) -> Record {
        let number: Int = try number()
        try skip(#","record":"#)
        return .webhook(number: number, record: try decodeRest())
    }

    private mutating func header() throws(RecordProblem) -> FileHeader {
        try skip(#""format":"#)
        let format: Int = try number()
        try skip(#","store":"#)
        let store = try string()
        try skip(#","file":""#)
        let file: FileHeader.File = try name()
        try skip(#","number":"#)
        let number: Int = try number()
        let length: Int64? = takes(#","previousLength":"#) ? try self.number() : nil
        return FileHeader(
            format: format,
            store: store,
            file: file,
            number: number,
            previousLength: length
        )
    }

    private mutating func organization() throws(RecordProblem) -> Organization {
        let problem = problem
        guard let name = text(try plainString()), let organization = try? Organization(name) else {
            throw problem
        }
        return organization
    }

    private mutating func noticeIDs() throws(RecordProblem) -> [Notice.ID] {
        try list { cursor throws(RecordProblem) in
            try cursor.skip(UInt8(ascii: "\""))
            return try cursor.identifier()
        }
    }

    private mutating func knownNotices() throws(RecordProblem) -> Record {
        let organization = try organization()
        try skip(#","notices":"#)
        return .knownNotices(organization: organization, notices: try noticeIDs())
    }

    private mutating func counts() throws(RecordProblem) -> HighestNumbers {
        let position = Position(try number())
        try skip(#","logNumber":"#)
        let logNumber: Int64 = try number()
        try skip(#","webhook":"#)
        return HighestNumbers(position: position, logNumber: logNumber, webhook: try number())
    }

    private mutating func end() throws(RecordProblem) -> SnapshotEnd {
        var end = SnapshotEnd(journal: try number(), length: 0)
        try skip(#","length":"#)
        end.length = try number()
        if takes(#","last":""#) {
            guard let sum = sumDigits() else { throw problem }
            end.sum = sum
            try skip(UInt8(ascii: "\""))
        }
        if takes(#","lines":"#) { end.lines = try number() }
        return end
    }

    private mutating func marker() throws(RecordProblem) -> StoreMarker {
        let format: Int = try number()
        try skip(#","store":"#)
        let store = try string()
        try skip(#","journal":"#)
        return StoreMarker(format: format, store: store, journal: try number())
    }

    /// Decodes what lies before the last brace; for the rare kinds that an encoder wrote.
    private mutating func decodeRest<Value: Decodable>() throws(RecordProblem) -> Value {
        let problem = problem
        let place = try skipToEnd(but: 1)
        do {
            return try JSONDecoder().decode(Value.self, from: Data(array(place)))
        } catch {
            throw problem
        }
    }
}
