/// The only calls that the store makes to the system, so that tests can fail or stop at each one.
///
/// Calls block; they belong on the store's own thread. Nothing here survives a power loss until it
/// is synced: a file's content by ``StoreFile/sync()``, a created, renamed or removed name by
/// ``syncFolder(_:)``.
package protocol FileSystem: Sendable {
    /// Makes sure that `path` is a real folder, and that it will still be there after a power loss.
    ///
    /// A missing one is created with mode 0700 whatever the umask; the folder that is to hold it
    /// must exist. The mode of an existing one is left alone, even where others may look into it:
    /// its files are 0600 in any case.
    ///
    /// - Throws: Kind `wrongType` for a symbolic link, pipe, device or file, which stays untouched;
    ///   `notFound` when the folder around it is missing.
    func prepareFolder(_ path: String) throws(FileError)

    /// The names in a folder, sorted, without `.` and `..`.
    func list(_ folder: String) throws(FileError) -> [String]

    /// Creates a file with mode 0600 whatever the umask and opens it for reading and writing.
    ///
    /// - Throws: Kind `exists` when anything at all has that name.
    func create(_ path: String) throws(FileError) -> any StoreFile

    /// Opens a regular file that exists; never waits, never follows a link.
    ///
    /// - Throws: Kind `wrongType` for a symbolic link, pipe, device or folder, which stays
    ///   untouched; `notFound` when there is nothing.
    func open(_ path: String, forWriting: Bool) throws(FileError) -> any StoreFile

    /// Gives a file another name; takes the place of a file that has that name already.
    func rename(_ path: String, to target: String) throws(FileError)

    /// Removes a file; kind `notFound` when there is none.
    func remove(_ path: String) throws(FileError)

    /// Waits until the folder's names are on the disk.
    func syncFolder(_ path: String) throws(FileError)

    /// Takes the lock that the file at `path` stands for, at once or not at all.
    ///
    /// The file is created with mode 0600 and stays behind; never remove it, because two holders
    /// would then lock different files. The lock ends with the returned object or with the process,
    /// however that ends.
    ///
    /// - Throws: Kind `locked` when any process, this one included, holds it.
    func lock(_ path: String) throws(FileError) -> any FileLock
}

/// A lock that is held for as long as the object lives.
package protocol FileLock: AnyObject, Sendable {}
