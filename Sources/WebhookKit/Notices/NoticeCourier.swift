/// Takes stored notices to the notifier, at least once each.
struct NoticeCourier: Sendable {
    let context: ServiceContext

    /// How long one notice may take, with the look at the directory.
    private static let limit: Duration = .seconds(30)
    /// The most notices that are remembered because they hung.
    private static let memory = 1000

    /// Hands over what waits now.
    ///
    /// A notice that hung before comes after all others, and one of them in each call, so that it
    /// holds up nothing else for good. What has hung now ends the call soon: the rest comes again.
    ///
    /// - Returns: how many were handed over.
    func deliverAll(by deadlines: DeadlineKeeper) async -> Int {
        var sent = 0
        var done: [Notice.ID] = []
        var hung: [Notice] = []
        let began = context.clock.uptime
        while !Task.isCancelled {
            let batch: [Notice]
            let request = NoticeRequest(acknowledging: done, limit: 20)
            let end = context.clock.uptime + request.lease - Self.limit
            do {
                batch = try await context.store.notices(request)
            } catch {
                let failure = StoreError(wrapping: error)
                context.observer.observe(.storeFailed(failure.code, detail: failure.message))
                return sent
            }
            done = []
            guard !batch.isEmpty else { break }
            let known = context.hungNotices.withLock { $0 }
            hung += batch.filter { known.contains($0.id) }
            for notice in batch where !known.contains(notice.id) {
                // The rest comes again when its lease ends; others may have it then.
                guard !Task.isCancelled, context.clock.uptime <= end else { break }
                guard await deliver(notice, by: deadlines) else { continue }
                done.append(notice.id)
                sent += 1
            }
            guard context.clock.uptime - began < Self.limit else { break }
        }
        if let notice = chosen(among: hung), !Task.isCancelled,
            context.clock.uptime - began < Self.limit, await deliver(notice, by: deadlines)
        {
            done.append(notice.id)
            sent += 1
        }
        await acknowledge(done)
        return sent
    }

    private func chosen(among notices: [Notice]) -> Notice? {
        guard !notices.isEmpty else { return nil }
        return notices[Int(context.random.unit() * Double(notices.count))]
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
            _ = await deliverAll(by: deadlines)
            await mailbox.wait(atMost: .seconds(5), by: deadlines)
        }
    }

    private func deliver(_ notice: Notice, by deadlines: DeadlineKeeper) async -> Bool {
        do {
            let count = try await context.call(.notifier, within: Self.limit, by: deadlines) {
                [directory = context.users.directory, notifier = context.notifier] in
                let recipients = try await directory.apiUsers(of: notice.scope.organization)
                try await notifier.notify(notice, recipients: recipients)
                return recipients.count
            }
            _ = context.hungNotices.withLock { $0.remove(notice.id) }
            context.observer.observe(.noticeSent(notice, recipients: count))
            return true
        } catch  where error is CancellationError {
            return false
        } catch let timeout as HostPortTimeout {
            context.hungNotices.withLock { hung in
                if hung.count >= Self.memory { hung.removeAll() }
                hung.insert(notice.id)
            }
            context.observer.observe(.noticeFailed(notice, detail: timeout.description))
            return false
        } catch {
            // The error may quote the notifier's own credentials: only its type is told.
            context.observer.observe(.noticeFailed(notice, detail: "\(type(of: error))"))
            return false
        }
    }
}
