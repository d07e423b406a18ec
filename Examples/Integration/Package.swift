// swift-tools-version: 6.2

import PackageDescription

// WebhookKit beside the packages that a server already uses: `Server` takes webhooks in with
// Hummingbird, and `Neighbours` names every public type of WebhookKit once, in a file that
// Scripts/neighbours writes: a name that a neighbour has too does not compile. Third-party packages
// stand here alone; WebhookKit's own manifest names none.

/// AsyncHTTPClient takes minutes to build, so it is here only when asked for.
let isFull = Context.environment["WEBHOOKKIT_NEIGHBOURS"] == "full"

var packages: [Package.Dependency] = [
    .package(name: "WebhookKit", path: "../.."),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.4.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.86.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.5.0"),
    .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.2.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.8.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.0.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.16.0"),
]
var neighbours: [Target.Dependency] = [
    .product(name: "HTTPTypes", package: "swift-http-types"),
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "Logging", package: "swift-log"),
    .product(name: "Metrics", package: "swift-metrics"),
    .product(name: "Tracing", package: "swift-distributed-tracing"),
    .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
    .product(name: "GRDB", package: "GRDB.swift"),
    .product(name: "Hummingbird", package: "hummingbird"),
]
if isFull {
    packages.append(
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.28.0")
    )
    neighbours.append(.product(name: "AsyncHTTPClient", package: "async-http-client"))
}

let package = Package(
    name: "Integration",
    platforms: [.macOS(.v15)],
    dependencies: packages,
    targets: [
        .executableTarget(
            name: "Server",
            dependencies: [
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "WebhookKit", package: "WebhookKit"),
                .product(name: "WebhookKitSQLite", package: "WebhookKit"),
            ]
        ),
        .executableTarget(
            name: "Neighbours",
            dependencies: neighbours + [
                .product(name: "WebhookKit", package: "WebhookKit"),
                .product(name: "WebhookKitCurl", package: "WebhookKit"),
                .product(name: "WebhookKitFileStore", package: "WebhookKit"),
                .product(name: "WebhookKitSQLite", package: "WebhookKit"),
                .product(name: "WebhookKitTesting", package: "WebhookKit"),
                .product(name: "WebhookKitURLSession", package: "WebhookKit"),
            ],
            swiftSettings: isFull ? [.define("FULL")] : []
        ),
    ]
)
