package import WebhookKit

extension AttemptContent {
    /// Reads what ``encode(_:)`` wrote.
    package static func decode(_ content: ArraySlice<UInt8>) throws(RecordProblem) -> Attempt {
        try RecordCursor.over(content) { cursor throws(RecordProblem) in
            let attempt = try cursor.attempt()
            try cursor.expectEnd()
            return attempt
        }
    }
}

extension RecordCursor {
    fileprivate mutating func attempt() throws(RecordProblem) -> Attempt {
        try skip(#"{"delivery":""#)
        let deliveryID: Delivery.ID = try identifier()
        try skip(#","number":"#)
        let number: Int = try number()
        try skip(#","round":"#)
        let round: Int = try self.number()
        try skip(#","startedAt":"#)
        let startedAt = try timestamp()
        try skip(#","duration":"#)
        let duration = try duration()
        try skip(#","url":"#)
        let url = try string()
        try skip(#","headers":"#)
        let headers = try headers()
        let response = takes(#","response":{"status":"#) ? try response() : nil
        let failure = takes(#","failure":{"kind":""#) ? try failure() : nil
        try skip(UInt8(ascii: "}"))
        return Attempt(
            deliveryID: deliveryID,
            number: number,
            round: round,
            startedAt: startedAt,
            duration: duration,
            request: Attempt.Request(url: url, headers: headers),
            response: response,
            failure: failure
        )
    }

    private mutating func response() throws(RecordProblem) -> Attempt.Response {
        let status: Int = try number()
        try skip(#","headers":"#)
        let headers = try headers()
        try skip(#","truncated":"#)
        let isTruncated = try boolean()
        let body = try textOrBase64()
        try skip(UInt8(ascii: "}"))
        return Attempt.Response(
            status: status,
            headers: headers,
            body: body,
            isTruncated: isTruncated
        )
    }

    private mutating func failure() throws(RecordProblem) -> AttemptFailure {
        let kind: AttemptFailure.Kind = try name()
        try skip(#","status":"#)
        let status: Int? = try numberOrNull()
        try skip(#","detail":"#)
        let detail = try string()
        try skip(UInt8(ascii: "}"))
        return AttemptFailure(kind: kind, status: status, detail: detail)
    }

    private mutating func headers() throws(RecordProblem) -> [HeaderField] {
        try list { cursor throws(RecordProblem) in
            try cursor.skip(UInt8(ascii: "["))
            let name = try cursor.string()
            try cursor.skip(UInt8(ascii: ","))
            let value = try cursor.string()
            try cursor.skip(UInt8(ascii: "]"))
            return HeaderField(name, value)
        }
    }

    private mutating func boolean() throws(RecordProblem) -> Bool {
        if takes("true") { return true }
        try skip("false")
        return false
    }

    /// Reads one of a closed set of names up to behind its closing quote.
    mutating func name<Name: RawRepresentable<String>>() throws(RecordProblem) -> Name {
        let start = offset
        guard let text = text(try plainString()), let name = Name(rawValue: text) else {
            throw RecordProblem(reason: .field, offset: start)
        }
        return name
    }
}
