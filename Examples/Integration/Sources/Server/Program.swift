import Foundation
import Hummingbird
import WebhookKit
import WebhookKitSQLite

/// A server that takes webhooks in, and that has a route of its own behind API tokens.
///
/// Scripts/integration runs it and tries both with curl:
///
///     Server --database FOLDER/webhooks.sqlite
///
/// prints the port and a token, which only an example does.
@main
struct Program {
    struct Start: Codable, Sendable {
        var customer: String
    }

    struct Started: Codable, Sendable {
        var journey: String
    }

    static func main() async throws {
        let path = CommandLine.arguments.drop { $0 != "--database" }.dropFirst().first
        let store = try await SQLiteWebhookStore(path: path ?? "webhooks.sqlite")
        let tokens = try TokenService(store: store)
        let configuration = TriggerService.Configuration()
        let triggers = try TriggerService(
            store: store,
            tokens: tokens,
            handlers: [
                TriggerHandler("start", accepts: Start.self, answers: Started.self) { start, _ in
                    Started(journey: "journey of \(start.customer)")
                },
                TriggerHandler("note", accepts: Start.self) { start, call in
                    say("handled \(call.id) for \(start.customer)")
                },
            ],
            configuration: configuration
        )
        let secret = try await prepare(triggers, tokens)

        let router = Router(context: TokenRequestContext.self)
        router.post("/triggers/:name") { request, context in
            let name = try context.parameters.require("name")
            let call = try await TriggerRequest(
                request,
                trigger: name,
                upTo: configuration.bodyBytes
            )
            return Response(await triggers.handle(call, in: .default))
        }
        router.group("/api")
            .add(middleware: TokenMiddleware(authenticator: tokens.authenticator(in: .default)))
            .get("whoami") { _, context in context.principal?.tokenID.string ?? "nobody" }

        let application = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            services: [TriggerWorker(triggers: triggers)],
            onServerRunning: { channel in
                say("port \(channel.localAddress?.port ?? 0)")
                say("token \(secret.reveal())")
                say("username \(secret.tokenID)")
                say("ready")
            }
        )
        try await application.runService()
    }

    /// Prints a line at once, also into a file.
    private static func say(_ line: String) {
        print(line)
        fflush(nil)
    }

    /// Sets up what people do on a settings page: two triggers and a token.
    private static func prepare(
        _ triggers: TriggerService,
        _ tokens: TokenService
    ) async throws -> TokenSecret {
        let managed = triggers.triggers(in: .default, as: .host)
        if try await managed.page().isEmpty {
            try await managed.create(
                TriggerDraft(name: "Start a journey", handler: "start"),
                id: Trigger.ID("start")
            )
            try await managed.create(
                TriggerDraft(name: "Take a note", handler: "note", mode: .durable),
                id: Trigger.ID("note")
            )
        }
        return try await tokens.tokens(in: .default, as: .host).create().secret
    }
}
