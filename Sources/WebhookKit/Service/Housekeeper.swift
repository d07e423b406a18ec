/// Sweeps and prunes in small steps that never hold up deliveries (B-7).
struct Housekeeper: Sendable {
    let context: ServiceContext

    /// Does one small piece.
    func step() async -> MaintenanceReport {
        let request = MaintenanceRequest(recoveryWindow: context.configuration.recoveryWindow)
        do {
            let report = try await context.store.maintain(request)
            if report.skipped + report.pruned > 0 {
                context.observer.observe(.maintained(report))
            }
            return report
        } catch {
            let failure = StoreError(wrapping: error)
            context.observer.observe(.storeFailed(failure.code, detail: failure.message))
            return MaintenanceReport()
        }
    }

    /// Works until cancelled: every minute, and at once while there is more to do.
    func run() async {
        while !Task.isCancelled {
            let report = await step()
            let pause: Duration = report.hasMore ? .milliseconds(20) : .seconds(60)
            try? await context.clock.sleep(for: pause)
        }
    }
}
