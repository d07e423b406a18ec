/// A line in the file of sends: where a request begins, or ends.
struct Send: Sendable, Hashable {
    let isEnd: Bool
    /// Answered with a failure that was asked for, so that another has to follow.
    let hasFailed: Bool
    let pid: Int32
    let event: String
    let path: String
    let digest: String
    /// Milliseconds of the machine's monotonic clock.
    let time: Int64

    init?(_ line: Substring) {
        let words = line.split(separator: " ").map(String.init)
        guard words.count == 6, let pid = Int32(words[1]), let time = Int64(words[5]) else {
            return nil
        }
        isEnd = words[0] != "B"
        hasFailed = words[0] == "F"
        self.pid = pid
        event = words[2]
        path = words[3]
        digest = words[4]
        self.time = time
    }
}

/// What the receivers have written down, by delivery.
struct Requests {
    /// A request, with its answer if one was given.
    struct Request {
        let send: Send
        var answer: Send?
    }

    private(set) var byDelivery: [String: [Request]] = [:]

    /// All requests, in the order of their beginnings.
    var all: [Request] { byDelivery.values.joined().sorted { $0.send.time < $1.send.time } }

    init(path: String) {
        for send in wholeLines(of: path).compactMap(Send.init) {
            let delivery = "\(send.event) \(send.path)"
            if !send.isEnd {
                byDelivery[delivery, default: []].append(Request(send: send))
            } else if let index = byDelivery[delivery]?.lastIndex(where: { $0.send.pid == send.pid }
            ) {
                byDelivery[delivery]?[index].answer = send
            }
        }
    }
}
