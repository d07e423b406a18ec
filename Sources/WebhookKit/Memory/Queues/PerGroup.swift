/// A value for each group of webhooks (D-10).
struct PerGroup<Value> {
    private var values: [Value]

    init(_ value: Value) {
        values = Array(repeating: value, count: Responsiveness.allCases.count)
    }

    subscript(group: Responsiveness) -> Value {
        get { values[group.rawValue] }
        _modify { yield &values[group.rawValue] }
    }
}
