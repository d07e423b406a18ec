import WebhookKit
import WebhookKitCCurl

/// The header lines of one request as libcurl reads them: a list of C strings, in memory that is
/// used again for the next request.
///
/// Belongs to one exchange. libcurl takes no copy: the lines stay until the request is over.
@safe final class HeaderLines {
    private var text: UnsafeMutablePointer<CChar>
    private var nodes: UnsafeMutablePointer<curl_slist>
    private var textCapacity = 2048
    private var nodeCapacity = 16

    init() {
        unsafe text = .allocate(capacity: textCapacity)
        unsafe nodes = .allocate(capacity: nodeCapacity)
    }

    deinit {
        unsafe text.deallocate()
        unsafe nodes.deallocate()
    }

    /// Writes the lines, and gives the list's head, which is good until the next writing.
    func write(_ fields: [HTTPField]) -> UnsafeRawPointer? {
        // Name, colon, blank, value, and the zero at the end.
        let length = fields.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 3 }
        reserve(bytes: length, lines: fields.count)
        var end = 0
        for (index, field) in fields.enumerated() {
            let start = end
            append(field.name, at: &end)
            // libcurl takes "Name:" for "do not send it", and "Name;" for one without a value.
            append(field.value.isEmpty ? ";" : ": ", at: &end)
            append(field.value, at: &end)
            unsafe text[end] = 0
            end += 1
            let next = unsafe index + 1 < fields.count ? nodes + index + 1 : nil
            unsafe (nodes + index).initialize(to: curl_slist(data: text + start, next: next))
        }
        return fields.isEmpty ? nil : unsafe UnsafeRawPointer(nodes)
    }

    private func append(_ string: String, at end: inout Int) {
        for byte in string.utf8 {
            unsafe text[end] = CChar(bitPattern: byte)
            end += 1
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
