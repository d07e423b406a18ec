// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "Benchmarks",
    platforms: [.macOS(.v15)],
    products: [
        // For the package in AsyncHTTPClient.
        .library(name: "TransportLoad", targets: ["TransportLoad"])
    ],
    dependencies: [.package(name: "WebhookKit", path: "..")],
    targets: [
        .systemLibrary(
            name: "BenchmarksCSQLite",
            path: "CSQLite",
            providers: [.apt(["libsqlite3-dev"])]
        ),
        .systemLibrary(
            name: "BenchmarksCCurl",
            path: "CCurl",
            providers: [.apt(["libcurl4-openssl-dev"])]
        ),
        .target(name: "TransportLoad", path: "TransportLoad"),
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "BenchmarksCCurl",
                "BenchmarksCSQLite",
                "TransportLoad",
                .product(name: "WebhookKit", package: "WebhookKit"),
                .product(name: "WebhookKitCurl", package: "WebhookKit"),
                .product(name: "WebhookKitFileStore", package: "WebhookKit"),
                .product(name: "WebhookKitSQLite", package: "WebhookKit"),
                .product(name: "WebhookKitTesting", package: "WebhookKit"),
                .product(name: "WebhookKitURLSession", package: "WebhookKit"),
            ],
            path: "Benchmarks"
        ),
    ]
)
