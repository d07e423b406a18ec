#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// Threads that may block, unlike those of Swift's cooperative pool and of Dispatch.
package enum BlockingThread {
    /// Runs `body` on a new thread, which ends with it.
    ///
    /// - Returns: What went wrong when the system makes no thread; `body` does not run then.
    package static func start(
        stackSize: Int = 512 * 1024,
        _ body: @escaping @Sendable () -> Void
    ) -> String? {
        var attributes = pthread_attr_t()
        guard unsafe pthread_attr_init(&attributes) == 0 else { return "no memory for a thread" }
        defer { unsafe pthread_attr_destroy(&attributes) }
        unsafe pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
        // Resolver modules keep answers of up to 64 KiB on the stack; musl's default is too small.
        unsafe pthread_attr_setstacksize(&attributes, stackSize)
        let box = unsafe Unmanaged.passRetained(Box(body))
        #if canImport(Darwin)
            var thread: pthread_t?
        #else
            var thread = pthread_t()
        #endif
        let code = unsafe pthread_create(&thread, &attributes, threadMain, box.toOpaque())
        guard code == 0 else {
            unsafe box.release()
            return "no further thread can be made (error \(code))"
        }
        return nil
    }

    /// Runs `body` on a thread of its own and waits for what it gives.
    ///
    /// - Throws: what `body` throws; `unavailable` when the system makes no thread.
    package static func run<Value: Sendable>(
        _ body: @escaping @Sendable () throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
            let trouble = start { continuation.resume(returning: Result(catching: body)) }
            if let trouble {
                continuation.resume(returning: .failure(StoreError(.unavailable, trouble)))
            }
        }
        return try result.get()
    }

    private final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    // The C type of a thread's entry differs in what may be null.
    #if canImport(Glibc) || canImport(Musl)
        private static let threadMain:
            @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { pointer in
                if let pointer = unsafe pointer { unsafe run(pointer) }
                return nil
            }
    #elseif canImport(Darwin)
        private static let threadMain:
            @convention(c) (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? = { pointer in
                unsafe run(pointer)
                return nil
            }
    #else
        private static let threadMain:
            @convention(c) (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer = { pointer in
                unsafe run(pointer)
                return unsafe pointer
            }
    #endif

    private static func run(_ pointer: UnsafeMutableRawPointer) {
        unsafe Unmanaged<Box>.fromOpaque(pointer).takeRetainedValue().body()
    }
}
