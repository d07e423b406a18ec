extension DeliveryPolicy {
    /// Five rounds in an hour, three quick retries in each, then the webhook is deactivated: the
    /// default (D-3).
    ///
    /// 3,588 s in all at worst when nothing is late on our side: gaps of 51 minutes with 5 % of
    /// jitter, and five rounds of four attempts of 15 s, 5 s apart.
    public static let oneHourThenDeactivate = DeliveryPolicy(
        window: .seconds(3600),
        gaps: [60, 300, 900, 1800].map { .seconds($0) },
        quickRetries: QuickRetries(count: 3, interval: .seconds(5)),
        exhaustion: .deactivate
    )

    /// Thirteen rounds in three days, the last at 72 h; then the event is given up and the webhook
    /// stays active (D-5).
    public static let threeDays = DeliveryPolicy(
        deadline: .seconds(20),
        window: .seconds(72 * 3600),
        gaps: [60, 300, 900].map { .seconds($0) }
            + [1, 2, 4, 8, 12, 12, 12, 12, 12].map { .seconds($0 * 3600) },
        lastRound: .atEndOfWindow
    )

    /// The same as ``oneHourThenDeactivate``, which is how Gladly delivers.
    public static var gladly: DeliveryPolicy { .oneHourThenDeactivate }

    /// The same as ``threeDays``, which is how Glassix delivers.
    public static var glassix: DeliveryPolicy { .threeDays }

    /// Ten rounds in about three days; the event is given up, and the webhook is deactivated after
    /// failing for five days (D-6, Standard Webhooks).
    ///
    /// The window of 84 h is what the ten rounds take at most.
    public static let standardWebhooks = DeliveryPolicy(
        window: .seconds(84 * 3600),
        gaps: [.seconds(5), .seconds(300), .seconds(1800)]
            + [2, 5, 10, 14, 20, 24].map { .seconds($0 * 3600) },
        jitter: 0.1,
        failingLimit: .seconds(5 * 86400)
    )
}
