#if canImport(WebhookKitCCurl)
/// A version of libcurl; later ones are greater.
package struct LibcurlVersion: Sendable, Hashable, Comparable {
    /// The oldest that the transport runs with, of 2021.
    ///
    /// Those before have no word when a kept connection is about to carry a request
    /// (`CURLOPT_PREREQFUNCTION`). What a receiver has sent unasked would be taken for its answer.
    package static let oldest = LibcurlVersion(7, 80, 0)

    /// As libcurl writes it: 0x075801 is 7.88.1.
    private let number: UInt32

    package init(number: UInt32) {
        self.number = number
    }

    package init(_ major: UInt8, _ minor: UInt8, _ patch: UInt8) {
        number = UInt32(major) << 16 | UInt32(minor) << 8 | UInt32(patch)
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.number < right.number
    }
}

extension LibcurlVersion: CustomStringConvertible {
    /// Three numbers with points between them.
    package var description: String {
        "\(number >> 16 & 0xFF).\(number >> 8 & 0xFF).\(number & 0xFF)"
    }
}
#endif
