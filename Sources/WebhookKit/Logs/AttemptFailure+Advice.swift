extension AttemptFailure.Kind {
    /// The kind in a few words, as a log shows it.
    public var title: String {
        switch self {
        case .badRequest: "Bad request"
        case .unauthorized: "Unauthorized"
        case .notFound: "Not found"
        case .transient: "Transient error"
        case .timeout: "Timeout"
        case .clientError: "Refused by the receiver"
        case .gone: "Gone"
        case .serverError: "Receiver's error"
        case .dns: "Name not resolved"
        case .connect: "Not connected"
        case .tls: "Connection not trusted"
        case .blockedDestination: "Destination blocked"
        case .redirect: "Redirected"
        case .protocolError: "Not an HTTP answer"
        case .local: "Sender's own trouble"
        }
    }

    /// What the webhook's owner can do about it, in order (L-4).
    public var suggestedActions: [String] {
        switch self {
        case .badRequest, .serverError:
            [
                "Check the response body for more information about the error.",
                "Verify that the host and the path of the webhook's URL are correct.",
                "Confirm that the application that receives webhooks is running.",
            ]
        case .unauthorized:
            [
                "Verify the webhook's user name, password and realm, and its extra headers.",
                "Check that the receiver verifies with the webhook's present signing secret.",
            ]
        case .notFound: ["Verify that the path of the webhook's URL is correct."]
        case .transient: ["Check the receiver's load and rate limits; it is tried again shortly."]
        case .timeout: ["Answer with 2xx at once, before the deadline, and work on it afterwards."]
        case .clientError: ["Check the response body for why the receiver refuses the request."]
        case .gone: ["Delete the webhook, or enter the receiver's new URL and activate it."]
        case .dns: ["Check the spelling of the host and its DNS records."]
        case .connect: ["Check that the receiver runs and that its firewall lets us in."]
        case .tls: ["Check the receiver's certificate: dates, host name and the whole chain."]
        case .blockedDestination: ["Enter a URL whose host has only public addresses."]
        case .redirect: ["Enter the address that the Location header names as the URL."]
        case .protocolError: ["Check that the URL's port speaks HTTP, and any proxy before it."]
        case .local:
            [
                "Nothing at first: it is tried again and does not count against the webhook.",
                "When it goes on for this webhook alone, check its URL and what its receiver answers.",
            ]
        }
    }
}
