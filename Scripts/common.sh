# Sourced by the scripts beside it: where the tree is, and how to stop with a reason.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The project's own builds treat warnings as errors; a host's builds do not.
export WEBHOOKKIT_STRICT=1

fail() {
    echo "${0##*/}: $*" >&2
    exit 1
}

require_swift() {
    command -v swift >/dev/null || fail "swift is not on the PATH; install Swift 6.2 or later from https://swift.org/install"
}
