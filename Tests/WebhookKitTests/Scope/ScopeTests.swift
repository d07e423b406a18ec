import Testing
import WebhookKit

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct ScopeTests {
    private static let long = String(repeating: "a", count: 65)

    @Test(arguments: ["a", "acme-2", "-", "0", String(long.dropLast())])
    func takesOrganizationNames(name: String) throws {
        #expect(try Organization(name).name == name)
    }

    @Test(arguments: [
        "", long, "Acme", "a b", "a_b", "a/b", "../../etc/x", "a\u{0}", "é", "😀", "a\n",
    ])
    func refusesOtherOrganizationNames(name: String) throws {
        let error = try #require(throws: FieldError.self) { try Organization(name) }
        #expect(error.field == "organization")
        #expect(error.message == "use 1 to 64 characters of a-z, 0-9 and -")
    }

    @Test(arguments: ["", "production-eu", "abcdefghijklmnopq", "Sandbox", "a\r", "١"])
    func refusesOtherEnvironmentNames(name: String) throws {
        let error = try #require(throws: FieldError.self) { try Scope.Environment(name) }
        #expect(error.field == "environment")
    }

    @Test func namesTheWellKnown() throws {
        #expect(try Scope.Environment("production") == .production)
        #expect(try Scope.Environment("sandbox") == .sandbox)
        #expect(try Scope.Environment("abcdefghijklmnop").name.count == 16)
        #expect(Scope.default.description == "default/production")
    }

    @Test func ordersByOrganizationThenEnvironment() throws {
        let first = try Scope(organization: Organization("a"), environment: .sandbox)
        let second = try Scope(organization: Organization("b"))
        let third = try Scope(organization: Organization("b"), environment: .sandbox)
        #expect([third, second, first].sorted() == [first, second, third])
    }

    @Test func keepsItselfThroughCoding() throws {
        let scope = try Scope(organization: Organization("acme"), environment: .sandbox)
        let data = try JSONEncoder().encode(scope)
        #expect(try JSONDecoder().decode(Scope.self, from: data) == scope)
        let text = Data(#"{"organization":"acme","environment":"sandbox"}"#.utf8)
        #expect(try JSONDecoder().decode(Scope.self, from: text) == scope)
    }

    @Test(arguments: [
        #"{"organization":"Acme","environment":"sandbox"}"#,
        #"{"organization":"acme","environment":"../x"}"#,
        #"{"organization":"acme"}"#,
    ])
    func checksWhatItDecodes(json: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(Scope.self, from: Data(json.utf8))
        }
    }
}
