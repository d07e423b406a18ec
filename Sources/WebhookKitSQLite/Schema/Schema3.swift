/// Version 3: a webhook's health apart from its configuration, so that a settlement writes it alone.
///
/// `record` is a ``WebhookRecord/Configuration`` from now on, and `health` a ``WebhookHealth``. Where
/// `health` is NULL an earlier version has written the row, and its `record` is the whole of it. Such a row
/// is written whole when it first changes: a process of an earlier version that is still running then
/// finds that it cannot read the row, where else it would go by a health of before.
enum Schema3 {
    static let statements = ["ALTER TABLE {webhooks} ADD COLUMN health BLOB"]
}
