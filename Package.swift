// swift-tools-version: 6.2

import PackageDescription

/// Warnings are errors in WebhookKit's own CI, never in a host's.
let isStrict = Context.environment["WEBHOOKKIT_STRICT"] != nil

let settings: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .enableUpcomingFeature("InferIsolatedConformances"),
        .enableUpcomingFeature("ImmutableWeakCaptures"),
        .strictMemorySafety(),
    ] + (isStrict ? [.treatAllWarnings(as: .error)] : [])

/// Apple's other SDKs have no libcurl; what needs it is empty there.
let whereCurlIs = TargetDependencyCondition.when(platforms: [.macOS, .linux, .android, .openbsd])

let package = Package(
    name: "WebhookKit",
    platforms: [.macOS(.v15), .iOS(.v18), .tvOS(.v18), .watchOS(.v11), .visionOS(.v2)],
    products: [
        .library(name: "WebhookKit", targets: ["WebhookKit"]),
        .library(name: "WebhookKitFileStore", targets: ["WebhookKitFileStore"]),
        .library(name: "WebhookKitSQLite", targets: ["WebhookKitSQLite"]),
        .library(name: "WebhookKitCurl", targets: ["WebhookKitCurl"]),
        .library(name: "WebhookKitURLSession", targets: ["WebhookKitURLSession"]),
        .library(name: "WebhookKitTesting", targets: ["WebhookKitTesting"]),
    ],
    targets: [
        .target(name: "WebhookKit", swiftSettings: settings),
        .target(
            name: "WebhookKitFileStore",
            dependencies: ["WebhookKit"],
            swiftSettings: settings
        ),
        // What stores over SQL databases have in common; no product.
        .target(
            name: "WebhookKitSQL",
            dependencies: ["WebhookKit"],
            swiftSettings: settings
        ),
        .systemLibrary(
            name: "WebhookKitCSQLite",
            providers: [.apt(["libsqlite3-dev"])]
        ),
        .target(
            name: "WebhookKitSQLite",
            dependencies: ["WebhookKit", "WebhookKitCSQLite", "WebhookKitSQL"],
            swiftSettings: settings
        ),
        // No pkgConfig: SwiftPM would warn on every Mac without Homebrew's curl. The SDK's is taken.
        .systemLibrary(
            name: "WebhookKitCCurl",
            providers: [.apt(["libcurl4-openssl-dev"])]
        ),
        .target(
            name: "WebhookKitCurl",
            dependencies: [
                "WebhookKit",
                .target(name: "WebhookKitCCurl", condition: whereCurlIs),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "WebhookKitURLSession",
            dependencies: ["WebhookKit"],
            swiftSettings: settings
        ),
        .target(
            name: "WebhookKitTesting",
            dependencies: ["WebhookKit"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "WebhookKitTests",
            dependencies: ["WebhookKit", "WebhookKitTesting", "Simulator"],
            // The JSON of values, of earlier versions and of now.
            exclude: ["Encodings/former.txt", "Encodings/present.txt"],
            swiftSettings: settings
        ),
        // Runs of the whole product from seeds; Scripts/simulate builds it for release.
        .executableTarget(
            name: "Simulator",
            dependencies: ["WebhookKit", "WebhookKitTesting"],
            path: "Tests/Simulator",
            swiftSettings: settings
        ),
        .testTarget(
            name: "WebhookKitFileStoreTests",
            dependencies: ["WebhookKit", "WebhookKitFileStore", "WebhookKitTesting"],
            // Stores that an older version wrote.
            exclude: ["Formats/format1", "Formats/format2"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "WebhookKitSQLTests",
            dependencies: ["WebhookKit", "WebhookKitSQL"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "WebhookKitSQLiteTests",
            dependencies: [
                "WebhookKit", "WebhookKitCSQLite", "WebhookKitSQLite", "WebhookKitTesting",
                .target(name: "Crasher", condition: .when(platforms: [.macOS, .linux])),
            ],
            swiftSettings: settings
        ),
        // Processes that die, and ones that judge what they left: Scripts/crash runs it, and so do
        // tests of several processes on one file.
        .executableTarget(
            name: "Crasher",
            dependencies: [
                "WebhookKit", "WebhookKitCSQLite", "WebhookKitFileStore", "WebhookKitSQLite",
                "WebhookKitTesting",
            ],
            path: "Tests/Crasher",
            swiftSettings: settings
        ),
        .testTarget(
            name: "WebhookKitCurlTests",
            dependencies: [
                "WebhookKit", "WebhookKitCurl", "WebhookKitTesting",
                .target(name: "WebhookKitCCurl", condition: whereCurlIs),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "WebhookKitURLSessionTests",
            dependencies: ["WebhookKit", "WebhookKitURLSession", "WebhookKitTesting"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "WebhookKitTestingTests",
            dependencies: ["WebhookKit", "WebhookKitTesting"],
            swiftSettings: settings
        ),
    ]
)
