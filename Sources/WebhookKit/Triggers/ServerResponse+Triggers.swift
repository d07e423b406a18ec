extension ServerResponse {
    /// Answers with bytes that are JSON.
    public init(status: Int = 200, json: [UInt8]) {
        let type = HeaderField("content-type", "application/json")
        self.init(status: status, headers: [type], body: json)
    }

    /// Whether it can go onto the wire (S-4); a handler may have made anything.
    var isWellFormed: Bool {
        (200...599).contains(status) && headers.count <= 64
            && headers.allSatisfy {
                HeaderFieldRules.isValidName($0.name) && HeaderFieldRules.isValidValue($0.value)
                    && !HeaderFieldRules.isReserved($0.name)
            }
    }
}
