package import WebhookKit

extension LogEntry.Status {
    /// As the column says it.
    package var number: Int64 {
        switch self {
        case .success: 0
        case .debug: 1
        case .error: 2
        }
    }

    /// What the column says; nil when it says something else.
    package init?(number: Int64) {
        switch number {
        case 0: self = .success
        case 1: self = .debug
        case 2: self = .error
        default: return nil
        }
    }
}

extension Delivery.Kind {
    /// As the column says it.
    package var number: Int64 { self == .manual ? 1 : 0 }

    /// What the column says.
    package init(number: Int64) {
        self = number == 1 ? .manual : .subscribed
    }
}
