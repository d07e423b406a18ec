import BenchmarksCCurl
import TransportLoad

/// libcurl's multi interface on one thread and nothing around it: as many easy handles as requests
/// are under way, each added again as soon as it is done.
///
/// The reference has its headers made once and no deadline. With `isEachTime`, headers are put
/// together and a deadline is set for each request, as no client that is of use can do without.
final class BareCurl {
    private let url: String
    private let isEachTime: Bool
    private let multi: UnsafeMutableRawPointer
    private let body: UnsafeMutablePointer<UInt8>
    private var transfers: [Transfer] = []
    private var failures = 0

    /// What an easy handle is doing.
    private struct Transfer {
        let easy: UnsafeMutableRawPointer
        var headers: UnsafeMutablePointer<curl_slist>?
        var start: ContinuousClock.Instant
    }

    init(url: String, isEachTime: Bool) {
        self.url = url
        self.isEachTime = isEachTime
        curl_global_init(Int(CURL_GLOBAL_DEFAULT))
        guard let multi = curl_multi_init() else { preconditionFailure("no multi handle") }
        self.multi = multi
        body = .allocate(capacity: SampleWebhook.body.count)
        body.initialize(from: SampleWebhook.body, count: SampleWebhook.body.count)
    }

    deinit {
        for transfer in transfers {
            curl_easy_cleanup(transfer.easy)
            curl_slist_free_all(transfer.headers)
        }
        curl_multi_cleanup(multi)
        body.deallocate()
    }

    func run(_ load: Load) -> LoadResult {
        let before = ProcessUse.status("VmRSS") ?? 0
        for index in 0..<load.concurrency {
            guard let easy = curl_easy_init() else { preconditionFailure("no easy handle") }
            prepare(easy, index)
            transfers.append(Transfer(easy: easy, headers: nil, start: .now))
            setHeaders(index)
        }
        _ = phase(load.warmUp)
        failures = 0
        let measure = Measure(residentBefore: before)
        let latencies = phase(load.length)
        return measure.result(latencies, failures: failures)
    }

    /// The settings that no sender of webhooks may leave out.
    private func prepare(_ easy: UnsafeMutableRawPointer, _ index: Int) {
        for (option, value) in [
            (CURLOPT_POST, 1), (CURLOPT_POSTFIELDSIZE, SampleWebhook.body.count),
            (CURLOPT_NOSIGNAL, 1), (CURLOPT_QUICK_EXIT, 1),
            (CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1),
        ] {
            check(benchmarks_set_long(easy, option, value))
        }
        for (option, value) in [
            (CURLOPT_URL, url), (CURLOPT_PROXY, ""), (CURLOPT_PROTOCOLS_STR, "http,https"),
        ] {
            check(value.withCString { benchmarks_set_pointer(easy, option, $0) })
        }
        check(benchmarks_set_pointer(easy, CURLOPT_CAPATH, nil))
        check(benchmarks_set_pointer(easy, CURLOPT_POSTFIELDS, body))
        check(benchmarks_set_pointer(easy, CURLOPT_PRIVATE, UnsafeRawPointer(bitPattern: index)))
        check(
            benchmarks_set_callback(easy, CURLOPT_WRITEFUNCTION) { _, size, count, _ in size * count
            }
        )
        check(
            benchmarks_set_callback(easy, CURLOPT_HEADERFUNCTION) { _, size, count, _ in
                size * count
            }
        )
    }

    private func setHeaders(_ index: Int) {
        curl_slist_free_all(transfers[index].headers)
        var headers = curl_slist_append(nil, "Expect:")
        headers = curl_slist_append(headers, "Accept:")
        for (name, value) in SampleWebhook.headers {
            headers = curl_slist_append(headers, "\(name): \(value)")
        }
        transfers[index].headers = headers
        check(benchmarks_set_pointer(transfers[index].easy, CURLOPT_HTTPHEADER, headers))
        guard isEachTime else { return }
        let deadline = SampleWebhook.deadline * 1000
        check(benchmarks_set_long(transfers[index].easy, CURLOPT_TIMEOUT_MS, deadline))
    }

    private func phase(_ length: Duration) -> Latencies {
        let end = ContinuousClock.now + length
        var latencies = Latencies()
        var underWay = 0
        for index in transfers.indices {
            transfers[index].start = .now
            curl_multi_add_handle(multi, transfers[index].easy)
            underWay += 1
        }
        var running: Int32 = 0
        while underWay > 0 {
            // In this order; in others it stalls.
            curl_multi_poll(multi, nil, 0, 1000, nil)
            curl_multi_perform(multi, &running)
            var left: Int32 = 0
            while let message = curl_multi_info_read(multi, &left) {
                guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle
                else { continue }
                let isOK = benchmarks_result(message) == CURLE_OK
                let index = take(easy, isOK: isOK)
                let now = ContinuousClock.now
                latencies.count(transfers[index].start.duration(to: now))
                curl_multi_remove_handle(multi, easy)
                guard now < end else {
                    underWay -= 1
                    continue
                }
                if isEachTime { setHeaders(index) }
                transfers[index].start = now
                curl_multi_add_handle(multi, easy)
            }
        }
        return latencies
    }

    /// Looks at the status, and gives the index of the transfer.
    private func take(_ easy: UnsafeMutableRawPointer, isOK: Bool) -> Int {
        var (status, index) = (0, 0)
        benchmarks_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
        benchmarks_get_long(easy, CURLINFO_PRIVATE, &index)
        if !isOK || status != 200 { failures += 1 }
        return index
    }

    private func check(_ code: CURLcode) {
        precondition(code == CURLE_OK, String(cString: curl_easy_strerror(code)))
    }
}
