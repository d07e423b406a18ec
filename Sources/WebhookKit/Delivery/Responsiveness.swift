/// How promptly a webhook's receiver has been answering, which says how many slots it may hold
/// (D-10).
///
/// Kept in the webhook's record, and changed only by ``Settlement``, as its attempts end.
public enum Responsiveness: Int, Sendable, Hashable, CaseIterable {
    /// It has given no answer yet: a new webhook that was not pinged, or a new URL.
    case unproven = 0
    /// Its last attempt got no connection, or no answer in time.
    case silent = 1
    /// Its last answer took longer than ``promptLimit``.
    case slow = 2
    /// Its last answer came within ``promptLimit``.
    case prompt = 3

    /// An attempt that takes longer holds up its slot: one second.
    public static let promptLimit: Duration = .seconds(1)

    /// Whether nothing says that it answers now: unproven and silent ones.
    public var isQuiet: Bool {
        switch self {
        case .unproven, .silent: true
        case .slow, .prompt: false
        }
    }

    /// Takes note of an attempt that has ended.
    ///
    /// Any status is an answer. Without a connection there is none, however quickly that is known: what
    /// refuses is tried one at a time, so that its many retries leave the others their rate.
    mutating func note(_ attempt: Attempt) {
        let wasPrompt = attempt.duration <= Self.promptLimit
        if attempt.response != nil {
            self = wasPrompt ? .prompt : .slow
        } else if !wasPrompt || attempt.failure?.kind.isWithoutConnection == true {
            self = .silent
        }
    }
}

extension Responsiveness: Codable {
    private var name: String {
        switch self {
        case .unproven: "unproven"
        case .silent: "silent"
        case .slow: "slow"
        case .prompt: "prompt"
        }
    }

    /// Reads a name; earlier versions wrote the number.
    public init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        let found: Responsiveness? =
            if let name = try? value.decode(String.self) {
                Self.allCases.first { $0.name == name }
            } else {
                Self(rawValue: try value.decode(Int.self))
            }
        guard let found else {
            throw DecodingError.dataCorruptedError(
                in: value,
                debugDescription: "no responsiveness that this version has"
            )
        }
        self = found
    }

    /// Writes the name.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }
}

extension AttemptFailure.Kind {
    /// Whether nobody was there to take the request, or to answer it.
    fileprivate var isWithoutConnection: Bool {
        switch self {
        case .timeout, .dns, .connect: true
        default: false
        }
    }
}
