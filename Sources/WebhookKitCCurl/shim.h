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

// The oldest that runs, too: see LibcurlVersion.oldest.
#if LIBCURL_VERSION_NUM < 0x075000
#error "WebhookKitCurl needs the header of libcurl 7.80 or later."
#endif

// What follows asks the library that runs, which may be older or newer than the header.

// 0x075801 is 7.88.1.
static inline unsigned int webhookkit_version(void) {
    return curl_version_info(CURLVERSION_NOW)->version_num;
}

// Bits such as CURL_VERSION_SSL.
static inline int webhookkit_features(void) {
    return curl_version_info(CURLVERSION_NOW)->features;
}

// What does TLS, such as "OpenSSL/3.0.16"; all that were built in, with those in brackets that are idle.
static inline const char *webhookkit_tls_library(void) {
    return curl_version_info(CURLVERSION_NOW)->ssl_version;
}

// The file of authorities that libcurl was built to trust; nothing when they are in none.
static inline const char *webhookkit_default_authorities(void) {
    const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);
    return info->age >= CURLVERSION_SEVENTH ? info->cainfo : 0;
}

// The name of an option; nothing for one that the library does not know.
static inline const char *webhookkit_option_name(CURLoption option) {
    const struct curl_easyoption *known = curl_easy_option_by_id(option);
    return known ? known->name : 0;
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

// Called when a connection, new or kept, is about to carry a request; 1 ends the transfer.
static inline CURLcode webhookkit_set_ready_callback(
    CURL *easy, webhookkit_ready_callback callback, const void *user
) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, callback);
    return code ? code : curl_easy_setopt(easy, CURLOPT_PREREQDATA, (void *)user);
}

// Options by their numbers, which never change, because the header may be older than the library.

// Takes the names of protocols; since libcurl 7.85.
static const CURLoption webhookkit_PROTOCOLS_STR = (CURLoption)(CURLOPTTYPE_STRINGPOINT + 318);
// Takes CURLPROTO_HTTP and so on, and may go one day.
static const CURLoption webhookkit_PROTOCOLS = (CURLoption)(CURLOPTTYPE_LONG + 181);
// Lets go of a name lookup that hangs instead of waiting for it; since libcurl 7.87.
static const CURLoption webhookkit_QUICK_EXIT = (CURLoption)(CURLOPTTYPE_LONG + 322);

// Most threads for name lookups of a multi handle, 20 by default; since libcurl 8.20.
static const CURLMoption webhookkit_RESOLVE_THREADS_MAX = (CURLMoption)(CURLOPTTYPE_LONG + 20);
// The same as QUICK_EXIT, for the end of a multi handle; since libcurl 8.20.
static const CURLMoption webhookkit_MULTI_QUICK_EXIT = (CURLMoption)(CURLOPTTYPE_LONG + 21);

// Results by their numbers, for the same reason.

// The receiver's offer of an encrypted greeting could not be taken up; since libcurl 8.8.
static const CURLcode webhookkit_ECH_REQUIRED = (CURLcode)101;

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
