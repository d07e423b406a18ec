// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "Benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "WebhookKit", path: "..")],
    targets: [
        .systemLibrary(
            name: "BenchmarksCSQLite",
            path: "CSQLite",
            providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]
        ),
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "BenchmarksCSQLite",
                .product(name: "WebhookKit", package: "WebhookKit"),
                .product(name: "WebhookKitFileStore", package: "WebhookKit"),
                .product(name: "WebhookKitSQLite", package: "WebhookKit"),
                .product(name: "WebhookKitTesting", package: "WebhookKit"),
                .product(name: "WebhookKitURLSession", package: "WebhookKit"),
            ],
            path: "Benchmarks"
        ),
    ]
)
