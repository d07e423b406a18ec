extension Attempt: Codable {
    private enum CodingKeys: CodingKey {
        case deliveryID, number, round, startedAt, duration, request, response, failure
    }

    /// Reads an attempt whose duration is a number of milliseconds.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            deliveryID: try values.decode(Delivery.ID.self, forKey: .deliveryID),
            number: try values.decode(Int.self, forKey: .number),
            round: try values.decode(Int.self, forKey: .round),
            startedAt: try values.decode(Timestamp.self, forKey: .startedAt),
            duration: try values.decode(StoredDuration.self, forKey: .duration).duration,
            request: try values.decode(Request.self, forKey: .request),
            response: try values.decodeIfPresent(Response.self, forKey: .response),
            failure: try values.decodeIfPresent(AttemptFailure.self, forKey: .failure)
        )
    }

    /// Writes what ``init(from:)`` reads.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(deliveryID, forKey: .deliveryID)
        try values.encode(number, forKey: .number)
        try values.encode(round, forKey: .round)
        try values.encode(startedAt, forKey: .startedAt)
        try values.encode(StoredDuration(duration), forKey: .duration)
        try values.encode(request, forKey: .request)
        try values.encodeIfPresent(response, forKey: .response)
        try values.encodeIfPresent(failure, forKey: .failure)
    }
}

extension Attempt.Response: Codable {
    private enum CodingKeys: CodingKey {
        case status, headers, body, isTruncated
    }

    /// Reads a response whose body is base64.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            status: try values.decode(Int.self, forKey: .status),
            headers: try values.decode([HeaderField].self, forKey: .headers),
            body: try values.decode(StoredBytes.self, forKey: .body).bytes,
            isTruncated: try values.decode(Bool.self, forKey: .isTruncated)
        )
    }

    /// Writes what ``init(from:)`` reads.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(status, forKey: .status)
        try values.encode(headers, forKey: .headers)
        try values.encode(StoredBytes(body), forKey: .body)
        try values.encode(isTruncated, forKey: .isTruncated)
    }
}
