// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "Benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "WebhookKit", path: "..")],
    targets: [
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                .product(name: "WebhookKit", package: "WebhookKit"),
                .product(name: "WebhookKitFileStore", package: "WebhookKit"),
                .product(name: "WebhookKitTesting", package: "WebhookKit"),
                .product(name: "WebhookKitURLSession", package: "WebhookKit"),
            ],
            path: "Benchmarks"
        )
    ]
)
