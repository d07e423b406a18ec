#if canImport(WebhookKitCCurl)
import WebhookKit
import WebhookKitCCurl

/// libcurl's easy handle: the options of one request at a time, and what became of it.
///
/// Belongs to whoever has its exchange. Owns the handle, and frees it in the end.
@safe final class EasyHandle {
    private(set) var pointer: UnsafeMutableRawPointer
    /// Where libcurl writes what went wrong, `CURL_ERROR_SIZE` bytes.
    private let text: UnsafeMutablePointer<CChar>
    /// The first option that libcurl refused; nil without any.
    ///
    /// A request whose options were not all taken must not be sent: most of them keep a promise.
    private(set) var trouble: TransportFailure?

    /// Makes a handle; nil when there is no memory.
    init?() {
        guard CurlLibrary.running.isReady, let pointer = unsafe curl_easy_init() else { return nil }
        unsafe self.pointer = pointer
        unsafe text = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe text.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        unsafe set(CURLOPT_ERRORBUFFER, pointer: text)
    }

    /// Takes all options back; connections and lookups stay with the multi handle.
    ///
    /// - Returns: False when there is no memory; the handle must not be used then.
    func renew() -> Bool {
        if CurlLibrary.running.mayReuseHandles {
            // Also begins libcurl's count of resends anew: it sends a request again when a kept
            // connection turns out to be dead, but in some versions only five times in a handle's life.
            unsafe curl_easy_reset(pointer)
        } else {
            guard let fresh = unsafe curl_easy_init() else { return false }
            unsafe curl_easy_cleanup(pointer)
            unsafe pointer = fresh
        }
        unsafe text.pointee = 0
        trouble = nil
        unsafe set(CURLOPT_ERRORBUFFER, pointer: text)
        return true
    }

    deinit {
        unsafe curl_easy_cleanup(pointer)
        unsafe text.deallocate()
    }

    /// What libcurl says about the failure of the last request; may be empty.
    var errorText: String { unsafe String(cString: text) }

    // MARK: Options

    func set(_ option: CURLoption, _ value: Int) {
        unsafe expect(webhookkit_set_long(pointer, option, value), option)
    }

    func set(_ option: CURLoption, size: Int) {
        unsafe expect(webhookkit_set_size(pointer, option, curl_off_t(size)), option)
    }

    func set(_ option: CURLoption, _ value: String?) {
        expect(code(option, value), option)
    }

    func set(_ option: CURLoption, pointer value: UnsafeRawPointer?) {
        unsafe expect(webhookkit_set_pointer(pointer, option, value), option)
    }

    /// Sets an option to bytes, of which libcurl takes a copy.
    func set(_ option: CURLoption, blob bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { buffer in
            let code = unsafe webhookkit_set_blob(
                pointer,
                option,
                buffer.baseAddress,
                buffer.count
            )
            expect(code, option)
        }
    }

    /// Sets an option that the library that runs may not have; false when it has not.
    @discardableResult
    func offer(_ option: CURLoption, _ value: Int) -> Bool {
        unsafe isTaken(webhookkit_set_long(pointer, option, value), option)
    }

    /// The same.
    @discardableResult
    func offer(_ option: CURLoption, _ value: String?) -> Bool {
        isTaken(code(option, value), option)
    }

    /// Keeps what libcurl said to an option that is needed.
    func expect(_ code: CURLcode, _ option: CURLoption) {
        guard code != CURLE_OK, trouble == nil else { return }
        let name = unsafe webhookkit_option_name(option).map { unsafe String(cString: $0) }
        let reason = unsafe String(cString: curl_easy_strerror(code))
        trouble = TransportFailure(
            .local,
            "libcurl \(CurlLibrary.running.version) does not take its option "
                + "\(name ?? "\(option.rawValue)"): \(reason). Nothing was sent."
        )
    }

    private func isTaken(_ code: CURLcode, _ option: CURLoption) -> Bool {
        // Too old for it, or built without.
        guard code != CURLE_UNKNOWN_OPTION, code != CURLE_NOT_BUILT_IN else { return false }
        expect(code, option)
        return true
    }

    private func code(_ option: CURLoption, _ value: String?) -> CURLcode {
        guard let value else { return unsafe webhookkit_set_string(pointer, option, nil) }
        return unsafe webhookkit_set_string(pointer, option, value)
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
#endif
