extension Duration {
    /// What people read in a failure's detail: `15 s`, `2.5 s`, `300 ms`.
    ///
    /// Rounded, since what is left of a deadline when a request begins has nine decimal places.
    package var rounded: String {
        let milliseconds = wholeMilliseconds
        guard milliseconds.magnitude >= 950 else { return "\(milliseconds) ms" }
        let tenths = milliseconds / 100 + milliseconds % 100 / 50
        let rest = tenths.magnitude % 10
        return rest == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(rest) s"
    }
}
