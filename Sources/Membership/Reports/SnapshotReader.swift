/// Digests a snapshot in one pass over its bytes:
/// `{"metrics": {family: {"samples": [{"name", "labels", "value"}]}}}`, keys in any order.
///
/// Like the original it goes by the samples' names, whatever their family, and steps over anything of
/// another type. A sample whose value is no finite number is skipped; labels matter only where the
/// digest needs one (`le` of a bucket, `shard` in the list of shards).
///
/// A repeated key's last value counts, as in Python. A repeated family, or a family with `samples`
/// twice, is noticed and makes a second, exact pass (`RepeatedFamilies`); nobody sends that.
struct SnapshotReader {
    /// Families whose names are compared; real snapshots have 28. More are read by the exact pass.
    private static let familiesMax = 64

    private let prefix: UnsafeRawBufferPointer
    var tally = SnapshotTally()
    private var familyHashes: [UInt64] = []
    private var needsExactPass = false

    /// Reads the value at the scanner's place.
    /// - Returns: nil if it is no object.
    static func read(
        _ scanner: inout JSONScanner, names: SampleNames
    ) throws(JSONError) -> SnapshotDigest? {
        guard scanner.peek() == Ascii.openBrace else {
            try scanner.skipValue()
            return nil
        }
        return try names.prefix.span.bytes.withUnsafeBytes { prefix throws(JSONError) in
            var reader = SnapshotReader(prefix: prefix)
            try reader.snapshot(&scanner)
            return reader.tally.digest
        }
    }

    init(prefix: UnsafeRawBufferPointer) {
        self.prefix = prefix
        familyHashes.reserveCapacity(Self.familiesMax)
    }

    private mutating func snapshot(_ scanner: inout JSONScanner) throws(JSONError) {
        var more = try scanner.enterObject()
        while more {
            let key = try scanner.key()
            if scanner.text(key, is: "metrics") {
                tally = SnapshotTally()
                try metrics(&scanner)
            } else {
                try scanner.skipValue()
            }
            more = try scanner.hasNextMember()
        }
    }

    private mutating func metrics(_ scanner: inout JSONScanner) throws(JSONError) {
        guard scanner.peek() == Ascii.openBrace else { return try scanner.skipValue() }
        let start = scanner.offset
        familyHashes.removeAll(keepingCapacity: true)
        needsExactPass = false
        var more = try scanner.enterObject()
        while more {
            noteFamily(try scanner.key(), scanner)
            try family(&scanner)
            more = try scanner.hasNextMember()
        }
        guard needsExactPass else { return }
        var again = scanner
        again.offset = start
        tally = SnapshotTally()
        for offset in try RepeatedFamilies.samples(&again) {
            again.offset = offset
            try samples(&again)
        }
    }

    /// Notices a family that may have come before.
    private mutating func noteFamily(_ key: JSONText, _ scanner: JSONScanner) {
        let hash = scanner.bytes.hash(key.range)  // Equal ones cost a pass, nothing else.
        if key.hasEscapes || familyHashes.count == Self.familiesMax || familyHashes.contains(hash) {
            needsExactPass = true
        } else {
            familyHashes.append(hash)
        }
    }

    private mutating func family(_ scanner: inout JSONScanner) throws(JSONError) {
        guard scanner.peek() == Ascii.openBrace else { return try scanner.skipValue() }
        var hasSamples = false
        var more = try scanner.enterObject()
        while more {
            let key = try scanner.key()
            if scanner.text(key, is: "samples") {
                if hasSamples { needsExactPass = true }
                hasSamples = true
                try samples(&scanner)
            } else {
                try scanner.skipValue()
            }
            more = try scanner.hasNextMember()
        }
    }

    private mutating func samples(_ scanner: inout JSONScanner) throws(JSONError) {
        guard scanner.peek() == Ascii.openBracket else { return try scanner.skipValue() }
        var more = try scanner.enterArray()
        while more {
            if scanner.peek() == Ascii.openBrace {
                try sample(&scanner)
            } else {
                try scanner.skipValue()
            }
            more = try scanner.hasNextElement()
        }
    }

    private mutating func sample(_ scanner: inout JSONScanner) throws(JSONError) {
        var kind: SampleKind?
        var labels = SampleLabels()
        var value = JSONScalar.null
        var more = try scanner.enterObject()
        while more {
            let key = try scanner.key()
            if scanner.text(key, is: "name") {
                kind = self.kind(try scanner.scalar(), scanner)
            } else if scanner.text(key, is: "labels") {
                labels = try SampleLabels(&scanner)
            } else if scanner.text(key, is: "value") {
                value = try scanner.scalar()
            } else {
                try scanner.skipValue()
            }
            more = try scanner.hasNextMember()
        }
        guard let kind, let value = scanner.double(value) else { return }
        tally.add(value, kind: kind, labels: labels, scanner)
    }

    @inline(__always)
    private func kind(_ name: JSONScalar, _ scanner: JSONScanner) -> SampleKind? {
        guard case .text(let name) = name else { return nil }
        guard name.hasEscapes else { return kind(scanner.bytes, name.range) }
        // An escape is at most six bytes for one: what is longer is none of the names.
        guard name.range.count <= (prefix.count + SampleKind.nameBytesMax) * 6 else { return nil }
        guard let decoded = scanner.decoded(name) else { return nil }
        return decoded.span.bytes.withUnsafeBytes { kind($0, 0..<$0.count) }
    }

    @inline(__always)
    private func kind(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> SampleKind? {
        guard let start = prefix.baseAddress, range.count > prefix.count,
            bytes.hasSameBytes(at: range.lowerBound, as: start, count: prefix.count)
        else { return nil }
        return SampleKind(bytes, range.lowerBound + prefix.count..<range.upperBound)
    }
}
