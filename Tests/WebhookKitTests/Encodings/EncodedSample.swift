import Foundation

@testable import WebhookKit

/// A value that stores keep, by name, with what can be asked of its encoding.
struct EncodedSample: Sendable, CustomStringConvertible {
    let name: String
    /// The value as JSON, keys sorted.
    let json: String
    /// Whether a text is read as this very value.
    let isRead: @Sendable (String) throws -> Bool

    var description: String { name }

    init(_ name: String, _ value: some Codable & Equatable & Sendable) throws {
        self.name = name
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // In an array, since fragments are not read everywhere.
        json = String(decoding: try encoder.encode([value]).dropFirst().dropLast(), as: UTF8.self)
        isRead = { try Self.decode($0, as: value) == value }
    }

    private static func decode<Value: Decodable>(_ json: String, as _: Value) throws -> Value? {
        try JSONDecoder().decode([Value].self, from: Data("[\(json)]".utf8)).first
    }
}
