// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "Examples",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "WebhookKit", path: "..")],
    targets: [
        .executableTarget(
            name: "CustomStore",
            dependencies: [
                .product(name: "WebhookKit", package: "WebhookKit"),
                .product(name: "WebhookKitTesting", package: "WebhookKit"),
            ],
            path: "CustomStore"
        ),
        // The shop's own way to SQLite.
        .systemLibrary(
            name: "CShopSQLite",
            path: "CShopSQLite",
            providers: [.apt(["libsqlite3-dev"])]
        ),
        .executableTarget(
            name: "Outbox",
            dependencies: [
                "CShopSQLite",
                .product(name: "WebhookKit", package: "WebhookKit"),
                .product(name: "WebhookKitSQLite", package: "WebhookKit"),
                .product(name: "WebhookKitTesting", package: "WebhookKit"),
                .product(name: "WebhookKitURLSession", package: "WebhookKit"),
            ],
            path: "Outbox"
        ),
        .executableTarget(
            name: "QuickStart",
            dependencies: [
                .product(name: "WebhookKit", package: "WebhookKit"),
                .product(name: "WebhookKitCurl", package: "WebhookKit"),
                .product(name: "WebhookKitFileStore", package: "WebhookKit"),
                .product(name: "WebhookKitSQLite", package: "WebhookKit"),
                .product(name: "WebhookKitTesting", package: "WebhookKit"),
                .product(name: "WebhookKitURLSession", package: "WebhookKit"),
            ],
            path: "QuickStart",
            resources: [.embedInCode("events.json")]
        ),
        // The README's first example.
        .executableTarget(
            name: "Readme",
            dependencies: [.product(name: "WebhookKit", package: "WebhookKit")],
            path: "Readme"
        ),
        .executableTarget(
            name: "StoreCheck",
            dependencies: [
                .product(name: "WebhookKit", package: "WebhookKit"),
                .product(name: "WebhookKitFileStore", package: "WebhookKit"),
            ],
            path: "StoreCheck"
        ),
        .executableTarget(
            name: "TransportCheck",
            dependencies: [
                .product(name: "WebhookKit", package: "WebhookKit"),
                .product(name: "WebhookKitCurl", package: "WebhookKit"),
                .product(name: "WebhookKitTesting", package: "WebhookKit"),
                .product(name: "WebhookKitURLSession", package: "WebhookKit"),
            ],
            path: "TransportCheck"
        ),
    ]
)
