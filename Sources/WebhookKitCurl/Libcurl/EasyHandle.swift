import WebhookKitCCurl

/// libcurl's easy handle: the options of one request at a time, and what became of it.
///
/// Belongs to whoever has its exchange. Owns the handle, and frees it in the end.
@safe final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    /// Where libcurl writes what went wrong, `CURL_ERROR_SIZE` bytes.
    private let text: UnsafeMutablePointer<CChar>

    /// Makes a handle; nil when there is no memory.
    init?() {
        guard CurlLibrary.isReady, let pointer = unsafe curl_easy_init() else { return nil }
        unsafe self.pointer = pointer
        unsafe text = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe text.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        unsafe webhookkit_set_pointer(pointer, CURLOPT_ERRORBUFFER, text)
    }

    /// Takes all options back; connections and lookups stay with the multi handle.
    func reset() {
        unsafe curl_easy_reset(pointer)
        unsafe text.pointee = 0
        unsafe webhookkit_set_pointer(pointer, CURLOPT_ERRORBUFFER, text)
    }

    deinit {
        unsafe curl_easy_cleanup(pointer)
        unsafe text.deallocate()
    }

    /// What libcurl says about the failure of the last request; may be empty.
    var errorText: String { unsafe String(cString: text) }

    // MARK: Options

    // The results are not looked at where the option is as old as the oldest libcurl that has the
    // multi interface's wakeup (7.68), and its value is one that every version takes.

    func set(_ option: CURLoption, _ value: Int) {
        unsafe webhookkit_set_long(pointer, option, value)
    }

    func set(_ option: CURLoption, size: Int) {
        unsafe webhookkit_set_size(pointer, option, curl_off_t(size))
    }

    func set(_ option: CURLoption, _ value: String?) {
        if let value {
            unsafe webhookkit_set_string(pointer, option, value)
        } else {
            unsafe webhookkit_set_string(pointer, option, nil)
        }
    }

    func set(_ option: CURLoption, pointer value: UnsafeRawPointer?) {
        unsafe webhookkit_set_pointer(pointer, option, value)
    }

    /// Sets an option to bytes, of which libcurl takes a copy.
    func set(_ option: CURLoption, blob bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { buffer in
            _ = unsafe webhookkit_set_blob(pointer, option, buffer.baseAddress, buffer.count)
        }
    }

    /// Sets the body, which has to stay where it is until the request is over.
    func set(_ body: RequestBody) {
        set(CURLOPT_POSTFIELDSIZE_LARGE, size: body.count)
        // An empty body has a pointer too: without any libcurl would read from standard input.
        unsafe set(CURLOPT_POSTFIELDS, pointer: body.start)
    }

    // MARK: Answers

    func number(_ info: CURLINFO) -> Int {
        var value = 0
        unsafe webhookkit_get_long(pointer, info, &value)
        return value
    }

    /// A number of bytes or microseconds.
    func size(_ info: CURLINFO) -> Int {
        var value = curl_off_t(0)
        unsafe webhookkit_get_size(pointer, info, &value)
        return Int(value)
    }
}
