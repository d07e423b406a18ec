extension [UInt8] {
    /// Compares in a time that depends on the counts alone, so that it tells nothing of a secret.
    package func equalsInConstantTime(_ other: [UInt8]) -> Bool {
        guard count == other.count else { return false }
        var difference: UInt8 = 0
        for index in indices { difference |= self[index] ^ other[index] }
        return difference == 0
    }
}
