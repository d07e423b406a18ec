import WebhookKitCSQLite

/// A value that a statement can be given.
protocol Bindable {
    func bind(to statement: Statement, at index: Int32) -> Int32
}

extension Bindable {
    /// Binds it as the next parameter, unless an earlier one has failed.
    @inline(__always)
    func bind(to statement: Statement, next index: inout Int32, _ code: inout Int32) {
        index += 1
        if code == SQLITE_OK { code = bind(to: statement, at: index) }
    }
}

extension Int64: Bindable {
    func bind(to statement: Statement, at index: Int32) -> Int32 {
        statement.bind(self, at: index)
    }
}

extension Int: Bindable {
    func bind(to statement: Statement, at index: Int32) -> Int32 {
        statement.bind(Int64(self), at: index)
    }
}

extension Bool: Bindable {
    func bind(to statement: Statement, at index: Int32) -> Int32 {
        statement.bind(self ? 1 : 0, at: index)
    }
}

extension String: Bindable {
    func bind(to statement: Statement, at index: Int32) -> Int32 {
        statement.bind(self, at: index)
    }
}

extension [UInt8]: Bindable {
    func bind(to statement: Statement, at index: Int32) -> Int32 {
        statement.bind(self, at: index)
    }
}

extension Optional: Bindable where Wrapped: Bindable {
    func bind(to statement: Statement, at index: Int32) -> Int32 {
        switch self {
        case .some(let value): value.bind(to: statement, at: index)
        case .none: statement.bindNull(at: index)
        }
    }
}
