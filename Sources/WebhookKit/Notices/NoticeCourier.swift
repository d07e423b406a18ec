/// Takes stored notices to the notifier, at least once each (SPEC A-5).
struct NoticeCourier: Sendable {
    let context: ServiceContext

    /// Hands over what waits now.
    ///
    /// - Returns: how many were handed over.
    func deliverAll() async -> Int {
        var sent = 0
        var done: [Notice.ID] = []
        while !Task.isCancelled {
            let batch: [Notice]
            do {
                batch = try await context.store.notices(
                    NoticeRequest(acknowledging: done, limit: 20)
                )
            } catch {
                let failure = StoreError(wrapping: error)
                context.observer.observe(.storeFailed(failure.code, detail: failure.message))
                return sent
            }
            done = []
            guard !batch.isEmpty else { return sent }
            for notice in batch {
                // The rest comes again when its lease ends.
                if Task.isCancelled { break }
                guard await deliver(notice) else { continue }
                done.append(notice.id)
                sent += 1
            }
        }
        await acknowledge(done)
        return sent
    }

    /// Shutdown must not make people be told twice.
    private func acknowledge(_ done: [Notice.ID]) async {
        guard !done.isEmpty else { return }
        let request = NoticeRequest(acknowledging: done, limit: 0)
        // In a task of its own, since a store may refuse to begin in a cancelled one.
        await Task(executorPreference: WebhookService.currentExecutor) { [store = context.store] in
            _ = try? await store.notices(request)
        }.value
    }

    /// Hands over at every signal and every interval until cancelled.
    func run(by deadlines: DeadlineKeeper) async {
        let mailbox = Mailbox<Never>()
        let listener = context.noticeSignal.add { mailbox.signal() }
        defer { context.noticeSignal.remove(listener) }
        while !Task.isCancelled {
            _ = mailbox.takeAll()
            _ = await deliverAll()
            await mailbox.wait(atMost: .seconds(5), by: deadlines)
        }
    }

    private func deliver(_ notice: Notice) async -> Bool {
        do {
            let recipients = try await context.directory.apiUsers(of: notice.scope.organization)
            try await context.notifier.notify(notice, recipients: recipients)
            context.observer.observe(.noticeSent(notice, recipients: recipients.count))
            return true
        } catch  where error is CancellationError {
            return false
        } catch {
            // The error may quote the notifier's own credentials: only its type is told.
            context.observer.observe(.noticeFailed(notice, detail: "\(type(of: error))"))
            return false
        }
    }
}
