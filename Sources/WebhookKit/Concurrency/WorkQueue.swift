#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// Where any thread leaves work for one thread that takes all that is there at once.
///
/// The taking thread blocks, so it must be one of our own; leaving never blocks for longer than it
/// takes to append. Taking in batches is what lets many calls share one commit.
///
/// `@unchecked Sendable`: `items` and `isClosed` are read and written only between lock and unlock.
@safe package final class WorkQueue<Item: Sendable>: @unchecked Sendable {
    private var items: [Item] = []
    private var isClosed = false
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let arrival: UnsafeMutablePointer<pthread_cond_t>

    package init() {
        unsafe mutex = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe pthread_mutex_init(mutex, nil)
        unsafe arrival = .allocate(capacity: 1)
        unsafe arrival.initialize(to: pthread_cond_t())
        unsafe pthread_cond_init(arrival, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(arrival)
        unsafe arrival.deinitialize(count: 1)
        unsafe arrival.deallocate()
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deinitialize(count: 1)
        unsafe mutex.deallocate()
    }

    /// Leaves an item; false when the queue is closed, and the item is not taken then.
    package func add(_ item: Item) -> Bool {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        guard !isClosed else { return false }
        items.append(item)
        if items.count == 1 { unsafe pthread_cond_signal(arrival) }
        return true
    }

    /// Takes no more items; what is there is still given out.
    package func close() {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        isClosed = true
        unsafe pthread_cond_broadcast(arrival)
    }

    /// Blocks until there is something, and takes all of it; nil when the queue is closed and empty.
    package func takeAll() -> [Item]? {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        while items.isEmpty {
            guard !isClosed else { return nil }
            unsafe pthread_cond_wait(arrival, mutex)
        }
        let taken = items
        items = []
        return taken
    }
}
