#if os(macOS) || os(Linux)
    import Foundation
    import Testing
    import WebhookKitTesting

    /// Every file is the owner's alone, whatever the umask, also after a hundred saves (Fault 51).
    struct FileModeTests {
        /// A umask is the whole process's, so another one saves.
        @Test(arguments: ["000", "022", "077", "277", "777"])
        func filesArePrivateUnderAnyMask(mask: String) async throws {
            let folder = try TemporaryFolder()
            let process = Process()
            process.executableURL = try Self.crasher()
            process.arguments = [
                "save", "--store", "sqlite:\(folder.at("store.sqlite"))", "--umask", mask,
            ]
            let (input, output) = (Pipe(), Pipe())
            process.standardInput = input
            process.standardOutput = output
            try process.run()
            defer {
                process.terminate()
                process.waitUntilExit()
            }
            #expect(try line(of: output) == "saved\n")
            let found = try modes(in: folder)
            let names = found.map { $0.prefix { $0 != " " }.prefix { !$0.isNumber } }
            #expect(
                names == [
                    "store.sqlite", "store.sqlite-holder-", "store.sqlite-shm", "store.sqlite-wal",
                ]
            )
            #expect(found.allSatisfy { $0.hasSuffix(" 600") }, "\(found)")
            try input.fileHandleForWriting.write(contentsOf: Data("\n".utf8))
            #expect(try line(of: output) == "closed\n")
            #expect(try modes(in: folder) == ["store.sqlite 600"])
        }

        /// The program's next line, which is written at once.
        private func line(of pipe: Pipe) throws -> String {
            String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
        }

        private func modes(in folder: TemporaryFolder) throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map { name in
                let attributes = try FileManager.default.attributesOfItem(atPath: folder.at(name))
                let mode = try #require(attributes[.posixPermissions] as? NSNumber).intValue
                return "\(name) \(String(mode, radix: 8))"
            }
        }

        /// It is built into the folder that the tests are in.
        private static func crasher() throws -> URL {
            var folder = URL(filePath: CommandLine.arguments.first ?? "")
                .deletingLastPathComponent()
            for _ in 0..<5 {
                let program = folder.appending(path: "Crasher")
                if FileManager.default.isExecutableFile(atPath: program.path) { return program }
                folder.deleteLastPathComponent()
            }
            return try #require(nil, "Crasher is not beside the tests")
        }
    }
#endif
