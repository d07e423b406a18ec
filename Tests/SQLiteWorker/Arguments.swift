/// What the program was asked to do: a verb, then `--name value` pairs.
struct Arguments {
    let verb: String
    private let values: [String: String]

    init(_ words: [String]) throws(UsageError) {
        guard let verb = words.first else { throw UsageError("deliver, publish, insert or state") }
        self.verb = verb
        var values: [String: String] = [:]
        var rest = words.dropFirst()
        while let name = rest.popFirst() {
            guard name.hasPrefix("--"), let value = rest.popFirst() else {
                throw UsageError("\(name): names begin with -- and have a value")
            }
            values[String(name.dropFirst(2))] = value
        }
        self.values = values
    }

    func text(_ name: String) -> String? { values[name] }

    func required(_ name: String) throws(UsageError) -> String {
        guard let value = values[name] else { throw UsageError("--\(name) is missing") }
        return value
    }

    func number(_ name: String) throws(UsageError) -> Int? {
        guard let text = values[name] else { return nil }
        guard let number = Int(text) else { throw UsageError("--\(name): \(text) is no number") }
        return number
    }

    func number(_ name: String, or standard: Int) throws(UsageError) -> Int {
        try number(name) ?? standard
    }

    func milliseconds(_ name: String) throws(UsageError) -> Duration? {
        try number(name).map { .milliseconds($0) }
    }
}

/// What is wrong with the command line.
struct UsageError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
