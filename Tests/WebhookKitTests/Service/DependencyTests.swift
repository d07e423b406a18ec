import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct DependencyTests {
    /// O-2: neither on a logging or metrics package nor on any other.
    @Test func thePackageDependsOnNoOther() throws {
        let root = URL(filePath: #filePath).appending(path: "../../../..").standardized
        let manifest = try String(
            contentsOf: root.appending(path: "Package.swift"),
            encoding: .utf8
        )
        #expect(manifest.contains("name: \"WebhookKit\""))
        #expect(!manifest.contains(".package("))
    }
}
