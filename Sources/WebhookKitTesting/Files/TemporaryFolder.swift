#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// A real folder for one test; it goes with the object.
package final class TemporaryFolder: Sendable {
    /// Where it is.
    package let path: String

    /// Makes one.
    package init() throws {
        var template = Array("/tmp/webhookkit-XXXXXX".utf8CString)
        let made = unsafe template.withUnsafeMutableBufferPointer { buffer -> String? in
            guard let start = buffer.baseAddress, let name = unsafe mkdtemp(start) else {
                return nil
            }
            return unsafe String(cString: name)
        }
        guard let made else { throw TemporaryFolderError(code: errno) }
        path = made
    }

    deinit { Self.removeAll(at: path) }

    /// The path of `name` in this folder.
    package func at(_ name: String) -> String { "\(path)/\(name)" }

    private static func removeAll(at path: String) {
        if unsafe unlink(path) == 0 || errno == ENOENT { return }
        guard let stream = unsafe opendir(path) else { return }
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { start in
                unsafe String(cString: UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self))
            }
            if name != ".", name != ".." { removeAll(at: "\(path)/\(name)") }
        }
        unsafe closedir(stream)
        unsafe rmdir(path)
    }
}

struct TemporaryFolderError: Error {
    let code: CInt
}
