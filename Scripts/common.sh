# Sourced by the scripts beside it: where the tree is, and how to stop with a reason.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The project's own builds treat warnings as errors; a host's builds do not.
export WEBHOOKKIT_STRICT=1

fail() {
    echo "${0##*/}: $*" >&2
    exit 1
}

# Runs a command whose output only matters when it fails.
quietly() {
    local log status=0
    log="$(mktemp)"
    "$@" >"$log" 2>&1 || status=$?
    [[ $status == 0 ]] || cat "$log" >&2
    rm -f "$log"
    return $status
}

# Whether the compiler finds a header, wherever this system keeps it.
has_header() {
    "$(dirname "$(command -v swift)")/clang" -E -include "$1" -x c /dev/null >/dev/null 2>&1
}

# What building needs of the system, by the names of Debian's packages: the C library's headers,
# SQLite's for WebhookKitSQLite, libcurl's for WebhookKitCurl, openssl for the tests' certificates, and
# libraries that the toolchain itself takes (FoundationNetworking takes libcurl) and slim images leave
# out. On macOS all of it is in the SDK.
missing_packages() {
    [[ "$(uname)" == Linux ]] || return 0
    has_header stdlib.h || echo libc6-dev
    has_header sqlite3.h || echo libsqlite3-dev
    has_header curl/curl.h || echo libcurl4-openssl-dev
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
    packages="$(missing_packages | sort -u | tr '\n' ' ')"
    packages="${packages% }"
    [[ -n "$packages" ]] || return 0
    command -v apt-get >/dev/null ||
        fail "install what this system calls Debian's packages $packages, then run this again"
    can_install || fail "run this first: sudo apt-get install -y $packages"
    # shellcheck disable=SC2086 # a list of names
    install_packages $packages
    packages="$(missing_packages | tr '\n' ' ')"
    [[ -z "$packages" ]] || fail "still incomplete; run: apt-get install --reinstall $packages"
}

can_install() { command -v apt-get >/dev/null && [[ "$(id -u)" == 0 ]]; }

install_packages() {
    echo "installing $*" >&2
    export DEBIAN_FRONTEND=noninteractive
    # One at a time: steps of CI run side by side.
    (
        flock 9
        quietly apt-get update -qq </dev/null || fail "apt-get update fails"
        quietly apt-get install -y -qq "$@" </dev/null || fail "apt-get cannot install $*"
    ) 9>/var/lock/webhookkit-packages
}

# Whether a tool is there, or its package can be installed.
have() { # tool, package
    command -v "$1" >/dev/null && return 0
    can_install && install_packages "$2" && command -v "$1" >/dev/null
}

# Stops without Swift, and installs what building needs besides.
require_swift() {
    command -v swift >/dev/null ||
        fail "swift is not on the PATH; install Swift 6.2 or later from https://swift.org/install"
    install_missing
}

# Builds the suite, and sets `products` to the folder with it.
build_tests() {
    quietly swift build --build-tests </dev/null || fail "the suite does not build"
    products="$(swift build --show-bin-path)"
}

# Runs what a filter names of the suite that was built; not by `swift test`, for whose lock others
# would wait.
run_tests() { # filter, command to run it under…
    local filter="$1"
    shift
    if [[ "$(uname)" == Darwin ]]; then
        "$@" swift test --skip-build --disable-xctest --filter "$filter" </dev/null
    else
        "$@" "$products/WebhookKitPackageTests.xctest" --testing-library swift-testing \
            --filter "$filter" </dev/null
    fi
}

# Builds for release, and sets `products` to the folder with the programs. Whatever needs that shares
# one build folder, so that the modules are compiled once; a cached plan would be that of another
# package.
build_release() { # what, as swift build takes it
    local build=(swift build -c release --scratch-path .build-release --disable-build-manifest-caching)
    quietly "${build[@]}" "$@" </dev/null || fail "no build for release: $*"
    products="$("${build[@]}" "$@" --show-bin-path)"
}
