#if canImport(WebhookKitCCurl)
import WebhookKit
import WebhookKitCCurl

/// The header lines of one request as libcurl reads them: a list of C strings, in memory that is
/// used again for the next request.
///
/// Belongs to one prepared request. libcurl takes no copy: the lines stay until the request is over.
@safe final class HeaderLines {
    private var text: UnsafeMutablePointer<CChar>
    private var nodes: UnsafeMutablePointer<curl_slist>
    private var end = 0
    private var count = 0
    private var textCapacity = HeaderLines.textStart
    private var nodeCapacity = HeaderLines.nodesStart

    private static let textStart = 2048
    private static let nodesStart = 16
    /// The most bytes of lines that are kept for the next request.
    private static let mostKept = 16_384

    init() {
        unsafe text = .allocate(capacity: textCapacity)
        unsafe nodes = .allocate(capacity: nodeCapacity)
    }

    deinit {
        unsafe text.deallocate()
        unsafe nodes.deallocate()
    }

    /// Blots the lines out, which may hold credentials, and gives the memory of many back.
    func clear() {
        unsafe text.update(repeating: 0, count: end)
        end = 0
        count = 0
        guard textCapacity > Self.mostKept || nodeCapacity > Self.mostKept / 64 else { return }
        unsafe text.deallocate()
        unsafe nodes.deallocate()
        textCapacity = Self.textStart
        nodeCapacity = Self.nodesStart
        unsafe text = .allocate(capacity: textCapacity)
        unsafe nodes = .allocate(capacity: nodeCapacity)
    }

    /// The list's head, which is good until the next writing.
    var head: UnsafeRawPointer { unsafe UnsafeRawPointer(nodes) }

    /// Writes lines.
    ///
    /// - Parameter defaults: written too where there is no field of that name.
    func write(_ fields: [HeaderField], adding defaults: [HeaderField]) {
        reserve(
            bytes: Self.length(fields) + Self.length(defaults) + 16,
            lines: fields.count + defaults.count + 1
        )
        count = 0
        end = 0
        // Has libcurl not ask before it sends a large body, which costs a second where nobody answers.
        write("Expect", ":", "")
        for field in fields { write(field) }
        for field in defaults where !fields.contains(where: { $0.isNamed(field.name) }) {
            write(field)
        }
    }

    /// Name, colon, blank, value, and the zero at the end.
    private static func length(_ fields: [HeaderField]) -> Int {
        fields.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 3 }
    }

    private func write(_ field: HeaderField) {
        // To libcurl "Name:" means not to send it, and "Name;" that it has no value.
        let isBlank = field.value.utf8.allSatisfy { $0.isHTTPBlank }
        write(field.name, isBlank ? ";" : ": ", isBlank ? "" : field.value)
    }

    private func write(_ name: String, _ separator: String, _ value: String) {
        let start = unsafe text + end
        append(name)
        append(separator)
        append(value)
        unsafe text[end] = 0
        end += 1
        unsafe (nodes + count).initialize(to: curl_slist(data: start, next: nil))
        if count > 0 { unsafe (nodes + count - 1).pointee.next = unsafe nodes + count }
        count += 1
    }

    private func append(_ string: String) {
        var string = string
        string.withUTF8 { bytes in
            guard let start = bytes.baseAddress else { return }
            unsafe UnsafeMutableRawPointer(text + end)
                .copyMemory(from: start, byteCount: bytes.count)
            end += bytes.count
        }
    }

    private func reserve(bytes: Int, lines: Int) {
        if bytes > textCapacity {
            unsafe text.deallocate()
            unsafe text = .allocate(capacity: bytes)
            textCapacity = bytes
        }
        if lines > nodeCapacity {
            unsafe nodes.deallocate()
            unsafe nodes = .allocate(capacity: lines)
            nodeCapacity = lines
        }
    }
}
#endif
