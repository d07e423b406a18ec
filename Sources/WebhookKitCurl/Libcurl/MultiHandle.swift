#if canImport(WebhookKitCCurl)
import WebhookKitCCurl

/// libcurl's multi handle: many requests on one thread, and the connections that they share.
///
/// Everything but ``wakeUp()`` belongs to the thread of one loop. Owns the handle; no easy handle may
/// be in it at the end.
///
/// `@unchecked Sendable`: `curl_multi_wakeup` is the one call that any thread may make, and the loop's
/// inbox sees to it that none makes it when the handle is gone.
@safe final class MultiHandle: @unchecked Sendable {
    private let pointer: UnsafeMutableRawPointer
    /// What closes the sockets, to the last of them.
    private let table: ConnectionTable

    /// Makes a handle; nil without memory or descriptors.
    ///
    /// - Parameters:
    ///   - connections: how many connections to keep, idle ones included.
    ///   - table: what knows their sockets.
    init?(connections: Int, table: ConnectionTable) {
        guard let pointer = unsafe curl_multi_init() else { return nil }
        unsafe self.pointer = pointer
        self.table = table
        unsafe webhookkit_multi_set_long(pointer, CURLMOPT_MAXCONNECTS, connections)
        // As in all versions before: a thread for each lookup, because those that hang keep theirs and
        // the rest would wait for them. The requests under way are limited, and so are lookups.
        unsafe webhookkit_multi_set_long(
            pointer,
            webhookkit_RESOLVE_THREADS_MAX,
            Int(Int32.max)
        )
        // The loop's end waits for no lookup.
        unsafe webhookkit_multi_set_long(pointer, webhookkit_MULTI_QUICK_EXIT, 1)
        // Without its pair of descriptors a multi handle works, but nobody could wake it.
        guard unsafe curl_multi_wakeup(pointer) == CURLM_OK else { return nil }
    }

    deinit {
        unsafe curl_multi_cleanup(pointer)
    }

    /// Adds a request; false without memory.
    func add(_ easy: EasyHandle) -> Bool {
        unsafe curl_multi_add_handle(pointer, easy.pointer) == CURLM_OK
    }

    /// Takes a request out; one that is not over is aborted and its connection closed.
    func remove(_ easy: EasyHandle) {
        unsafe curl_multi_remove_handle(pointer, easy.pointer)
    }

    /// Does what can be done without waiting; false when libcurl itself has failed.
    func perform() -> Bool {
        var running = CInt(0)
        return unsafe curl_multi_perform(pointer, &running) == CURLM_OK
    }

    /// Waits for something to do, for a wake-up, or for the time to pass; false when libcurl fails.
    func wait(milliseconds: CInt) -> Bool {
        unsafe curl_multi_poll(pointer, nil, 0, milliseconds, nil) == CURLM_OK
    }

    /// Ends the present waiting or the next.
    func wakeUp() {
        unsafe curl_multi_wakeup(pointer)
    }

    /// A request that is over: its handle's address, and its result.
    func nextFinished() -> (easy: UnsafeMutableRawPointer, code: CURLcode)? {
        var left = CInt(0)
        while let message = unsafe curl_multi_info_read(pointer, &left) {
            guard unsafe message.pointee.msg == CURLMSG_DONE,
                let easy = unsafe message.pointee.easy_handle
            else { continue }
            return unsafe (easy, webhookkit_result(message))
        }
        return nil
    }
}
#endif
