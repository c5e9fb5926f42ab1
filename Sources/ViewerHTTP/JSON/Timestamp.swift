import GossipCore

/// A wall-clock time taken apart in the Gregorian calendar, UTC.
struct Timestamp {
    var year: Int
    var month: Int
    var day: Int
    var hour: Int
    var minute: Int
    var second: Int
    var millisecond: Int
    /// From 0, Sunday.
    var weekday: Int

    init(_ time: WallTime) {
        // Later than the year 9999 no format here can say: such a stamp is some clock's mistake.
        let milliseconds = Int(min(time.milliseconds, 253_402_300_799_999))
        millisecond = milliseconds % 1_000
        let seconds = milliseconds / 1_000
        second = seconds % 60
        minute = seconds / 60 % 60
        hour = seconds / 3_600 % 24
        let days = seconds / 86_400
        weekday = (days + 4) % 7
        // Days to a date, by eras of 400 years that start on 1 March (Hinnant, "chrono-compatible
        // low-level date algorithms").
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// `2026-11-21T08:58:12.238Z`: RFC 3339, in the documents of `/v1`.
    func appendRFC3339(to bytes: inout [UInt8]) {
        appendSeconds(to: &bytes)
        bytes.append(UInt8(ascii: "."))
        bytes.appendDecimal(millisecond, width: 3)
        bytes.append(UInt8(ascii: "Z"))
    }

    /// `2026-11-21T08:58:12.238000+00:00`: Python's `isoformat()`, in the documents of Argus.
    func appendPythonISO(to bytes: inout [UInt8]) {
        appendSeconds(to: &bytes)
        bytes.append(UInt8(ascii: "."))
        bytes.appendDecimal(millisecond, width: 3)
        bytes.append(contentsOf: "000+00:00".utf8)
    }

    private func appendSeconds(to bytes: inout [UInt8]) {
        bytes.appendDecimal(year, width: 4)
        bytes.append(UInt8(ascii: "-"))
        bytes.appendDecimal(month, width: 2)
        bytes.append(UInt8(ascii: "-"))
        bytes.appendDecimal(day, width: 2)
        bytes.append(UInt8(ascii: "T"))
        appendClock(to: &bytes)
    }

    private func appendClock(to bytes: inout [UInt8]) {
        bytes.appendDecimal(hour, width: 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.appendDecimal(minute, width: 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.appendDecimal(second, width: 2)
    }

    /// `Sat, 21 Nov 2026 08:58:12 GMT`: the header `Date` (RFC 9110, section 5.6.7).
    var httpDate: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(29)
        bytes.append(contentsOf: Self.weekdays[weekday].utf8)
        bytes.append(contentsOf: ", ".utf8)
        bytes.appendDecimal(day, width: 2)
        bytes.append(UInt8(ascii: " "))
        bytes.append(contentsOf: Self.months[month - 1].utf8)
        bytes.append(UInt8(ascii: " "))
        bytes.appendDecimal(year, width: 4)
        bytes.append(UInt8(ascii: " "))
        appendClock(to: &bytes)
        bytes.append(contentsOf: " GMT".utf8)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}

extension JSONWriter {
    /// A time in RFC 3339, UTC.
    mutating func field(_ name: StaticString, _ time: WallTime) {
        key(name)
        quoted { Timestamp(time).appendRFC3339(to: &$0) }
    }

    /// A time as Python prints it.
    mutating func field(_ name: StaticString, python time: WallTime) {
        key(name)
        quoted { Timestamp(time).appendPythonISO(to: &$0) }
    }
}
