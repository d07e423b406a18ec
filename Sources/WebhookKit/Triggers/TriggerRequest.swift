/// A request to a trigger, as whichever server it came through holds it (I-2).
public struct TriggerRequest: Sendable, Hashable {
    /// The method as it was sent; `POST` alone reaches a handler.
    @ExactText public var method: String

    /// The trigger's id as it stands in the path; any text.
    @ExactText public var trigger: String

    /// All header fields, in order; names in any case, and as often as they came.
    public var headers: [HeaderField]

    /// The body's bytes exactly as received.
    public var body: [UInt8]

    /// Takes a request of which the server has found the trigger's id.
    public init(
        method: String = "POST",
        trigger: String,
        headers: [HeaderField],
        body: [UInt8]
    ) {
        self.method = method
        self.trigger = trigger
        self.headers = headers
        self.body = body
    }

    /// Takes a request by its path, whose last part is the trigger's id: `/triggers/start?x=1`.
    public init(
        method: String = "POST",
        path: String,
        headers: [HeaderField],
        body: [UInt8]
    ) {
        let end = path.utf8.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
        let whole = path[..<(end ?? path.endIndex)]
        let start = whole.utf8.lastIndex(of: UInt8(ascii: "/")).map { whole.utf8.index(after: $0) }
        self.init(
            method: method,
            trigger: String(whole[(start ?? whole.startIndex)...]),
            headers: headers,
            body: body
        )
    }
}

extension TriggerRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Method and trigger; headers hold a token.
    public var description: String {
        "TriggerRequest(\(String(reflecting: method)), \(String(reflecting: trigger)), "
            + "\(body.count) bytes)"
    }

    /// The same.
    public var debugDescription: String { description }

    /// Method and trigger.
    public var customMirror: Mirror {
        Mirror(self, children: ["method": method, "trigger": trigger])
    }
}
