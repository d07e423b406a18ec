/// HMAC-SHA256 (RFC 2104) under one key.
///
/// The two padded key blocks are hashed once, when the value is made; each message then costs two
/// compressions less. The states that stay in memory are as secret as the key.
package struct HMACSHA256: Sendable {
    private let inner: SHA256
    private let outer: SHA256

    /// Prepares a key of any length; over 64 bytes it is hashed first, as RFC 2104 has it.
    package init(key: [UInt8]) {
        let short = key.count > 64 ? SHA256.digest(of: key) : key
        let block = short + [UInt8](repeating: 0, count: 64 - short.count)
        var inner = SHA256()
        inner.update(block.map { $0 ^ 0x36 })
        var outer = SHA256()
        outer.update(block.map { $0 ^ 0x5C })
        self.inner = inner
        self.outer = outer
    }

    /// The 32-byte code of a message that is given in pieces, so that nobody has to join them.
    package func authenticationCode(for pieces: [[UInt8]]) -> [UInt8] {
        var message = inner
        for piece in pieces { message.update(piece) }
        var code = outer
        code.update(message.digest())
        return code.digest()
    }
}

extension HMACSHA256: CustomStringConvertible, CustomReflectable {
    /// A mask: the states are as secret as the key.
    package var description: String { "HMACSHA256(***)" }

    /// A mask, for `dump` and the debugger.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
