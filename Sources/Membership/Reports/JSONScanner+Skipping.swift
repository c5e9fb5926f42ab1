/// Skipping a container, checked to the last byte, without recursion.
extension JSONScanner {
    /// Consumes any value.
    @inline(__always)
    mutating func skipValue() throws(JSONError) { _ = try scalar() }

    /// Consumes an object or an array.
    /// - Returns: whether it was empty.
    mutating func skipContainer() throws(JSONError) -> Bool {
        var brackets = BracketStack()
        var isEmpty = true
        while true {
            // A value comes next.
            switch peek() {
            case Ascii.openBrace:
                guard brackets.push(isObject: true) else { throw .tooDeep }
                if try enterObject() {
                    isEmpty = false
                    _ = try key()
                    continue
                }
                brackets.pop()
            case Ascii.openBracket:
                guard brackets.push(isObject: false) else { throw .tooDeep }
                if try enterArray() {
                    isEmpty = false
                    continue
                }
                brackets.pop()
            default:
                _ = try scalar()
            }
            // A value ended: close what ends with it.
            while true {
                if brackets.isEmpty { return isEmpty }
                if brackets.isObject {
                    if try hasNextMember() {
                        _ = try key()
                        break
                    }
                } else if try hasNextElement() {
                    break
                }
                brackets.pop()
            }
        }
    }
}

/// The open containers of a document, a bit each. Allocates from the 65th level on.
private struct BracketStack {
    private var depth = 0
    private var top: UInt64 = 0
    private var below: [UInt64] = []

    @inline(__always)
    var isEmpty: Bool { depth == 0 }
    @inline(__always)
    var isObject: Bool { top & 1 == 1 }

    /// - Returns: false at `JSONScanner.nestingMax`.
    @inline(__always)
    mutating func push(isObject: Bool) -> Bool {
        guard depth < JSONScanner.nestingMax else { return false }
        if depth & 63 == 0, depth > 0 {
            below.append(top)
            top = 0
        }
        top = top << 1 | (isObject ? 1 : 0)
        depth += 1
        return true
    }

    @inline(__always)
    mutating func pop() {
        depth -= 1
        top >>= 1
        if depth & 63 == 0, depth > 0 { top = below.removeLast() }
    }
}
