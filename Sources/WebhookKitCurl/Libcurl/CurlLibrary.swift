import WebhookKitCCurl

/// The system's libcurl, which wants to be told once a process that it is about to be used.
enum CurlLibrary {
    /// Whether libcurl could be made ready; makes it so at the first asking.
    ///
    /// libcurl's own state of the process, not ours: since version 7.84 it counts such calls by
    /// several users, FoundationNetworking for one, and guards them with a lock.
    static let isReady =
        curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// Whether an easy handle may carry a second request.
    ///
    /// Before version 8.1.1 libcurl keeps a pointer to the last header of a response that it has freed,
    /// and writes there when the next response begins with a line that continues a header: any receiver
    /// could do that to the memory of the process.
    static let mayReuseHandles = webhookkit_version() >= 0x08_01_01
}
