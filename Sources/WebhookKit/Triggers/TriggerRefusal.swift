/// Why a call is not answered by its handler: the one table of statuses (I-1).
///
/// What goes out says what the caller can do about it, and nothing of the host: no text of its errors,
/// no names of its types, no value of the body.
enum TriggerRefusal: Error, Sendable, Hashable {
    case methodNotAllowed
    case bodyTooLarge(limit: Int)
    case headersTooLarge
    /// The authenticator's answer: nobody is told why.
    case unauthorized(ServerResponse)
    /// The token may not call this trigger.
    case forbidden
    /// No such trigger, or an inactive one.
    case notFound
    case unsupportedMediaType
    case badSignature
    case badIdempotencyKey
    case malformedJSON(JSONProblem)
    case invalidData(field: String?, String)
    /// The key came before with other bytes.
    case keyReused
    /// The first call with this key is being handled.
    case inProgress
    case rejected(TriggerRejection)
    case handlerFailed
    case handlerTimedOut
    /// The store, the directory or the cipher is away, or the handler's calls hang.
    case unavailable
    /// The request was cancelled: the server is going down, or the caller went away and reads nothing.
    case cancelled

    var status: Int {
        switch self {
        case .methodNotAllowed: 405
        case .bodyTooLarge: 413
        case .headersTooLarge: 431
        case .unauthorized(let response): response.status
        case .forbidden, .badSignature: 403
        case .notFound: 404
        case .unsupportedMediaType: 415
        case .badIdempotencyKey, .malformedJSON: 400
        case .invalidData: 422
        case .keyReused, .inProgress: 409
        case .rejected(let rejection): rejection.status
        case .handlerFailed: 500
        case .handlerTimedOut: 504
        case .unavailable, .cancelled: 503
        }
    }

    /// A word for programs.
    var code: String {
        switch self {
        case .methodNotAllowed: "method_not_allowed"
        case .bodyTooLarge: "body_too_large"
        case .headersTooLarge: "headers_too_large"
        case .unauthorized: "unauthorized"
        case .forbidden: "forbidden"
        case .notFound: "not_found"
        case .unsupportedMediaType: "unsupported_media_type"
        case .badSignature: "bad_signature"
        case .badIdempotencyKey: "bad_idempotency_key"
        case .malformedJSON: "malformed_json"
        case .invalidData: "invalid_data"
        case .keyReused: "idempotency_key_reused"
        case .inProgress: "in_progress"
        case .rejected(let rejection): rejection.code
        case .handlerFailed: "internal_error"
        case .handlerTimedOut: "timed_out"
        case .unavailable, .cancelled: "unavailable"
        }
    }

    /// What is wrong and what to do, for people.
    var message: String {
        switch self {
        case .methodNotAllowed: "use POST"
        case .bodyTooLarge(let limit): "send at most \(limit) bytes"
        case .headersTooLarge: "send shorter headers"
        case .unauthorized: "unauthorized"
        case .forbidden: "this token may not call this trigger"
        case .notFound: "there is no such trigger, or it is not active"
        case .unsupportedMediaType: "send application/json in UTF-8, not compressed"
        case .badSignature: "the signature does not fit: check the secret, the clock and the body"
        case .badIdempotencyKey: "send one idempotency key of 1 to 256 visible ASCII characters"
        case .malformedJSON(let problem): problem.description
        case .invalidData(let field?, let message): "\(field) \(message)"
        case .invalidData(nil, let message): "the body \(message)"
        case .keyReused: "this idempotency key came with another body before; use a new one"
        case .inProgress: "the first call with this idempotency key is being handled; try later"
        case .rejected(let rejection): rejection.message
        case .handlerFailed: "the call failed; try again later"
        case .handlerTimedOut: "the call took too long; whether it had an effect is not known"
        case .unavailable, .cancelled: "try again later"
        }
    }

    private var field: String? {
        guard case .invalidData(let field, _) = self else { return nil }
        return field
    }

    private var headers: [HeaderField] {
        switch self {
        case .methodNotAllowed: [HeaderField("allow", "POST")]
        case .inProgress, .cancelled: [HeaderField("retry-after", "1")]
        case .unavailable: [HeaderField("retry-after", "5")]
        default: []
        }
    }

    /// What goes out: `{"error": {"code", "message", "field"}}`.
    var response: ServerResponse {
        if case .unauthorized(let response) = self { return response }
        var body = Array(#"{"error":{"code":"#.utf8)
        JSONText.append(code, to: &body)
        body += Array(#","message":"#.utf8)
        JSONText.append(message, to: &body)
        if let field {
            body += Array(#","field":"#.utf8)
            JSONText.append(field, to: &body)
        }
        body += Array("}}".utf8)
        var response = ServerResponse(status: status, json: body)
        response.headers += [HeaderField("cache-control", "no-store")] + headers
        return response
    }
}
