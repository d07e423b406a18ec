#if canImport(CryptoKit)
    import CryptoKit

    /// SHA-256 (FIPS 180-4) over a stream of bytes; here through CryptoKit (G-5).
    ///
    /// A value: a copy goes on from the same point on its own, which is what ``HMACSHA256`` builds on.
    ///
    /// `@unchecked Sendable`: CryptoKit's hash is a value too, copied on write, and nothing is shared;
    /// not every SDK says so in its interface.
    package struct SHA256: @unchecked Sendable {
        private var hasher = CryptoKit.SHA256()

        /// Starts an empty message.
        package init() {}

        /// Appends bytes to the message.
        package mutating func update(_ bytes: [UInt8]) {
            unsafe bytes.withUnsafeBytes { unsafe hasher.update(bufferPointer: $0) }
        }

        /// The 32-byte digest of the message so far; the value itself goes on unchanged.
        package func digest() -> [UInt8] {
            Array(hasher.finalize())
        }
    }
#else
    /// SHA-256 (FIPS 180-4) over a stream of bytes; here in Swift (G-5).
    ///
    /// A value: a copy goes on from the same point on its own, which is what ``HMACSHA256`` builds on.
    /// It holds no heap memory, and whole blocks are hashed where they lie.
    package struct SHA256: Sendable {
        private var state = SHA256Compression.initialState
        /// The last, incomplete block; only the first `pendingCount` bytes mean anything.
        private var pending = SIMD64<UInt8>()
        private var pendingCount = 0
        private var byteCount: UInt64 = 0

        /// Starts an empty message.
        package init() {}

        /// Appends bytes to the message.
        package mutating func update(_ bytes: [UInt8]) {
            unsafe bytes.withUnsafeBytes { unsafe update($0) }
        }

        /// The 32-byte digest of the message so far; the value itself goes on unchanged.
        package func digest() -> [UInt8] {
            var last = self
            return last.finish()
        }

        private mutating func update(_ bytes: UnsafeRawBufferPointer) {
            byteCount &+= UInt64(bytes.count)
            var rest = unsafe bytes[...]
            if pendingCount > 0 {
                let taken = unsafe min(64 - pendingCount, rest.count)
                unsafe fillPending(from: rest.prefix(taken))
                unsafe rest = rest.dropFirst(taken)
                guard pendingCount == 64 else { return }
                compressPending()
            }
            let whole = unsafe rest.count & ~63
            if whole > 0 {
                unsafe SHA256Compression.compress(
                    UnsafeRawBufferPointer(rebasing: rest.prefix(whole)),
                    into: &state
                )
                unsafe rest = rest.dropFirst(whole)
            }
            unsafe fillPending(from: rest)
        }

        private mutating func fillPending(from bytes: UnsafeRawBufferPointer.SubSequence) {
            guard unsafe !bytes.isEmpty else { return }
            unsafe withUnsafeMutableBytes(of: &pending) { block in
                let free = unsafe UnsafeMutableRawBufferPointer(rebasing: block[pendingCount...])
                unsafe free.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes))
            }
            unsafe pendingCount += bytes.count
        }

        private mutating func compressPending() {
            unsafe withUnsafeBytes(of: &pending) { block in
                unsafe SHA256Compression.compress(block, into: &state)
            }
            pendingCount = 0
        }

        /// Pads (FIPS 180-4 section 5.1.1) and gives the digest.
        private mutating func finish() -> [UInt8] {
            unsafe withUnsafeMutableBytes(of: &pending) { block in
                unsafe block[pendingCount] = 0x80
                unsafe UnsafeMutableRawBufferPointer(rebasing: block[(pendingCount + 1)...])
                    .initializeMemory(as: UInt8.self, repeating: 0)
            }
            if pendingCount >= 56 {
                compressPending()
                pending = SIMD64()
            }
            let bitCount = (byteCount &<< 3).bigEndian
            unsafe withUnsafeMutableBytes(of: &pending) { block in
                unsafe block.storeBytes(of: bitCount, toByteOffset: 56, as: UInt64.self)
            }
            compressPending()
            return unsafe [UInt8](unsafeUninitializedCapacity: 32) { digest, count in
                for index in 0..<8 {
                    unsafe UnsafeMutableRawBufferPointer(digest).storeBytes(
                        of: state[index].bigEndian,
                        toByteOffset: index * 4,
                        as: UInt32.self
                    )
                }
                count = 32
            }
        }
    }
#endif

extension SHA256 {
    /// The 32-byte digest of `bytes`.
    package static func digest(of bytes: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(bytes)
        return hash.digest()
    }
}
