package import WebhookKit

extension RecordWriter {
    /// Writes the first line of a file.
    package mutating func header(_ header: FileHeader) {
        let start = begin("header", more: false)
        bytes.append(#""format":"#)
        bytes.append(number: header.format)
        bytes.append(#","store":"#)
        bytes.append(quoted: header.store)
        bytes.append(#","file":""#)
        bytes.append(contentsOf: header.file.rawValue.utf8)
        bytes.append(#"","number":"#)
        bytes.append(number: header.number)
        if let length = header.previousLength {
            bytes.append(#","previousLength":"#)
            bytes.append(number: length)
        }
        end(start)
    }

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
        let start = begin("event", more: more)
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

    /// Writes the new states of deliveries, and new deliveries of events that stand there already.
    package mutating func deliveries(_ changes: [DeliveryChange], more: Bool = false) {
        let start = begin("deliveries", more: more)
        bytes.append(#""list":"#)
        bytes.append(list: changes) { $1.append(to: &$0) }
        end(start)
    }

    /// Writes an attempt that the log keeps.
    ///
    /// - Parameter content: What ``AttemptContent/encode(_:)`` gave.
    /// - Returns: Where the content stands in ``bytes``.
    @discardableResult
    package mutating func attempt(
        webhook: Int,
        position: Position,
        number: Int64,
        status: LogEntry.Status,
        limit: Int,
        ordinal: Int? = nil,
        content: ArraySlice<UInt8>,
        more: Bool = false
    ) -> Range<Int> {
        bytes.reserveCapacityForAppending(content.count + 200)
        let start = begin("attempt", more: more)
        bytes.append(#""webhook":"#)
        bytes.append(number: webhook)
        bytes.append(#","position":"#)
        bytes.append(number: position.number)
        bytes.append(#","number":"#)
        bytes.append(number: number)
        bytes.append(#","status":""#)
        bytes.append(contentsOf: status.rawValue.utf8)
        bytes.append(#"","limit":"#)
        bytes.append(number: limit)
        if let ordinal {
            bytes.append(#","ordinal":"#)
            bytes.append(number: ordinal)
        }
        bytes.append(#","attempt":"#)
        let place = bytes.count..<(bytes.count + content.count)
        bytes.append(contentsOf: content)
        end(start)
        return place
    }

    /// Writes which events were pruned.
    package mutating func pruned(_ positions: [Position], more: Bool = false) {
        let start = begin("pruned", more: more)
        bytes.append(#""positions":"#)
        bytes.append(list: positions) { $0.append(number: $1.number) }
        end(start)
    }

    /// Writes the highest numbers that were given out.
    package mutating func counts(_ counts: HighestNumbers, more: Bool = false) {
        let start = begin("counts", more: more)
        bytes.append(#""position":"#)
        bytes.append(number: counts.position.number)
        bytes.append(#","logNumber":"#)
        bytes.append(number: counts.logNumber)
        bytes.append(#","webhook":"#)
        bytes.append(number: counts.webhook)
        end(start)
    }

    /// Writes the last line of a snapshot.
    package mutating func end(_ snapshot: SnapshotEnd) {
        let start = begin("end", more: false)
        bytes.append(#""journal":"#)
        bytes.append(number: snapshot.journal)
        bytes.append(#","length":"#)
        bytes.append(number: snapshot.length)
        if let sum = snapshot.sum {
            bytes.append(#","last":""#)
            bytes.append(digits: sum)
            bytes.append(UInt8(ascii: "\""))
        }
        if let lines = snapshot.lines {
            bytes.append(#","lines":"#)
            bytes.append(number: lines)
        }
        end(start)
    }

    /// Writes the only line of `store.json`.
    package mutating func store(_ marker: StoreMarker) {
        let start = begin("store", more: false)
        bytes.append(#""format":"#)
        bytes.append(number: marker.format)
        bytes.append(#","store":"#)
        bytes.append(quoted: marker.store)
        bytes.append(#","journal":"#)
        bytes.append(number: marker.journal)
        end(start)
    }
}

extension [UInt8] {
    /// Makes room for that many bytes more, at least doubling, so that growing stays cheap.
    fileprivate mutating func reserveCapacityForAppending(_ more: Int) {
        let needed = count + more
        if needed > capacity { reserveCapacity(Swift.max(needed, capacity * 2)) }
    }
}
