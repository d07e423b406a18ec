#if canImport(WebhookKitCCurl)
#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Android)
import Android
#endif

/// How many file descriptors this process may open.
enum DescriptorLimit {
    /// A number of connections that leaves half of the descriptors to the host.
    static func connections(atMost wanted: Int) -> Int {
        var limit = rlimit()
        #if canImport(Glibc)
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
        let resource = RLIMIT_NOFILE
        #endif
        guard unsafe getrlimit(resource, &limit) == 0 else { return wanted }
        let half = Int(clamping: limit.rlim_cur) / 2
        return max(min(wanted, half), 1)
    }
}
#endif
