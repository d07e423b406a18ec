import Foundation
import WebhookKit
import WebhookKitCurl
import WebhookKitURLSession

/// What the command line asks for.
struct Options {
    /// Deliver to this URL instead of the receiver of our own.
    var url: String?
    var secret: SigningSecret?
    var headers: [HeaderField] = []
    /// Publish this many events, going round the file; all of the file once when nil.
    var count: Int?
    var eventsFile: String?
    /// Keep everything there, and go on from what is there; in a temporary folder when nil.
    var store: StorePlace?
    var transport = TransportKind.usual

    /// What requests go out by.
    enum TransportKind: String {
        case curl
        case urlsession

        /// libcurl on Linux, for what README says about URLSession there; URLSession elsewhere.
        static var usual: TransportKind {
            #if canImport(Darwin)
                .urlsession
            #else
                .curl
            #endif
        }

        func make() -> any WebhookTransport {
            switch self {
            case .curl: CurlTransport()
            case .urlsession: URLSessionTransport()
            }
        }
    }

    /// Where a store is kept.
    enum StorePlace {
        /// In a SQLite database: the store for servers.
        case sqlite(String)
        /// In a folder of JSON Lines files.
        case folder(String)

        init(_ text: String) {
            let prefix = "sqlite:"
            self =
                text.hasPrefix(prefix)
                ? .sqlite(String(text.dropFirst(prefix.count))) : .folder(text)
        }
    }

    /// The most events: the log keeps all of them, and `lost` is judged by the log.
    static let mostEvents = 10_000

    static let usage = """
        usage: QuickStart [--store sqlite:FILE|FOLDER] [--transport curl|urlsession] [--count N] [--events FILE] [--to URL [--secret whsec_…] [--header "Name: value"]…]
          --store PLACE  keep everything in a SQLite database, sqlite:FILE, or in a folder of JSON
                         Lines files, FOLDER; run again to carry on where it was
          --transport T  send with libcurl, curl, or with URLSession, urlsession; by default
                         \(TransportKind.usual.rawValue) on this system
          --count N      publish N events, going round the file; at most \(mostEvents)
          --events FILE  a JSON array of {"type": …, "data": …}
          --to URL       deliver to a receiver of your own
          --secret S     sign with this secret, so that your receiver can verify; a kept store
                         goes on with the one that it has
          --header H     send this header with every request; may be repeated
        """

    struct Problem: Error, CustomStringConvertible {
        var description: String
    }

    init(_ arguments: some Sequence<String>) throws {
        var rest = Array(arguments)[...]
        func value(of option: String, _ rest: inout ArraySlice<String>) throws -> String {
            guard let value = rest.popFirst() else {
                throw Problem(description: "\(option) needs a value")
            }
            return value
        }
        while let option = rest.popFirst() {
            switch option {
            case "--to": url = try value(of: option, &rest)
            case "--secret":
                secret = try SigningSecret(try value(of: option, &rest), for: .standardWebhooks)
            case "--header":
                let line = try value(of: option, &rest)
                guard let colon = line.firstIndex(of: ":") else {
                    throw Problem(description: "--header \(line): write \"Name: value\"")
                }
                let text = line[line.index(after: colon)...].drop { $0 == " " }
                headers.append(HeaderField(String(line[..<colon]), String(text)))
            case "--count":
                guard let number = Int(try value(of: option, &rest)),
                    (1...Self.mostEvents).contains(number)
                else {
                    throw Problem(description: "--count needs a number, 1 to \(Self.mostEvents)")
                }
                count = number
            case "--store": store = StorePlace(try value(of: option, &rest))
            case "--transport":
                let name = try value(of: option, &rest)
                guard let kind = TransportKind(rawValue: name) else {
                    throw Problem(description: "--transport \(name): there are curl and urlsession")
                }
                transport = kind
            case "--events": eventsFile = try value(of: option, &rest)
            default: throw Problem(description: "unknown option \(option)")
            }
        }
        if url == nil, secret != nil || !headers.isEmpty {
            throw Problem(description: "--secret and --header go with --to")
        }
    }

    /// The events to publish.
    func drafts() throws -> [EventDraft] {
        let bytes =
            try eventsFile.map { Array(try Data(contentsOf: URL(fileURLWithPath: $0))) }
            ?? PackageResources.events_json
        let samples = try JSONDecoder().decode([SampleEvent].self, from: Data(bytes))
        guard (1...Self.mostEvents).contains(samples.count) else {
            throw Problem(description: "the file needs 1 to \(Self.mostEvents) events")
        }
        return try (0..<(count ?? samples.count)).map { index in
            let sample = samples[index % samples.count]
            return try EventDraft(
                EventType(sample.type),
                sample.data,
                in: .default,
                idempotencyKey: "quickstart-\(index)"
            )
        }
    }
}

/// An entry of the events file.
struct SampleEvent: Decodable {
    var type: String
    var data: JSONValue
}

/// Any JSON, so that the file may hold what it likes.
enum JSONValue: Codable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}
