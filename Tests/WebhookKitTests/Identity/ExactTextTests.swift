import Testing
import WebhookKit
import WebhookKitTesting

/// Texts that only Unicode takes for the same are two (E-6, W-5).
@Suite struct ExactTextTests {
    /// Equal to Swift's `String`, but not in their bytes.
    static let pairs = [
        ("caf\u{E9}", "cafe\u{301}"), ("\u{C5}", "\u{212B}"), ("K", "\u{212A}"), (";", "\u{37E}"),
        ("\u{AC00}", "\u{1100}\u{1161}"), ("q\u{307}\u{323}", "q\u{323}\u{307}"),
    ]

    @Test(arguments: pairs)
    func textsAreEqualWhenTheirBytesAre(_ one: String, _ other: String) throws {
        try #require(one == other)
        #expect(ExactText(one) != ExactText(other))
        #expect(Set([ExactText(one), ExactText(other), ExactText(one)]).count == 2)
        #expect((ExactText(one) < ExactText(other)) != (ExactText(other) < ExactText(one)))
        #expect(!(ExactText(one) < ExactText(one)))
    }

    @Test(arguments: pairs)
    func whatHoldsThemDiffersToo(_ one: String, _ other: String) throws {
        func differ(_ make: (String) throws -> some Hashable) rethrows -> Bool {
            try make(one) != make(other)
        }
        #expect(differ { HeaderField("x", $0) })
        #expect(differ { WebhookDraft(name: $0, url: "", events: .all) })
        #expect(differ { WebhookDraft(name: "", url: $0, events: .all) })
        #expect(differ { EventDraft(.ping, json: [], in: .default, idempotencyKey: $0) })
        #expect(differ { AttemptFailure(kind: .redirect, detail: $0) })
        #expect(differ { Role($0) })
        #expect(try differ { User(id: try User.ID("u"), email: $0) })
        #expect(try differ { try BasicCredentials(username: "", password: "-\($0)") })
        #expect(try differ { try BasicCredentials(username: "", password: "-", realm: $0) })
        #expect(
            try differ {
                try BasicCredentials(username: $0.replacing(":", with: ""), password: "-")
            }
        )
        #expect(
            try differ {
                var webhook = try StoreFixtures.webhook("wh_1", scope: .default)
                webhook.name = $0
                return webhook
            }
        )
    }

    @Test(arguments: pairs)
    func keysThatDifferInBytesPublishTwice(_ one: String, _ other: String) async throws {
        let harness = try Harness()
        try await harness.virtually {
            let drafts = [one, other, "-\(one)", "-\(other)"].enumerated().map { index, key in
                // The first two have the same data, the others have not.
                EventDraft(
                    .conversationClosed,
                    json: Array("{\"n\":\(max(index, 1))}".utf8),
                    in: .default,
                    idempotencyKey: key
                )
            }
            for draft in drafts {
                let publication = try await harness.service.publish(draft)
                #expect(!publication.isDuplicate)
            }
            for draft in drafts {
                let publication = try await harness.service.publish(draft)
                #expect(publication.isDuplicate)
            }
        }
    }

    @Test(arguments: pairs.filter { $0.0 != ";" })
    func aPasswordInAnotherSpellingIsSaved(_ one: String, _ other: String) async throws {
        let harness = try Harness()
        try await harness.virtually {
            let made = try await harness.webhook {
                $0.credentials = try? BasicCredentials(username: "u", password: one)
            }
            let edited = try await harness.service.webhooks.edit(
                made.webhook.id,
                revision: made.webhook.revision
            ) {
                $0.credentials = try BasicCredentials(username: "u", password: other)
            }
            _ = try await harness.service.webhooks.edit(edited.id, revision: edited.revision) {
                let password = $0.credentials?.password ?? ""
                #expect(password.utf8.elementsEqual(other.utf8))
            }
        }
    }
}
