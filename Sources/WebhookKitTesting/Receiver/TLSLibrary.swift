#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// The server's half of the system's OpenSSL, found at run time.
///
/// Looked up rather than linked, so that nobody who tests without TLS needs it. The signatures are
/// those of OpenSSL 1.1.1 and 3; the library is never unloaded.
@safe struct TLSLibrary: Sendable {
    typealias Pointer = OpaquePointer

    let serverMethod: @convention(c) @Sendable () -> Pointer?
    let newContext: @convention(c) @Sendable (Pointer?) -> Pointer?
    let freeContext: @convention(c) @Sendable (Pointer?) -> Void
    let useChain: @convention(c) @Sendable (Pointer?, UnsafePointer<CChar>?) -> CInt
    let useKey: @convention(c) @Sendable (Pointer?, UnsafePointer<CChar>?, CInt) -> CInt
    let trust:
        @convention(c) @Sendable (Pointer?, UnsafePointer<CChar>?, UnsafePointer<CChar>?) -> CInt
    let setVerify: @convention(c) @Sendable (Pointer?, CInt, UnsafeRawPointer?) -> Void
    let control: @convention(c) @Sendable (Pointer?, CInt, CLong, UnsafeRawPointer?) -> CLong
    let setCiphers: @convention(c) @Sendable (Pointer?, UnsafePointer<CChar>?) -> CInt
    let setName: @convention(c) @Sendable (Pointer?, UnsafePointer<UInt8>?, CUnsignedInt) -> CInt

    let newSession: @convention(c) @Sendable (Pointer?) -> Pointer?
    let freeSession: @convention(c) @Sendable (Pointer?) -> Void
    let setDescriptor: @convention(c) @Sendable (Pointer?, CInt) -> CInt
    let accept: @convention(c) @Sendable (Pointer?) -> CInt
    let read: @convention(c) @Sendable (Pointer?, UnsafeMutableRawPointer?, CInt) -> CInt
    let write: @convention(c) @Sendable (Pointer?, UnsafeRawPointer?, CInt) -> CInt
    let pending: @convention(c) @Sendable (Pointer?) -> CInt
    let shutDown: @convention(c) @Sendable (Pointer?) -> CInt

    /// Finds the library; throws when the system has none.
    init() throws(LoopbackReceiverError) {
        let names = [
            "libssl.so.3", "libssl.so.1.1", "/opt/homebrew/opt/openssl@3/lib/libssl.3.dylib",
            "/usr/local/opt/openssl@3/lib/libssl.3.dylib",
        ]
        var handle: UnsafeMutableRawPointer?
        for name in names where unsafe handle == nil { unsafe handle = dlopen(name, RTLD_NOW) }
        guard let library = unsafe handle else {
            throw LoopbackReceiverError(
                "There is no OpenSSL library here, which TLS receivers need. "
                    + "Install it: libssl3 on Debian, openssl@3 with Homebrew."
            )
        }
        func find<Function>(
            _ name: String,
            _: Function.Type = Function.self
        ) throws(LoopbackReceiverError) -> Function {
            guard let address = unsafe dlsym(library, name) else {
                throw LoopbackReceiverError("The system's OpenSSL has no \(name).")
            }
            return unsafe unsafeBitCast(address, to: Function.self)
        }
        unsafe serverMethod = try find("TLS_server_method")
        unsafe newContext = try find("SSL_CTX_new")
        unsafe freeContext = try find("SSL_CTX_free")
        unsafe useChain = try find("SSL_CTX_use_certificate_chain_file")
        unsafe useKey = try find("SSL_CTX_use_PrivateKey_file")
        unsafe trust = try find("SSL_CTX_load_verify_locations")
        unsafe setVerify = try find("SSL_CTX_set_verify")
        unsafe control = try find("SSL_CTX_ctrl")
        unsafe setCiphers = try find("SSL_CTX_set_cipher_list")
        unsafe setName = try find("SSL_CTX_set_session_id_context")
        unsafe newSession = try find("SSL_new")
        unsafe freeSession = try find("SSL_free")
        unsafe setDescriptor = try find("SSL_set_fd")
        unsafe accept = try find("SSL_accept")
        unsafe read = try find("SSL_read")
        unsafe write = try find("SSL_write")
        unsafe pending = try find("SSL_pending")
        unsafe shutDown = try find("SSL_shutdown")
    }
}
