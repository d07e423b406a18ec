/// An open regular file; closed when the object goes.
package protocol StoreFile: AnyObject, Sendable {
    /// The length in bytes.
    func size() throws(FileError) -> Int64

    /// Writes all of `bytes`, which makes the file longer where it must.
    ///
    /// After an error any part of `bytes` may have been written.
    func write(_ bytes: [UInt8], at offset: Int64) throws(FileError)

    /// Reads up to `count` bytes; fewer only at the end of the file, none behind it.
    func read(at offset: Int64, count: Int) throws(FileError) -> [UInt8]

    /// Whether it is the file that stands at `path`: nobody has removed, renamed or replaced it, or a
    /// folder around it.
    func isAt(_ path: String) -> Bool

    /// Waits until content and length are on the disk.
    ///
    /// After an error nobody knows what is on the disk, and a second try may report success for
    /// data that is lost: write the data again instead.
    func sync() throws(FileError)

    /// Cuts the file, or fills it up with zeros, to `size` bytes.
    func truncate(to size: Int64) throws(FileError)

    /// Reserves space for the bytes from `start` up to `end` without changing content or length.
    ///
    /// Does nothing where the file system cannot; a write may then still find the disk full.
    ///
    /// - Throws: Kind `full` when there is not enough space.
    func reserve(from start: Int64, upTo end: Int64) throws(FileError)
}
