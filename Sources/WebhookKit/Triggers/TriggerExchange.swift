/// One request to a trigger, from bytes to an answer (I-1, I-2).
///
/// The order matters: what is said before a token is known tells nothing of what there is, and asks
/// the store nothing; who may not call a trigger does not learn whether it is active.
struct TriggerExchange: Sendable {
    let context: TriggerContext
    let request: TriggerRequest
    let scope: Scope

    func answer() async -> ServerResponse {
        let began = context.clock.uptime
        var trigger: Trigger.ID?
        let response: ServerResponse
        do throws(TriggerRefusal) {
            try TriggerGate.checkShape(request, bodyLimit: context.configuration.bodyBytes)
            let principal = try await context.authentication.principal(of: request, in: scope)
            let record = try await record()
            trigger = record.trigger.id
            let visit = TriggerVisit(
                context: context,
                request: request,
                record: record,
                principal: principal
            )
            response = await visit.answer(began)
        } catch {
            response = error.response
        }
        context.observe(
            .triggerAnswered(
                trigger,
                in: scope,
                status: response.status,
                took: context.clock.uptime - began
            )
        )
        return response
    }

    private func record() async throws(TriggerRefusal) -> TriggerRecord {
        guard let id = try? Trigger.ID(request.trigger) else { throw .notFound }
        do {
            guard let record = try await context.tables.triggers.value(id.string, of: scope) else {
                throw TriggerRefusal.notFound
            }
            return record
        } catch let refusal as TriggerRefusal {
            throw refusal
        } catch {
            context.observe(storeFailure: error)
            throw Task.isCancelled ? .cancelled : .unavailable
        }
    }
}
