import WebhookKit

/// Reads HTTP/1.1 requests from one connection, with caps on everything a sender can make long.
///
/// Belongs to the one thread of its connection.
struct RequestReader {
    /// Why there is no further request.
    enum End: Error {
        /// The sender closed the connection, or it broke.
        case closed
        /// What came is no request, or is too large.
        case malformed
    }

    /// The parts of a request.
    struct Message {
        var method = ""
        var target = ""
        var headers: [HeaderField] = []
        var body: [UInt8] = []
    }

    static let maximumLineLength = 65_536
    static let maximumHeaderCount = 1_000
    static let maximumBodyLength = 67_108_864

    let wire: Wire
    private var buffer: [UInt8] = []
    private var start = 0
    private var chunk = [UInt8](repeating: 0, count: 65_536)

    init(wire: Wire) {
        self.wire = wire
    }

    /// Reads the next request up to its body.
    mutating func head() throws(End) -> Message {
        var message = Message()
        let first = try line().split(separator: UInt8(ascii: " "), maxSplits: 2)
        guard first.count == 3, first[2].starts(with: Array("HTTP/1.".utf8)) else {
            throw .malformed
        }
        message.method = String(decoding: first[0], as: UTF8.self)
        message.target = String(decoding: first[1], as: UTF8.self)
        message.headers = try fields()
        return message
    }

    /// Reads the body of a request whose head has been read.
    mutating func readBody(of message: inout Message) throws(End) {
        if message.headers.first(named: "transfer-encoding") != nil {
            message.body = try chunkedBody()
        } else if let text = message.headers.first(named: "content-length") {
            guard let length = Int(text), (0...Self.maximumBodyLength).contains(length) else {
                throw .malformed
            }
            message.body = try take(length)
        }
    }

    /// Takes in what has come; false at the end of the connection or when too much has come.
    mutating func absorb() -> Bool {
        guard buffer.count - start <= Self.maximumBodyLength else { return false }
        let count = wire.receive(into: &chunk)
        guard count > 0 else { return false }
        if start == buffer.count {
            buffer.removeAll(keepingCapacity: true)
            start = 0
        }
        buffer += chunk[..<count]
        return true
    }

    private mutating func fields() throws(End) -> [HeaderField] {
        var fields: [HeaderField] = []
        while true {
            let line = try line()
            guard !line.isEmpty else { return fields }
            guard fields.count < Self.maximumHeaderCount,
                let colon = line.firstIndex(of: UInt8(ascii: ":"))
            else { throw .malformed }
            fields.append(
                HeaderField(
                    String(decoding: line[..<colon], as: UTF8.self),
                    Self.trimmed(line[colon...].dropFirst())
                )
            )
        }
    }

    private mutating func chunkedBody() throws(End) -> [UInt8] {
        var body: [UInt8] = []
        while true {
            let size = try line().prefix { $0 != UInt8(ascii: ";") }
            guard let length = Int(Self.trimmed(size), radix: 16), length >= 0,
                length <= Self.maximumBodyLength - body.count
            else { throw .malformed }
            guard length > 0 else {
                _ = try fields()
                return body
            }
            body += try take(length)
            guard try line().isEmpty else { throw .malformed }
        }
    }

    private mutating func line() throws(End) -> ArraySlice<UInt8> {
        var searched = start
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = buffer[start..<end]
                start = end + 1
                return line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            }
            let length = buffer.count - start
            guard length <= Self.maximumLineLength else { throw .malformed }
            guard absorb() else { throw .closed }
            searched = start + length
        }
    }

    private mutating func take(_ count: Int) throws(End) -> [UInt8] {
        while buffer.count - start < count {
            guard absorb() else { throw .closed }
        }
        defer { start += count }
        return Array(buffer[start..<start + count])
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
        let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        var rest = bytes.drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return String(decoding: rest, as: UTF8.self)
    }
}
