#if canImport(Darwin)
    import Darwin
    import WebhookKit

    /// What the kernel tells about one path: `kqueue`.
    ///
    /// The file is watched while there is one, its folder while there is none. Not FSEvents, which
    /// tells of a write only when the writer closes the file.
    ///
    /// Closing any descriptor of a file drops all POSIX locks that the process has on it. SQLite locks
    /// the database and the `-shm` file, never the `-wal`: only that one may be watched here.
    final class FileEvents: Sendable {
        /// Can be read when something has happened.
        let descriptor: OpenDescriptor
        private let path: String
        private let watches = Locked(Watches())

        /// What is watched; a descriptor that is closed is not watched any more.
        private struct Watches {
            var file: OpenDescriptor?
            var folder: OpenDescriptor?
            /// Why nothing is.
            var trouble: CInt = 0

            var isBlind: Bool { file == nil && folder == nil }
        }

        init(path: String) throws(StoreError) {
            let number = kqueue()
            guard number >= 0 else { throw .cannotWatch(path, code: errno) }
            descriptor = OpenDescriptor(number)
            self.path = path
            _ = fcntl(number, F_SETFD, FD_CLOEXEC)
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
                // Anything but a write to the file may mean that the path has got another one.
                let wasWritten = watches.file != nil && events & Self.written != 0
                let mayBeAnother = watches.file == nil || events & ~Self.written != 0
                let isAnother = mayBeAnother && place(&watches)
                return isAnother || wasWritten
            }
        }

        private static let written = UInt32(NOTE_WRITE) | UInt32(NOTE_EXTEND)
        private static let gone =
            UInt32(NOTE_DELETE) | UInt32(NOTE_RENAME) | UInt32(NOTE_REVOKE) | UInt32(NOTE_LINK)

        /// Reads all events and joins their kinds.
        private func readEvents() -> UInt32 {
            var kinds: UInt32 = 0
            var atOnce = timespec()
            while true {
                var event = unsafe Self.event(of: 0, kinds: 0)
                let count = unsafe kevent(descriptor.number, nil, 0, &event, 1, &atOnce)
                guard count > 0 else { return kinds }
                kinds |= unsafe event.fflags
            }
        }

        /// Watches what is at the path now; gives whether that is another file than before.
        private func place(_ watches: inout Watches) -> Bool {
            if let file = watches.file, isAtPath(file) { return false }
            watches.folder = nil
            watches.file = add(path, &watches.trouble)
            if watches.file == nil, watches.trouble == ENOENT {
                watches.folder = add(Self.folder(of: path), &watches.trouble)
                // It may have come just before that.
                if watches.folder != nil { watches.file = add(path, &watches.trouble) }
                if watches.file != nil { watches.folder = nil }
            }
            return watches.file != nil
        }

        private func isAtPath(_ file: OpenDescriptor) -> Bool {
            var (open, named) = (stat(), stat())
            guard unsafe fstat(file.number, &open) == 0, unsafe stat(path, &named) == 0 else {
                return false
            }
            return open.st_dev == named.st_dev && open.st_ino == named.st_ino
        }

        private func add(_ path: String, _ trouble: inout CInt) -> OpenDescriptor? {
            let number = unsafe open(path, O_EVTONLY | O_CLOEXEC)
            guard number >= 0 else {
                trouble = errno
                return nil
            }
            let opened = OpenDescriptor(number)
            var event = unsafe Self.event(of: number, kinds: Self.written | Self.gone)
            guard unsafe kevent(descriptor.number, &event, 1, nil, 0, nil) >= 0 else {
                trouble = errno
                return nil
            }
            return opened
        }

        /// What to ask for: events of a descriptor, each told once.
        private static func event(of number: CInt, kinds: UInt32) -> kevent {
            unsafe kevent(
                ident: UInt(number),
                filter: Int16(EVFILT_VNODE),
                flags: UInt16(EV_ADD) | UInt16(EV_CLEAR),
                fflags: kinds,
                data: 0,
                udata: nil
            )
        }
    }
#endif
