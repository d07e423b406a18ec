// What Swift cannot import of libcurl's C interface: variadic calls, by the type of their argument.
#ifndef WEBHOOKKIT_BENCHMARKS_CCURL_SHIM_H
#define WEBHOOKKIT_BENCHMARKS_CCURL_SHIM_H

#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

static inline CURLcode benchmarks_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode benchmarks_set_pointer(CURL *easy, CURLoption option, const void *value) {
    return curl_easy_setopt(easy, option, (void *)value);
}

typedef size_t (*benchmarks_bytes_callback)(char *bytes, size_t size, size_t count, void *user);

static inline CURLcode benchmarks_set_callback(
    CURL *easy, CURLoption option, benchmarks_bytes_callback callback
) {
    return curl_easy_setopt(easy, option, callback);
}

static inline CURLcode benchmarks_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}

// The union in CURLMsg has no name in Swift's eyes.
static inline CURLcode benchmarks_result(const CURLMsg *message) {
    return message->data.result;
}

#endif
