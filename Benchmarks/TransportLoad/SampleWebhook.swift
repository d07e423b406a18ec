/// What every contender sends: a webhook as the core puts it together.
///
/// Host and Content-Length, which every client adds by itself, make seven headers of these five.
public enum SampleWebhook {
    /// The headers.
    public static let headers = [
        ("content-type", "application/json"),
        ("user-agent", "WebhookKit/0.1.0"),
        ("webhook-id", "evt_01M7YP0P7P4HXDE02YHRJMEQ7J"),
        ("webhook-timestamp", "1700000000"),
        ("webhook-signature", "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4="),
    ]

    /// 1 KiB of JSON.
    public static let body: [UInt8] = {
        let start = #"{"type":"message.created","data":{"text":""#
        let end = #""}}"#
        let filling = 1024 - start.utf8.count - end.utf8.count
        return Array((start + String(repeating: "x", count: filling) + end).utf8)
    }()

    /// How long a request may take, in seconds.
    public static let deadline = 15

    /// The most bytes of a response's body to read.
    public static let bodyLimit = 65_536
}
