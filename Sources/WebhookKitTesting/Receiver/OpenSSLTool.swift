#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// Runs the `openssl` command line tool; blocks while it runs.
struct OpenSSLTool {
    let folder: TemporaryFolder

    /// Runs one command.
    ///
    /// - Throws: ``LoopbackReceiverError`` with what the tool said, or when there is no such tool.
    func run(_ arguments: [String]) throws(LoopbackReceiverError) {
        #if os(macOS) || os(Linux)
            let log = folder.at("log")
            #if canImport(Darwin)
                var actions: posix_spawn_file_actions_t?
            #else
                var actions = unsafe posix_spawn_file_actions_t()
            #endif
            unsafe posix_spawn_file_actions_init(&actions)
            defer { unsafe posix_spawn_file_actions_destroy(&actions) }
            unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
            let flags = O_WRONLY | O_CREAT | O_TRUNC
            unsafe posix_spawn_file_actions_addopen(&actions, 1, log, flags, 0o600)
            unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)

            var words = unsafe (["openssl"] + arguments).map { unsafe strdup($0) }
            defer { unsafe words.forEach { unsafe free($0) } }
            unsafe words.append(nil)
            // Without an environment: settings of the developer's own must not change the outcome.
            var environment: [UnsafeMutablePointer<CChar>?] = unsafe [nil]
            var process = pid_t()
            let result = unsafe posix_spawnp(
                &process,
                "openssl",
                &actions,
                nil,
                &words,
                &environment
            )
            guard result == 0 else {
                throw LoopbackReceiverError(
                    "The tool openssl, which makes certificates for tests, did not start "
                        + "(errno \(result)). Install it and put it on the PATH."
                )
            }
            var status: CInt = 0
            while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
            guard status == 0 else {
                throw LoopbackReceiverError(
                    "openssl \(arguments.first ?? "") ended with \(status): \(try TextFile.read(log))"
                )
            }
        #else
            throw LoopbackReceiverError("There is no tool to make certificates on this platform.")
        #endif
    }
}
