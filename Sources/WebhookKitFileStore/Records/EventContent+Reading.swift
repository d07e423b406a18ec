package import WebhookKit

extension EventContent {
    /// Reads what ``encode(_:)`` wrote.
    ///
    /// - Parameter names: Names that were read before, which the event then shares.
    package static func decode(
        _ content: ArraySlice<UInt8>,
        names: inout NameCache
    ) throws(RecordProblem) -> Event {
        try RecordCursor.over(content) { cursor throws(RecordProblem) in
            let head = try cursor.eventHead(names: &names)
            let body = try cursor.eventBody()
            try cursor.expectEnd()
            return Event(
                restoring: head.id,
                scope: head.scope,
                type: head.type,
                occurredAt: head.occurredAt,
                body: body,
                dataOffset: head.dataOffset,
                idempotencyKey: head.key,
                audience: head.audience
            )
        }
    }
}

extension RecordCursor {
    /// Reads an event's content up to its body.
    mutating func eventHead(names: inout NameCache) throws(RecordProblem) -> EventHead {
        try skip(#""id":""#)
        let id: Event.ID = try identifier()
        try skip(#","organization":""#)
        let scope = try names.scope(at: &self)
        try skip(#","type":""#)
        let type = try names.type(at: &self)
        try skip(#","occurredAt":"#)
        let occurredAt = try timestamp()
        let key = takes(#","key":"#) ? ExactText(try string()) : nil
        let audience: Event.Audience =
            takes(#","only":""#) ? .only(try identifier()) : .subscribers
        try skip(#","dataOffset":"#)
        return EventHead(
            id: id,
            scope: scope,
            type: type,
            occurredAt: occurredAt,
            key: key,
            audience: audience,
            dataOffset: try number()
        )
    }

    /// Reads an event's body, with which its content ends.
    fileprivate mutating func eventBody() throws(RecordProblem) -> [UInt8] {
        if takes(#","body":"#) { return array(try skipToEnd()) }
        return try textOrBase64()
    }
}
