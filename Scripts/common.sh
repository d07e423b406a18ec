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
# WebhookKitCurl, openssl for the tests' certificates, and a few libraries that the toolchain itself takes (FoundationNetworking takes
# libcurl) and slim images leave out.
missing_packages() {
    [[ "$(uname)" == Linux ]] || return 0
    [[ -e /usr/include/stdlib.h ]] || echo libc6-dev
    [[ -e /usr/include/sqlite3.h ]] || echo libsqlite3-dev
    # Debian keeps it in a folder of the architecture's.
    compgen -G '/usr/include/curl/curl.h' >/dev/null \
        || compgen -G '/usr/include/*/curl/curl.h' >/dev/null || echo libcurl4-openssl-dev
    command -v openssl >/dev/null || echo openssl
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
    can_install || fail "run this first: sudo apt-get install $packages"
    # shellcheck disable=SC2086 # a list of names
    install_packages $packages
}

can_install() { command -v apt-get >/dev/null && [[ "$(id -u)" == 0 ]]; }

install_packages() {
    echo "installing $*"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq </dev/null
    apt-get install -y -qq "$@" </dev/null
}

# Whether a tool is there, or its package can be installed.
have() { # tool, package
    command -v "$1" >/dev/null && return 0
    can_install && install_packages "$2" >&2 && command -v "$1" >/dev/null
}

# Stops without Swift, and installs what building needs besides.
require_swift() {
    command -v swift >/dev/null || fail "swift is not on the PATH; install Swift 6.2 or later from https://swift.org/install"
    install_missing
}
