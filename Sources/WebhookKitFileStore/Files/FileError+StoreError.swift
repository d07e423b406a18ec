package import WebhookKit

extension FileError {
    /// This error in the core's terms, with itself as the cause (B-6).
    package var storeError: StoreError {
        let code: StoreError.Code =
            switch kind {
            case .full: .full
            case .locked: .busy
            case .notFound, .exists, .denied, .descriptors, .wrongType, .io, .other: .unavailable
            }
        return StoreError(code, description, cause: self)
    }
}
