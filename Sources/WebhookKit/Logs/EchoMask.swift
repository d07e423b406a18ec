/// Finds what a webhook's receiver was trusted with in what comes back, so that a receiver which
/// repeats a request puts no password or key into the log (L-5).
///
/// Known are the password, the user name and the base64 of both, values of extra headers and their
/// longer parts, and signing secrets: as they are, and as JSON, HTML and URLs write them. Made once
/// for a webhook and kept; a text is gone through once.
struct EchoMask: Sendable {
    /// All that is looked for, sorted by first byte, then longest first, one after another.
    private var bytes: [UInt8] = []
    private var needles: [Range<Int>] = []
    /// Where in `needles` those with a first byte are.
    private var places: [UInt8: Range<Int>] = [:]
    /// Which first bytes there are, a bit each.
    private var starts: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    private static let shortest = EchoNeedles.shortest
    /// The most comparisons of bytes for one text: a receiver and its webhook may be made to need more.
    private static let patience = 1 << 22
    static let mask = "***"
    /// The most headers of a request whose values are looked for elsewhere in it.
    private static let mostFields = 16

    /// Nothing is looked for.
    init() {}

    /// - Parameters:
    ///   - secrets: the webhook's.
    ///   - headers: its extra headers.
    ///   - harmless: names of headers whose values are no secrets, in lower case.
    init(secrets: WebhookSecrets, headers: ExtraHeaders, harmless: Set<String>) {
        var needles = EchoNeedles()
        for secret in [secrets.keys.current] + secrets.keys.retired.map(\.secret) {
            let shown = Array(secret.reveal().utf8)
            needles.look(for: shown.withoutPadding)
            if shown.starts(with: "whsec_".utf8) {
                needles.look(for: shown.dropFirst(6).withoutPadding)
            }
        }
        if let credentials = secrets.credentials {
            needles.look(for: Array(credentials.headerValue.utf8.dropFirst(6)).withoutPadding)
            needles.lookForCredentials(
                Array(credentials.username.utf8),
                Array(credentials.password.utf8)
            )
        }
        for field in headers.fields where !harmless.contains(field.name.lowercased()) {
            needles.look(in: field, isTelling: LogRedaction.isTelling(field.name))
        }
        keep(needles.found)
    }

    /// - Parameter fields: headers of a request from outside whose values are secrets.
    init(received fields: [HeaderField]) {
        var needles = EchoNeedles()
        // No credential is longer; whoever sends what is masked all the same where it stands.
        for field in fields.prefix(Self.mostFields) where field.value.utf8.count <= 4096 {
            needles.look(in: field, isTelling: true)
        }
        keep(needles.found)
    }

    private mutating func keep(_ found: Set<[UInt8]>) {
        let sorted = found.sorted {
            $0[0] == $1[0] ? $0.count > $1.count : $0[0] < $1[0]
        }
        for needle in sorted {
            let first = needle[0]
            let range = places[first] ?? needles.count..<needles.count
            places[first] = range.lowerBound..<needles.count + 1
            needles.append(bytes.count..<bytes.count + needle.count)
            bytes += needle
            let bit: UInt64 = 1 << UInt64(first & 63)
            switch first >> 6 {
            case 0: starts.0 |= bit
            case 1: starts.1 |= bit
            case 2: starts.2 |= bit
            default: starts.3 |= bit
            }
        }
    }

    private func mayStart(_ byte: UInt8) -> Bool {
        let word =
            switch byte >> 6 {
            case 0: starts.0
            case 1: starts.1
            case 2: starts.2
            default: starts.3
            }
        return word >> UInt64(byte & 63) & 1 == 1
    }

    /// The text with a mask in the place of all that is looked for.
    ///
    /// - Parameters:
    ///   - text: any bytes.
    ///   - limit: how much of it is wanted; what begins there is masked whole.
    ///   - isCut: whether the text may go on, so that a part at its end is masked too.
    /// - Returns: nil when nothing was found.
    func masked(_ text: [UInt8], upTo limit: Int, isCut: Bool) -> [UInt8]? {
        guard !needles.isEmpty, text.count >= Self.shortest else { return nil }
        var result: [UInt8]?
        var (index, copied, work) = (0, 0, 0)
        let end = min(limit, text.count)
        while index < end {
            guard mayStart(text[index]),
                let length = match(in: text, at: index, isCut: isCut, work: &work)
            else {
                index += 1
                continue
            }
            guard work < Self.patience else { return Array(Self.mask.utf8) }
            result = (result ?? []) + text[copied..<index] + Array(Self.mask.utf8)
            index += length
            copied = index
        }
        guard work < Self.patience else { return Array(Self.mask.utf8) }
        guard let result else { return nil }
        return copied < end ? result + text[copied..<end] : result
    }

    /// The text with a mask in the place of all that is looked for.
    func masked(_ text: String, isCut: Bool = false) -> String {
        let bytes = Array(text.utf8)
        return masked(bytes, upTo: bytes.count, isCut: isCut)
            .map { String(decoding: $0, as: UTF8.self) } ?? text
    }

    /// How many bytes of the text at this place are one of the needles, the longest.
    private func match(in text: [UInt8], at start: Int, isCut: Bool, work: inout Int) -> Int? {
        guard let place = places[text[start]] else { return nil }
        let left = text.count - start
        for needle in needles[place] where needle.count <= left || isCut {
            guard work < Self.patience else { return 1 }
            let length = min(needle.count, left)
            var same = 1
            while same < length, bytes[needle.lowerBound + same] == text[start + same] { same += 1 }
            work += same
            if same == length, length >= Self.shortest { return length }
        }
        return nil
    }
}
