#if os(macOS) || os(Linux)
import Testing

/// Several processes on one file (B-4); one at a time, for each wants the machine to itself.
@Suite(.serialized)
struct Processes {}
#endif
