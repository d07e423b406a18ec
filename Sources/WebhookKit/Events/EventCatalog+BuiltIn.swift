/// The entries that WebhookKit brings along; a test checks them as hosts' own are checked.
enum BuiltInEvents {
    /// The types of E-1.
    static let ten: [EventCatalog.Entry] = [
        .init(
            .conversationCreated,
            description: "A conversation was opened.",
            exampleJSON: Array(#"{"id":"conv_1","customerId":"cust_1","status":"NEW"}"#.utf8)
        ),
        .init(
            .conversationUpdated,
            description: "A conversation changed: its inbox, agent, topics or status.",
            exampleJSON: Array(#"{"id":"conv_1","customerId":"cust_1","status":"WAITING"}"#.utf8)
        ),
        .init(
            .conversationClosed,
            description: "A conversation was closed.",
            exampleJSON: Array(#"{"id":"conv_1","customerId":"cust_1","status":"CLOSED"}"#.utf8)
        ),
        .init(
            .messageCreated,
            description: "A message was sent or received in a conversation.",
            exampleJSON: Array(#"{"id":"msg_1","conversationId":"conv_1","channel":"EMAIL"}"#.utf8)
        ),
        .init(
            .taskCreated,
            description: "A task was created.",
            exampleJSON: Array(
                #"{"id":"task_1","customerId":"cust_1","dueAt":"2026-11-21T07:08:09.000Z"}"#.utf8
            )
        ),
        .init(
            .taskUpdated,
            description: "A task changed: its inbox, agent, text or due time.",
            exampleJSON: Array(
                #"{"id":"task_1","customerId":"cust_1","assigneeId":"agent_1"}"#.utf8
            )
        ),
        .init(
            .taskClosed,
            description: "A task was closed.",
            exampleJSON: Array(#"{"id":"task_1","customerId":"cust_1","status":"CLOSED"}"#.utf8)
        ),
        .init(
            .customerCreated,
            description: "A customer profile was created.",
            exampleJSON: Array(#"{"id":"cust_1","name":"Ada Example"}"#.utf8)
        ),
        .init(
            .customerUpdated,
            description: "A customer profile changed.",
            exampleJSON: Array(#"{"id":"cust_1","name":"Ada Sample"}"#.utf8)
        ),
        .init(
            .agentStateChanged,
            description: "An agent became available, busy or away.",
            exampleJSON: Array(#"{"agentId":"agent_1","state":"AVAILABLE"}"#.utf8)
        ),
    ]

    /// The kinds that Gladly cannot recover (R-4).
    static let nine: [EventCatalog.Entry] = [
        gladly("CUSTOMER_PROFILE_CREATED", "A customer profile was created."),
        gladly("CUSTOMER_PROFILE_UPDATED", "A customer profile changed."),
        gladly("CUSTOMER_PROFILE_DELETED", "A customer profile was deleted."),
        gladly("EXPORT_JOB_COMPLETED", "An export job has completed."),
        gladly("EXPORT_JOB_FAILED", "An export job has failed."),
        gladly("PAYMENT_REQUEST_CREATED", "A payment request was created."),
        gladly("PAYMENT_STATUS_CHANGED", "The status of a payment changed."),
        gladly("PAYMENT_REQUEST_VIEWED", "A customer looked at a payment request."),
        gladly("AUTOMATION_MESSAGE_RECEIVED", "A message for an automation arrived."),
    ]

    private static func gladly(_ type: EventType, _ description: String) -> EventCatalog.Entry {
        .init(type, description: description, isRecoverable: false)
    }
}
