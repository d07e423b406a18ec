extension Event {
    /// The data of every ``EventType/ping``: there is nothing to tell (W-4).
    static var pingData: [UInt8] { Array("{}".utf8) }

    /// The body of the request that carries it to this webhook.
    func body(for webhook: Webhook) -> [UInt8] {
        switch webhook.bodyForm {
        case .envelope: body
        case .data: Array(data)
        }
    }
}
