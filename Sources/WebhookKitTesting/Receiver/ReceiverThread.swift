#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// A thread of our own, for blocking calls that must not take one of the cooperative pool.
enum ReceiverThread {
    /// What a new thread runs; a class, so that C can carry it.
    fileprivate final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Starts a detached thread with a stack of 512 KiB; false when the system has none left.
    static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        unsafe pthread_attr_setstacksize(&attributes, 524_288)
        unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        let context = unsafe Unmanaged.passRetained(Work(body)).toOpaque()
        #if canImport(Darwin)
            var thread: pthread_t?
        #else
            var thread = pthread_t()
        #endif
        let result = unsafe pthread_create(&thread, &attributes, runReceiverThread, context)
        if result != 0 { unsafe Unmanaged<Work>.fromOpaque(context).release() }
        return result == 0
    }
}

extension ReceiverThread {
    /// Runs what blocks on a thread of its own and suspends meanwhile.
    static func run<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let isStarted = start { continuation.resume(with: Result(catching: body)) }
            guard !isStarted else { return }
            continuation.resume(throwing: LoopbackReceiverError("The system has no thread left."))
        }
    }
}

// Functions rather than closures: with a closure here, Swift 6.3.1's compiler crashes.
#if canImport(Darwin)
    private func runReceiverThread(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        unsafe Unmanaged<ReceiverThread.Work>.fromOpaque(context).takeRetainedValue().body()
        return nil
    }
#else
    private func runReceiverThread(
        _ context: UnsafeMutableRawPointer?
    ) -> UnsafeMutableRawPointer? {
        if let context = unsafe context {
            unsafe Unmanaged<ReceiverThread.Work>.fromOpaque(context).takeRetainedValue().body()
        }
        return nil
    }
#endif
