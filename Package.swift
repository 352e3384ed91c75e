// swift-tools-version:6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "nameplate",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "nameplate", targets: ["NameplateCLI"]),
        .library(name: "Livefyre", targets: ["Livefyre"]),
        .library(name: "Webhook", targets: ["Webhook"]),
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", exact: "1.4.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
    ],
    targets: [
        .systemLibrary(
            name: "COpenSSL",
            pkgConfig: "libcrypto",
            providers: [.apt(["libssl-dev"])]
        ),
        .systemLibrary(
            name: "CCurl",
            pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"])]
        ),
        .systemLibrary(
            name: "CArgon2",
            pkgConfig: "libargon2",
            providers: [.apt(["libargon2-dev"])]
        ),
        .systemLibrary(
            name: "CLibPQ",
            pkgConfig: "libpq",
            providers: [.apt(["libpq-dev"])]
        ),
        .target(
            name: "Nameplate",
            dependencies: ["COpenSSL"],
            swiftSettings: settings
        ),
        .target(
            name: "Livefyre",
            dependencies: ["Nameplate", "COpenSSL"],
            swiftSettings: settings
        ),
        .target(
            name: "Webhook",
            dependencies: ["Nameplate"],
            swiftSettings: settings
        ),
        .target(
            name: "SQLiteStore",
            dependencies: [
                "Nameplate",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "PostgresStore",
            dependencies: ["Nameplate", "CLibPQ"],
            swiftSettings: settings + [.strictMemorySafety()]
        ),
        .target(
            name: "Outbound",
            dependencies: ["CCurl"],
            swiftSettings: settings + [.strictMemorySafety()]
        ),
        .target(
            name: "NameplateService",
            dependencies: [
                "Nameplate",
                "Outbound",
                "CArgon2",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "LivefyreSandbox",
            dependencies: [
                "Nameplate",
                "Livefyre",
                "Outbound",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            resources: [.embedInCode("Pages")],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "NameplateCLI",
            dependencies: [
                "Nameplate",
                "Livefyre",
                "Webhook",
                "SQLiteStore",
                "PostgresStore",
                "Outbound",
                "NameplateService",
                "LivefyreSandbox",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "Benchmark",
            dependencies: ["Nameplate", "Livefyre", "SQLiteStore", "PostgresStore"],
            path: "Tests/Benchmark",
            exclude: [
                "compare", "instances.py", "isolation.py", "outage.py", "over_http.py", "postgres.py", "tabs.py",
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "Fuzz",
            dependencies: [
                "Nameplate",
                "Livefyre",
                "Webhook",
                "PostgresStore",
                "NameplateService",
                "LivefyreSandbox",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            path: "Tests/Fuzz",
            exclude: ["Corpus", "run"],
            swiftSettings: settings
        ),
        .target(
            name: "TestDatabase",
            dependencies: [
                .product(name: "Subprocess", package: "swift-subprocess")
            ],
            path: "Tests/Database",
            swiftSettings: settings
        ),
        .target(name: "TestRandomness", path: "Tests/Randomness", swiftSettings: settings),
        .testTarget(
            name: "NameplateTests",
            dependencies: ["Nameplate", "TestRandomness"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "LivefyreTests",
            dependencies: ["Nameplate", "Livefyre", "TestRandomness"],
            resources: [.copy("Vectors")],
            swiftSettings: settings
        ),
        .testTarget(
            name: "WebhookTests",
            dependencies: ["Nameplate", "Webhook"],
            resources: [.copy("Vectors")],
            swiftSettings: settings
        ),
        .testTarget(
            name: "StoreTests",
            dependencies: [
                "Nameplate",
                "SQLiteStore",
                "PostgresStore",
                "TestDatabase",
                "TestRandomness",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "OutboundTests",
            dependencies: [
                "Outbound",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "SandboxTests",
            dependencies: [
                "Nameplate",
                "Livefyre",
                "LivefyreSandbox",
                "Outbound",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "TestSupport",
            dependencies: [
                "Nameplate",
                "Livefyre",
                "LivefyreSandbox",
                "Webhook",
                "NameplateService",
                "Outbound",
                "PostgresStore",
                "SQLiteStore",
                "TestDatabase",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            path: "Tests/Support",
            swiftSettings: settings
        ),
        .testTarget(
            name: "ServiceTests",
            dependencies: [
                "TestSupport",
                "TestRandomness",
                "Nameplate",
                "Livefyre",
                "Webhook",
                "NameplateService",
                "Outbound",
                "SQLiteStore",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "BrowserTests",
            dependencies: [
                "TestSupport",
                "Nameplate",
                "Livefyre",
                "NameplateService",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            exclude: ["Pages"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "CommandLineTests",
            dependencies: [
                "Nameplate",
                "NameplateCLI",
                "Livefyre",
                "SQLiteStore",
                "PostgresStore",
                "TestDatabase",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "InstanceTests",
            dependencies: [
                "TestDatabase",
                "TestSupport",
                "Nameplate",
                "NameplateCLI",
                "Livefyre",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            exclude: ["Preloads"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "TidyTests",
            swiftSettings: settings
        ),
    ],
    swiftLanguageModes: [.v6]
)
