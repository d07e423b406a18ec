// swift-tools-version: 6.2

import PackageDescription

// A package of its own, so that the other benchmarks need nothing downloaded.
let package = Package(
    name: "AsyncHTTPClientBenchmark",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "Benchmarks", path: ".."),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.30.0"),
    ],
    targets: [
        .executableTarget(
            name: "ahc-bench",
            dependencies: [
                .product(name: "TransportLoad", package: "Benchmarks"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
            ],
            path: "Sources"
        )
    ]
)
