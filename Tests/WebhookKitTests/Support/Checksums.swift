import WebhookKit

/// Completes texts that look like tokens, as anybody can: the checksum is no secret.
enum Checksums {
    private static let digits = Array(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8
    )

    /// The text with its last six characters made right: CRC-32 in base 62, written once more for the
    /// tests, by the book.
    static func completed(_ text: [UInt8]) -> [UInt8] {
        let body = Array(text.dropLast(6))
        var rest = UInt32.max
        for byte in body {
            rest ^= UInt32(byte)
            for _ in 0..<8 { rest = rest & 1 == 1 ? rest >> 1 ^ 0xEDB8_8320 : rest >> 1 }
        }
        var number = ~rest
        var end: [UInt8] = []
        for _ in 0..<6 {
            end.append(digits[Int(number % 62)])
            number /= 62
        }
        return body + end.reversed()
    }
}
