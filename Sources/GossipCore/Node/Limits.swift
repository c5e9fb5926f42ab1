/// Every bound of the core, in one place, with the arithmetic that gave it.
public enum Limits {
    /// One datagram. 1,280 is what every IPv6 path carries (RFC 8200, 5); less 40 IPv6, 8 UDP and
    /// 32 for a tunnel: never an IP fragment.
    public static let datagramBytesMax = 1_200
    /// version 1, key hint 4, nonce 24 (DESIGN.md, Datagrams).
    public static let headerBytes = 29
    /// Poly1305.
    public static let tagBytes = 16
    /// What is left for sealed records.
    public static let plaintextBytesMax = datagramBytesMax - headerBytes - tagBytes  // 1,155
    /// Identities and fleets, as CONTRACT.md has them (256 bytes), and a byte or two of structure.
    public static let keyBytesMax = 288
    /// Names of nodes and regions.
    public static let nameBytesMax = 64
    /// An entry or report must fit one datagram beside the prologue (17), the lineage (18), its own frame (3),
    /// key (288 + 2), stamp (24), a report's sequence (10) and its length (2):
    /// 1,155 - 17 - 18 - 3 - 290 - 24 - 10 - 2 = 791.
    public static let entryPayloadBytesMax = 780
    /// Bytes of one domain message, from the same sum.
    public static let messageBytesMax = 1_000
    /// Members that one node holds, dead and forgotten ones too.
    public static let membersMax = 20_000
    /// Entries of the cold plane. 5,000 clusters take two each (registration, number); four times that.
    public static let entriesMax = 65_536
    /// Reports of the hot plane: 5,000 clusters of two pages, doubled.
    public static let reportsMax = 20_000
    /// RFC 6479; DESIGN.md asks for 1,024 at least.
    public static let replayWindowBits = 2_048
    /// Boots whose replay windows are remembered; the least recently heard goes first.
    public static let replayWindowsMax = 32_768
    /// A tombstone outlives every partition that an operator would call one fleet.
    public static let tombstoneDays = 30
    /// Questions that a node waits on: one of its own period, confirmations, last chances, dials, relays.
    public static let probesMax = 128
    /// Seeds that are kept of one resolution; the rest is not looked at.
    public static let seedsMax = 64
    /// Updates that wait to be gossiped, a plane.
    public static let updatesMax = 8_192
    /// IP and UDP headers, as the quotas count them: 20 (or 40) and 8.
    public static let packetOverheadBytes = 28
    /// A left member is forgotten by itself after this.
    public static let leftHours = 24
}
