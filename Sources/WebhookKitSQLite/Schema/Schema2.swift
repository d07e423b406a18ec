/// Version 2: what was added, chapter by chapter.
enum Schema2 {
    static let statements = turns
}
