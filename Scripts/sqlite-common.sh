# Sourced by Scripts/sqlite-* after common.sh: what they need, and the program they run.

require_swift
export PYTHONDONTWRITEBYTECODE=1
skip() {
    echo "${0##*/}: skipped: $*"
    exit 0
}
[[ "$(uname)" == Linux ]] || skip "strace is Linux's"
have strace strace || skip "it needs strace: apt-get install strace"
have python3 python3 || skip "it needs python3: apt-get install python3"
strace -qqq -o /dev/null true 2>/dev/null || skip "this machine lets nobody trace a process"

# Builds the program and gives its path.
crasher() {
    swift build --product SQLiteCrasher </dev/null >&2
    echo "$(swift build --show-bin-path)/SQLiteCrasher"
}
