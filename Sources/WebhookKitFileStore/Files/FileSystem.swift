/// The calls that the store makes to the file system, so that tests can fail or stop at each one.
package protocol FileSystem: Sendable {}
