# Sourced by the scripts beside it: where the tree is, and how to stop with a reason.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The project's own builds treat warnings as errors; a host's builds do not.
export WEBHOOKKIT_STRICT=1

fail() {
    echo "${0##*/}: $*" >&2
    exit 1
}

# What building needs of the system: SQLite's header for WebhookKitSQLite, libcurl's for
# WebhookKitCurl, and a few libraries that the toolchain itself takes (FoundationNetworking takes
# libcurl) and slim images leave out.
missing_packages() {
    [[ "$(uname)" == Linux ]] || return 0
    [[ -e /usr/include/stdlib.h ]] || echo libc6-dev
    [[ -e /usr/include/sqlite3.h ]] || echo libsqlite3-dev
    # Debian keeps it in a folder of the architecture's.
    compgen -G '/usr/include/curl/curl.h' >/dev/null \
        || compgen -G '/usr/include/*/curl/curl.h' >/dev/null || echo libcurl4-openssl-dev
    local manager
    manager="$(dirname "$(realpath "$(command -v swift)")")/swift-package"
    [[ -e "$manager" ]] && command -v ldd >/dev/null || return 0
    local absent
    absent="$(ldd "$manager" | grep 'not found' || true)"
    local pair
    for pair in libcurl:libcurl4-openssl-dev libxml2:libxml2-dev libsqlite3:libsqlite3-dev \
        libncurses:libncurses-dev libstdc++:libstdc++6; do
        if [[ "$absent" == *"${pair%%:*}.so"* ]]; then echo "${pair#*:}"; fi
    done
}

install_missing() {
    local packages
    packages="$(missing_packages | tr '\n' ' ')"
    [[ -n "$packages" ]] || return 0
    command -v apt-get >/dev/null || fail "building needs these packages: $packages"
    [[ "$(id -u)" == 0 ]] || fail "run this first: sudo apt-get install $packages"
    echo "installing $packages"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq </dev/null
    # shellcheck disable=SC2086 # a list of names
    apt-get install -y -qq $packages </dev/null
}

# Stops without Swift, and installs what building needs besides.
require_swift() {
    command -v swift >/dev/null || fail "swift is not on the PATH; install Swift 6.2 or later from https://swift.org/install"
    install_missing
}
