/// Code of the host that calls of triggers reach, under a name that triggers know it by (I-1).
///
/// ```swift
/// struct Start: Codable, Sendable { var customer: String }
///
/// let start = TriggerHandler("start-experience", accepts: Start.self) { start, call in
///     try await journeys.begin(for: start.customer, once: call.id.string)
/// }
/// ```
///
/// A handler runs within ``TriggerService/Configuration/deadline``; it is cancelled then, and at
/// shutdown. What it throws goes into the log, never out, but for ``TriggerRejection``.
public struct TriggerHandler: Sendable {
    /// What triggers name it by; 1 to 64 characters of `[A-Za-z0-9_.-]`.
    public let name: String

    /// A call whose data has been decoded, ready to be run.
    typealias Run = @Sendable (TriggerCall) async throws -> ServerResponse

    /// Decodes the data, and throws what a decoder throws.
    let prepare: @Sendable ([UInt8]) throws -> Run

    /// Takes a handler that gives nothing: the answer is 204.
    ///
    /// Dates in the data are RFC 3339.
    ///
    /// - Parameters:
    ///   - name: what triggers name it by.
    ///   - payload: what the JSON of a call is decoded as.
    ///   - handle: does the work.
    public init<Payload: Decodable & Sendable>(
        _ name: String,
        accepts payload: Payload.Type,
        _ handle: @escaping @Sendable (Payload, TriggerCall) async throws -> Void
    ) {
        self.init(name, payload) { data, call in
            try await handle(data, call)
            return ServerResponse(status: 204)
        }
    }

    /// Takes a handler whose answer is encoded as JSON and sent with 200.
    ///
    /// Dates, in the data and in the answer, are RFC 3339.
    ///
    /// - Parameters:
    ///   - name: what triggers name it by.
    ///   - payload: what the JSON of a call is decoded as.
    ///   - answer: what the handler gives.
    ///   - handle: does the work.
    public init<Payload: Decodable & Sendable, Answer: Encodable & Sendable>(
        _ name: String,
        accepts payload: Payload.Type,
        answers answer: Answer.Type,
        _ handle: @escaping @Sendable (Payload, TriggerCall) async throws -> Answer
    ) {
        self.init(name, payload) { data, call in
            ServerResponse(json: try EventData.json(of: try await handle(data, call)))
        }
    }

    /// Takes a handler that makes the whole answer: status, headers and body.
    ///
    /// One that cannot be sent, such as one with a line break in a header, is 500 to the caller.
    ///
    /// - Parameters:
    ///   - name: what triggers name it by.
    ///   - payload: what the JSON of a call is decoded as.
    ///   - response: says that the answer goes out as it is.
    ///   - handle: does the work.
    public init<Payload: Decodable & Sendable>(
        _ name: String,
        accepts payload: Payload.Type,
        answers response: ServerResponse.Type,
        _ handle: @escaping @Sendable (Payload, TriggerCall) async throws -> ServerResponse
    ) {
        self.init(name, payload, handle)
    }

    private init<Payload: Decodable & Sendable>(
        _ name: String,
        _ payload: Payload.Type,
        _ handle: @escaping @Sendable (Payload, TriggerCall) async throws -> ServerResponse
    ) {
        self.name = name
        prepare = { body in
            let data = try TriggerData.decode(payload, from: body)
            return { call in try await handle(data, call) }
        }
    }

    /// Checks the names of a service's handlers and gives them by name.
    static func byName(_ handlers: [TriggerHandler]) throws(FieldError) -> [String: TriggerHandler]
    {
        var result: [String: TriggerHandler] = [:]
        for (index, handler) in handlers.enumerated() {
            let isWellFormed =
                (1...64).contains(handler.name.utf8.count)
                && handler.name.utf8.allSatisfy {
                    $0.isASCIILetterOrDigit || "_.-".utf8.contains($0)
                }
            guard isWellFormed else {
                throw FieldError(
                    "handlers[\(index)].name",
                    "use 1 to 64 characters of A-Z, a-z, 0-9, '_', '.' and '-'"
                )
            }
            guard result.updateValue(handler, forKey: handler.name) == nil else {
                throw FieldError("handlers[\(index)].name", "another handler has the same name")
            }
        }
        return result
    }
}

extension UInt8 {
    fileprivate var isASCIILetterOrDigit: Bool {
        isASCIIDigit || (0x61...0x7A).contains(asciiLowercased)
    }
}
