/// Something at a time; equal times keep the order of their stamps, which are unique.
struct Timed<Value>: Comparable {
    let time: Uptime
    let stamp: UInt64
    let value: Value

    static func < (lhs: Self, rhs: Self) -> Bool {
        lhs.time == rhs.time ? lhs.stamp < rhs.stamp : lhs.time < rhs.time
    }

    static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.stamp == rhs.stamp
    }
}
