import Testing
import WebhookKit
import WebhookKitFileStore
import WebhookKitTesting

/// The simulated disk is worth as much as it resembles the real one.
@Suite struct FileSystemAgreementTests {
    /// One call on either of them, and what came of it.
    struct Step {
        let number: Int
        let name: String
        let other: String
        let offset: Int64
        let bytes: [UInt8]

        init(_ random: inout SeededRandom) {
            number = Int.random(in: 0..<10, using: &random)
            name = ["a", "b", "c"].randomElement(using: &random) ?? "a"
            other = ["a", "b", "c"].randomElement(using: &random) ?? "a"
            offset = Int64.random(in: 0...2000, using: &random)
            let count = Int.random(in: 0...1500, using: &random)
            bytes = random.bytes(count)
        }

        func run(on system: any FileSystem, in folder: String) -> String {
            let path = "\(folder)/\(name)"
            do throws(FileError) {
                switch number {
                case 0: _ = try system.create(path)
                case 1: try system.remove(path)
                case 2: try system.rename(path, to: "\(folder)/\(other)")
                case 3: return try system.list(folder).joined(separator: " ")
                case 4: return "\(try system.open(path, forWriting: false).size())"
                case 5: try system.open(path, forWriting: true).truncate(to: offset)
                case 6:
                    let file = try system.open(path, forWriting: false)
                    return "\(try file.read(at: offset, count: bytes.count))"
                case 7:
                    let file = try system.open(path, forWriting: true)
                    try file.reserve(from: offset, upTo: offset + 5000)
                    try file.sync()
                    try system.syncFolder(folder)
                case 8: _ = try system.lock(path)
                default: try system.open(path, forWriting: true).write(bytes, at: offset)
                }
                return "done"
            } catch {
                return "\(error.kind)"
            }
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func theSimulatedDiskDoesAsTheSystemDoes(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let real = try TemporaryFolder()
        let disk = SimulatedDisk(seed: seed)
        try disk.prepareFolder("/s")
        for number in 0..<300 {
            let step = Step(&random)
            let expected = step.run(on: SystemFileSystem(), in: real.path)
            try #require(step.run(on: disk, in: "/s") == expected, "\(number): \(step)")
        }
    }
}
