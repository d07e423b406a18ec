/// What the program was asked to do: a verb, then `--name value` pairs.
struct Arguments {
    static let usage = """
        Crasher VERB [--NAME VALUE]…, with --store file:FOLDER or sqlite:FILE; for the first three file
        or sqlite is enough. Each prints what it saw and fails if that is not as it must be.
          restart [--within SECONDS]    the only process dies with all slots of a webhook in flight
          storm [--seconds N] [--every SECONDS] [--processes N] [--rescue-within SECONDS]
                [--margin MS] [--deadline MS] [--seed N]    processes are killed again and again
          points --fault kill|error [--step N]    death, or an error, at each N-th call to the disk
        What these run, and tests: deliver, publish, work, insert, state,
        authenticate; run, verify, fill, save.
        """

    let verb: String
    private let values: [String: String]

    init(_ words: [String]) throws(UsageError) {
        guard let verb = words.first else { throw UsageError(Arguments.usage) }
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

    /// A store that is there, or is to be made.
    func place() throws(UsageError) -> Place { try Place(required("store")) }

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

    func seconds(_ name: String) throws(UsageError) -> Double? {
        guard let text = values[name] else { return nil }
        guard let number = Double(text), number >= 0 else {
            throw UsageError("--\(name): \(text) is no number of seconds")
        }
        return number
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
