import WebhookKit

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

#if !canImport(Darwin)
    /// What the kernel tells about one path: `inotify`.
    ///
    /// The file is watched while there is one, its folder while there is none.
    final class FileEvents: Sendable {
        /// Can be read when something has happened.
        let descriptor: OpenDescriptor
        private let path: String
        private let watches = Locked(Watches())

        /// The kernel's numbers of what is watched.
        private struct Watches {
            var file: CInt?
            var folder: CInt?
            /// Why nothing is.
            var trouble: CInt = 0

            var isBlind: Bool { file == nil && folder == nil }
        }

        private static let written = UInt32(IN_MODIFY)
        private static let overflow = UInt32(IN_Q_OVERFLOW)
        private static let gone = UInt32(IN_MOVE_SELF) | UInt32(IN_DELETE_SELF)
        // An unlinked file that somebody has open is not deleted yet: it changes its attributes.
        private static let ofFile = written | gone | UInt32(IN_ATTRIB)
        private static let ofFolder = gone | UInt32(IN_CREATE) | UInt32(IN_MOVED_TO)

        init(path: String) throws(StoreError) {
            let number = inotify_init1(CInt(IN_CLOEXEC) | CInt(IN_NONBLOCK))
            guard number >= 0 else { throw .cannotWatch(path, code: errno) }
            descriptor = OpenDescriptor(number)
            self.path = path
            let trouble: CInt? = watches.withLock { watches in
                _ = place(&watches)
                return watches.isBlind ? watches.trouble : nil
            }
            if let trouble { throw .cannotWatch(path, code: trouble) }
        }

        /// Whether neither the file nor its folder can be watched at present: no event will come.
        var isBlind: Bool { watches.withLock { $0.isBlind } }

        /// Takes all events; gives whether the file was written, cut or is another one.
        func drain() -> Bool {
            let events = readEvents()
            return watches.withLock { watches in
                // Anything but a write may mean that the path has got another file.
                let mayBeAnother = watches.isBlind || events & ~Self.written != 0
                let isAnother = mayBeAnother && place(&watches)
                return isAnother || events & (Self.written | Self.overflow) != 0
            }
        }

        /// Reads all events and joins their kinds.
        private func readEvents() -> UInt32 {
            let header = MemoryLayout<inotify_event>.size
            var buffer = [UInt8](repeating: 0, count: 4096)
            var kinds: UInt32 = 0
            while true {
                let count = unsafe read(descriptor.number, &buffer, buffer.count)
                guard count > 0 else { return kinds }
                unsafe buffer.withUnsafeBytes { bytes in
                    var start = 0
                    while start + header <= count {
                        let event = unsafe bytes.loadUnaligned(
                            fromByteOffset: start,
                            as: inotify_event.self
                        )
                        kinds |= event.mask
                        start += header + Int(event.len)
                    }
                }
            }
        }

        /// Watches what is at the path now; gives whether that is another file than before.
        private func place(_ watches: inout Watches) -> Bool {
            let old = watches
            // The kernel gives the same number for the same file.
            watches.file = add(path, Self.ofFile, &watches.trouble)
            watches.folder = nil
            if watches.file == nil, watches.trouble == ENOENT {
                watches.folder = add(Self.folder(of: path), Self.ofFolder, &watches.trouble)
                // It may have come just before that.
                if watches.folder != nil {
                    watches.file = add(path, Self.ofFile, &watches.trouble)
                }
            }
            if watches.file != nil, let folder = watches.folder {
                inotify_rm_watch(descriptor.number, folder)
                watches.folder = nil
            }
            for number in [old.file, old.folder] {
                guard let number, number != watches.file, number != watches.folder else { continue }
                inotify_rm_watch(descriptor.number, number)
            }
            return watches.file != nil && watches.file != old.file
        }

        private func add(_ path: String, _ kinds: UInt32, _ trouble: inout CInt) -> CInt? {
            let number = unsafe inotify_add_watch(descriptor.number, path, kinds)
            guard number < 0 else { return number }
            trouble = errno
            return nil
        }
    }
#endif
