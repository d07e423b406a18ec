package import WebhookKit

/// An event was appended, with its deliveries. The record is without the body.
package struct EventRecord: Sendable, Hashable {
    /// The event's position.
    package var position: Position
    /// When it was appended, by the store's clock.
    package var at: Timestamp
    /// Its deliveries, in their order.
    package var deliveries: [QueuedDelivery]
    /// What can be told without the body.
    package var head: EventHead
    /// Where in the line the content stands; see ``EventContent/decode(_:names:)``.
    package var content: Range<Int>
}

/// What an event's content says before its body.
package struct EventHead: Sendable, Hashable {
    /// The event's id.
    package var id: Event.ID
    /// The tenant.
    package var scope: Scope
    /// What happened.
    package var type: EventType
    /// When it happened.
    package var occurredAt: Timestamp
    /// The idempotency key.
    package var key: ExactText?
    /// Which webhooks it is for.
    package var audience: Event.Audience
    /// Where the data begins in the body.
    package var dataOffset: Int
}

extension EventRecord: JournalRecord {
    package static var kind: StaticString { "event" }

    package static func read(
        _ cursor: inout RecordCursor,
        names: inout NameCache
    ) throws(RecordProblem) -> Self {
        try cursor.skip(#""position":"#)
        let position = Position(try cursor.number())
        try cursor.skip(#","at":"#)
        let time = try cursor.timestamp()
        try cursor.skip(#","deliveries":"#)
        let deliveries = try cursor.list { cursor throws(RecordProblem) in
            try cursor.queuedDelivery(eventAt: time)
        }
        try cursor.skip(UInt8(ascii: ","))
        let start = cursor.offset
        let head = try cursor.eventHead(names: &names)
        guard
            cursor.takes(#","body":"#) || cursor.takes(#","text":"#)
                || cursor.takes(#","base64":"#)
        else { throw cursor.problem }
        let body = try cursor.skipToEnd(but: 1)
        return EventRecord(
            position: position,
            at: time,
            deliveries: deliveries,
            head: head,
            content: start..<body.upperBound
        )
    }

    package func load(into loader: inout StoreLoader, from line: LinePlace) -> Bool {
        var isKnown = loader.load(
            StoreLoader.EventEntry(
                id: head.id,
                scope: head.scope,
                type: head.type,
                key: head.key,
                position: position,
                appendedAt: at,
                place: line.place(of: content)
            )
        )
        guard isKnown else { return false }
        var index: Int32 = 0
        for delivery in deliveries {
            isKnown =
                loader.load(
                    delivery.state,
                    index: index,
                    at: position,
                    webhook: delivery.webhook
                ) && isKnown
            index &+= 1
        }
        return isKnown
    }
}

extension RecordWriter {
    /// Writes an event with its deliveries.
    ///
    /// - Parameter content: What ``EventContent/encode(_:)`` gave.
    /// - Returns: Where the content stands in ``bytes``.
    @discardableResult
    package mutating func event(
        position: Position,
        at time: Timestamp,
        deliveries: [QueuedDelivery],
        content: ArraySlice<UInt8>,
        more: Bool = false
    ) -> Range<Int> {
        bytes.reserveCapacityForAppending(content.count + 160 + deliveries.count * 24)
        let start = begin(EventRecord.kind, more: more)
        bytes.append(#""position":"#)
        bytes.append(number: position.number)
        bytes.append(#","at":"#)
        bytes.append(number: time.millisecondsSinceEpoch)
        bytes.append(#","deliveries":"#)
        bytes.append(list: deliveries) { $1.append(to: &$0, eventAt: time) }
        bytes.append(UInt8(ascii: ","))
        let place = bytes.count..<(bytes.count + content.count)
        bytes.append(contentsOf: content)
        end(start)
        return place
    }
}

extension EventRecord: SnapshotRecord {
    /// An event whose content is still where it was.
    private struct Kept: Sendable {
        let position: Position
        let appendedAt: Timestamp
        let place: Place
        let deliveries: [QueuedDelivery]
    }

    static func write(
        of source: some SnapshotSource,
        within bounds: SnapshotBounds,
        to file: inout SnapshotFile
    ) throws {
        var next = Position(0)
        while true {
            let (events, files) = try source.read { [next] view in
                let events = kept(in: view, from: next, within: bounds)
                return (events, view.contents.files(of: events.map(\.place)))
            }
            guard let last = events.last else { return }
            next = Position(last.position.number + 1)
            for event in events {
                let content = try files.read(event.place)
                let place = try file.addContent { writer in
                    writer.event(
                        position: event.position,
                        at: event.appendedAt,
                        deliveries: event.deliveries,
                        content: content[...]
                    )
                }
                file.places.events.append((event.position, event.place, place))
            }
        }
    }

    private static func kept(
        in view: SnapshotView,
        from position: Position,
        within bounds: SnapshotBounds
    ) -> [Kept] {
        var size = 0
        return view.state.events.timeline.rows(from: position, limit: 1000)
            .prefix { row in
                defer { size += Int(row.place.count) }
                return row.position <= bounds.highest.position && size < SnapshotView.pieceSize
            }
            .map { row in
                Kept(
                    position: row.position,
                    appendedAt: row.appendedAt,
                    place: row.place,
                    deliveries: row.queuedDeliveries(at: view.time)
                )
            }
    }
}

extension EventRow {
    /// The deliveries, each at its index: where one of a removed webhook has gone, a gap stays.
    fileprivate func queuedDeliveries(at time: StoreTime) -> [QueuedDelivery] {
        var queued: [QueuedDelivery] = []
        for row in deliveries.sorted(by: { $0.index < $1.index }) {
            while queued.count < row.index { queued.append(.gap) }
            queued.append(row.queued(at: time))
        }
        return queued
    }
}

extension QueuedDelivery {
    /// Of a webhook that was never there, so that reading passes over it.
    fileprivate static let gap = QueuedDelivery(
        webhook: 0,
        state: DeliveryState(kind: .subscribed, generation: 0, status: .skipped, time: nil)
    )
}
