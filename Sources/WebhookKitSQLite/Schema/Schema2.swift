/// Version 2.
///
/// What it adds stands by topic in the extensions beside this file.
enum Schema2 {
    static let statements = turns + holders + log + outbox + rows
}
