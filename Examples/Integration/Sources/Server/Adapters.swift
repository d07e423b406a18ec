import HTTPTypes
import Hummingbird
import NIOCore
import WebhookKit

// What stands between Hummingbird and WebhookKit: copy it into your server.

extension TriggerRequest {
    /// Takes a request of Hummingbird's; a body that is too large comes back as 413 from `collect`.
    init(_ request: Request, trigger: String, upTo limit: Int) async throws {
        let body = try await request.body.collect(upTo: limit)
        self.init(
            method: request.method.rawValue,
            trigger: trigger,
            headers: request.headers.map { HeaderField($0.name.rawName, $0.value) },
            body: Array(buffer: body)
        )
    }
}

extension Response {
    /// Sends what WebhookKit answers.
    init(_ response: ServerResponse) {
        var fields = HTTPFields()
        for field in response.headers {
            guard let name = HTTPField.Name(field.name) else { continue }
            fields.append(HTTPField(name: name, value: field.value))
        }
        self.init(
            status: .init(code: response.status),
            headers: fields,
            body: .init(byteBuffer: ByteBuffer(bytes: response.body))
        )
    }
}

/// Lets requests pass that show one of the scope's API tokens, and tells handlers whose it is.
struct TokenMiddleware: RouterMiddleware {
    let authenticator: TokenAuthenticator

    func handle(
        _ request: Request,
        context: TokenRequestContext,
        next: (Request, TokenRequestContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        do throws(AuthenticationError) {
            let fields = request.headers.map { ($0.name.rawName, $0.value) }
            context.principal = try await authenticator.authenticate(headers: fields)
        } catch {
            return Response(authenticator.response(to: error))
        }
        return try await next(request, context)
    }
}

/// Hummingbird's context of a request, with who it comes from.
struct TokenRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    var principal: Principal?

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
    }
}
