#if canImport(WebhookKitCCurl)
/// The body of one request where libcurl reads it, in memory that is used again for the next request.
///
/// Belongs to one prepared request. libcurl takes no copy: the bytes stay until the request is over.
@safe final class RequestBody {
    /// The most bytes that are kept for the next request.
    private static let mostKept = 16_384

    private var bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 2048, alignment: 1)
    private(set) var count = 0

    deinit {
        unsafe bytes.deallocate()
    }

    /// Where it begins; never nil, not even of an empty body.
    var start: UnsafeRawPointer? { unsafe UnsafeRawPointer(bytes.baseAddress) }

    func write(_ body: ArraySlice<UInt8>) {
        reserve(body.count)
        unsafe bytes.copyBytes(from: body)
        count = body.count
    }

    /// Blots the body out, and gives the memory of a large one back.
    func clear() {
        if unsafe bytes.count > Self.mostKept {
            unsafe bytes.deallocate()
            unsafe bytes = .allocate(byteCount: 2048, alignment: 1)
        } else {
            unsafe bytes.baseAddress?.initializeMemory(as: UInt8.self, repeating: 0, count: count)
        }
        count = 0
    }

    private func reserve(_ wanted: Int) {
        guard unsafe wanted > bytes.count else { return }
        unsafe bytes.deallocate()
        unsafe bytes = .allocate(byteCount: wanted, alignment: 1)
    }
}
#endif
