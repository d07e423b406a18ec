#if canImport(WebhookKitCCurl)
import WebhookKit

/// Collects a response from what libcurl hands over: header lines, then pieces of the body.
///
/// A pure value with a limit for everything that a receiver can make long. It runs on the loop's thread
/// and so does no more than it must: ``ReceivedResponse`` reads the lines where the answer is awaited.
struct ResponseReader {
    /// The most bytes of header lines that are read, those of 1xx responses and trailers included.
    static let mostHeaderBytes = 262_144
    /// The most bytes of header lines that are kept; later lines are dropped.
    static let mostKeptHeaderBytes = 65_536

    private let bodyLimit: Int
    private var status = 0
    private var lines: [UInt8] = []
    private var body: [UInt8] = []
    private var headerBytes = 0
    private var keptBytes = 0
    private var isCut = false
    /// Whether a status line has come, and no empty line since.
    private var isInHead = false

    /// Whether a final status and all of its headers have come.
    private(set) var hasHead = false
    /// Whether there were more bytes of headers than are read.
    private(set) var hasEndlessHead = false
    /// Whether anything has come.
    var hasStarted: Bool { headerBytes > 0 }

    init(bodyLimit: Int) {
        self.bodyLimit = max(bodyLimit, 0)
    }

    /// Takes a header line with its line end; false to end the exchange.
    mutating func readLine(_ line: UnsafeRawBufferPointer) -> Bool {
        headerBytes += line.count
        guard headerBytes <= Self.mostHeaderBytes else {
            hasEndlessHead = true
            return false
        }
        // What comes after the head are the trailers of a chunked body, which libcurl keeps as well.
        guard !hasHead else { return true }
        var line = unsafe line[...]
        while let last = unsafe line.last, last == 0x0D || last == 0x0A { unsafe line.removeLast() }
        if !isInHead, unsafe line.starts(with: "HTTP/".utf8) {
            isInHead = true
            status = unsafe Self.status(of: line)
            lines = []
            lines.reserveCapacity(512)
            keptBytes = 0
        } else if unsafe line.isEmpty {
            isInHead = false
            // Informational responses are no answer yet (RFC 9110, section 15.2).
            hasHead = status >= 200
        } else {
            unsafe keep(line)
        }
        return true
    }

    private mutating func keep(_ line: Slice<UnsafeRawBufferPointer>) {
        keptBytes += unsafe line.count
        guard keptBytes <= Self.mostKeptHeaderBytes else { return }
        unsafe lines.append(contentsOf: line)
        lines.append(ReceivedResponse.lineEnd)
    }

    /// Takes a piece of the body; false to end the exchange, because the limit cuts it.
    mutating func readBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let room = bodyLimit - body.count
        unsafe body.append(contentsOf: bytes.prefix(room))
        if bytes.count > room { isCut = true }
        return !isCut
    }

    /// The response as far as it came; nil without a whole head.
    ///
    /// - Parameter isWhole: whether the exchange came to its regular end.
    func response(isWhole: Bool) -> ReceivedResponse? {
        guard hasHead else { return nil }
        return ReceivedResponse(
            status: status,
            lines: lines,
            body: body,
            isTruncated: isCut || !isWhole
        )
    }

    /// The three digits after the version; 0 when there are none.
    private static func status(of line: Slice<UnsafeRawBufferPointer>) -> Int {
        let digits = unsafe line.drop { $0 != 0x20 }.dropFirst().prefix(3)
        guard unsafe digits.count == 3, unsafe digits.allSatisfy(\.isASCIIDigit) else { return 0 }
        return unsafe digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}
#endif
