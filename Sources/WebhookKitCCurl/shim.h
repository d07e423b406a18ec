// What Swift cannot import of libcurl's C interface: variadic calls, by the type of their argument,
// and options that the installed header may not know yet.
#ifndef WEBHOOKKIT_CCURL_SHIM_H
#define WEBHOOKKIT_CCURL_SHIM_H

#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <sys/socket.h>
#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

// The version that runs, which may be newer than the header: 0x075801 is 7.88.1.
static inline unsigned int webhookkit_version(void) {
    return curl_version_info(CURLVERSION_NOW)->version_num;
}

// Setting an option of an easy handle.

static inline CURLcode webhookkit_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode webhookkit_set_size(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode webhookkit_set_string(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode webhookkit_set_pointer(CURL *easy, CURLoption option, const void *value) {
    return curl_easy_setopt(easy, option, (void *)value);
}

// libcurl takes a copy of the bytes.
static inline CURLcode webhookkit_set_blob(
    CURL *easy, CURLoption option, const void *bytes, size_t count
) {
    struct curl_blob blob = {(void *)bytes, count, CURL_BLOB_COPY};
    return curl_easy_setopt(easy, option, &blob);
}

typedef size_t (*webhookkit_bytes_callback)(char *bytes, size_t size, size_t count, void *user);

static inline CURLcode webhookkit_set_bytes_callback(
    CURL *easy, CURLoption option, webhookkit_bytes_callback callback
) {
    return curl_easy_setopt(easy, option, callback);
}

typedef curl_socket_t (*webhookkit_socket_callback)(
    void *user, curlsocktype purpose, struct curl_sockaddr *address
);

static inline CURLcode webhookkit_set_socket_callback(
    CURL *easy, webhookkit_socket_callback callback
) {
    return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, callback);
}

typedef int (*webhookkit_close_callback)(void *user, curl_socket_t socket);

static inline CURLcode webhookkit_set_close_callback(
    CURL *easy, webhookkit_close_callback callback
) {
    return curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, callback);
}

typedef int (*webhookkit_ready_callback)(
    void *user, char *remote, char *local, int remote_port, int local_port
);

// Called when a connection, new or kept, is about to carry a request; 1 ends the transfer. Since
// libcurl 7.80.
static inline CURLcode webhookkit_set_ready_callback(
    CURL *easy, webhookkit_ready_callback callback, const void *user
) {
#if LIBCURL_VERSION_NUM >= 0x075000
    CURLcode code = curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, callback);
    return code ? code : curl_easy_setopt(easy, CURLOPT_PREREQDATA, (void *)user);
#else
    return CURLE_UNKNOWN_OPTION;
#endif
}

// http and https, and nothing else that libcurl can speak.
static inline CURLcode webhookkit_set_web_only(CURL *easy) {
#if LIBCURL_VERSION_NUM >= 0x075500
    return curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
#else
    return curl_easy_setopt(easy, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

// Lets go of a name lookup that hangs instead of waiting for it; since libcurl 7.87.
static inline CURLcode webhookkit_set_quick_exit(CURL *easy) {
#if LIBCURL_VERSION_NUM >= 0x075700
    return curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#else
    return CURLE_UNKNOWN_OPTION;
#endif
}

// The time after which a connection is not used for further requests; since libcurl 7.80.
static inline CURLcode webhookkit_set_lifetime(CURL *easy, long seconds) {
#if LIBCURL_VERSION_NUM >= 0x075000
    return curl_easy_setopt(easy, CURLOPT_MAXLIFETIME_CONN, seconds);
#else
    return CURLE_UNKNOWN_OPTION;
#endif
}

// Asking what an easy handle knows.

static inline CURLcode webhookkit_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode webhookkit_get_size(CURL *easy, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode webhookkit_get_pointer(CURL *easy, CURLINFO info, void **value) {
    return curl_easy_getinfo(easy, info, value);
}

// The file of authorities that libcurl was built to trust; nothing before libcurl 7.84.
static inline const char *webhookkit_default_authorities(CURL *easy) {
    const char *path = 0;
#if LIBCURL_VERSION_NUM >= 0x075400
    curl_easy_getinfo(easy, CURLINFO_CAINFO, &path);
#endif
    return path;
}

// A file in memory, without a name and closed in children; -1 where the system has none.
static inline int webhookkit_memory_file(void) {
#if defined(__linux__) && defined(SYS_memfd_create)
    return (int)syscall(SYS_memfd_create, "webhookkit", 1U);
#else
    return -1;
#endif
}

// Setting an option of a multi handle.

static inline CURLMcode webhookkit_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

// What a finished transfer is about; the union in CURLMsg has no name in Swift's eyes.
static inline CURLcode webhookkit_result(const CURLMsg *message) {
    return message->data.result;
}

#endif
