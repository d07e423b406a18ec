import WebhookKit

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// A file to which lines are appended, each by one `write`: whole, whatever kills the process, and
/// never mixed with those of other processes.
struct LineFile: Sendable {
    private let descriptor: Int32

    /// Standard output.
    static let output = LineFile(descriptor: 1)

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    init(appendingTo path: String) throws(UsageError) {
        descriptor = unsafe open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw UsageError("\(path) cannot be opened") }
    }

    func append(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        // Whoever cannot say what he does must not go on doing it.
        guard unsafe write(descriptor, bytes, bytes.count) == bytes.count else { exit(4) }
    }
}

/// Writes a line to the standard output, past all buffers: what is said is said, whatever comes then.
func say(_ line: String) {
    LineFile.output.append(line)
}

/// The time in milliseconds by a clock that all processes of the machine share.
func machineTime() -> Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}

/// Whether a file is there.
func exists(_ path: String) -> Bool {
    unsafe access(path, F_OK) == 0
}

/// Ends with the first line, or the end, of standard input: whoever started this process says stop
/// by it, and by its own end.
func stopRequest() async {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
    let trouble = BlockingThread.start {
        var byte: UInt8 = 0
        while unsafe read(0, &byte, 1) < 0, errno == EINTR {}
        continuation.finish()
    }
    if let trouble { say("error \(trouble)") }
    for await _ in stream {}
}
