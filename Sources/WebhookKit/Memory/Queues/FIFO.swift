/// A queue whose first element goes in O(1).
package struct FIFO<Element> {
    private var elements: [Element?]
    private var head = 0

    package init(_ elements: [Element] = []) {
        self.elements = elements
    }

    package var count: Int { elements.count - head }

    package var isEmpty: Bool { head == elements.count }
    package var first: Element? { isEmpty ? nil : elements[head] }

    /// The elements in order.
    var all: [Element] { elements[head...].compactMap(\.self) }

    /// The first element of which this is true.
    func first(where isWanted: (Element) -> Bool) -> Element? {
        for element in elements[head...] {
            if let element, isWanted(element) { return element }
        }
        return nil
    }

    package mutating func append(_ element: Element) {
        elements.append(element)
    }

    /// Puts an element before all others.
    mutating func putBack(_ element: Element) {
        if head > 0 {
            head -= 1
            elements[head] = element
        } else {
            elements.insert(element, at: 0)
        }
    }

    /// Drops what `isWanted` refuses once refuse may outweigh the rest: O(1) an append on average.
    mutating func compact(live: Int, isWanted: (Element) -> Bool) {
        guard count > 2 * live + 64 else { return }
        self = FIFO(all.filter(isWanted))
    }

    @discardableResult
    package mutating func popFirst() -> Element? {
        guard head < elements.count else { return nil }
        let element = elements[head]
        elements[head] = nil
        head += 1
        if head == elements.count {
            elements.removeAll(keepingCapacity: head <= 1024)
            head = 0
        } else if head >= 64, head * 2 > elements.count {
            elements.removeFirst(head)
            head = 0
        }
        return element
    }
}

extension FIFO: Sendable where Element: Sendable {}
