extension FileSystem {
    /// Replaces the file at `path` in `folder`: after any crash it has the old or the new content.
    ///
    /// The content is written to `path` + ".tmp", synced and given the name. When this returns,
    /// the new content survives a power loss. After an error of the last step, which syncs the
    /// folder, either content may be there.
    package func writeAtomically(
        _ bytes: [UInt8],
        to path: String,
        in folder: String
    ) throws(FileError) {
        let temporary = path + ".tmp"
        try removeIfPresent(temporary)
        do {
            let file = try create(temporary)
            try file.write(bytes, at: 0)
            try file.sync()
            try rename(temporary, to: path)
        } catch {
            try? remove(temporary)
            throw error
        }
        try syncFolder(folder)
    }

    /// Removes a file that may be missing.
    package func removeIfPresent(_ path: String) throws(FileError) {
        do {
            try remove(path)
        } catch {
            guard error.kind == .notFound else { throw error }
        }
    }
}
