import Testing

@testable import member_agent

@Suite("Which group keys a fleet holds, and the steps of a rotation")
struct GroupKeyUseTests {
    private func member(_ name: String, _ keys: [String]?, _ state: String = "alive") -> MemberAnswer {
        var member = MemberAnswer(
            name: name, nodeId: "00", address: "10.0.0.1:9189", region: "r", state: state, incarnation: 1,
            since: nil,
            rttSeconds: nil)
        member.groupKeys = keys
        return member
    }

    /// What doctor says of these members: findings, then facts.
    private func told(_ members: [MemberAnswer]) -> [String] {
        var checkup = Checkup()
        checkup.examineKeys(members)
        return checkup.findings.map(\.what) + checkup.facts
    }

    @Test("One key is one fact; the dead and the lonely are not counted")
    func calm() {
        #expect(
            told([member("a", ["x"]), member("b", ["x"]), member("c", ["y"], "dead")])
                == ["every node holds the same group key, x"])
        #expect(told([member("a", ["x"])]) == [])
        #expect(told([member("a", nil), member("b", nil)]) == [])
    }

    @Test("Each step of a rotation is told, and what may follow it")
    func rotation() {
        let installing = told([member("a", ["x", "y"]), member("b", ["x"]), member("c", ["x"])])
        #expect(
            installing == [
                "the group key is being changed; nothing seals with y and b, c do not hold it: add it there before any node "
                    + "uses it, or remove it from a"
            ])
        let installed = told([member("a", ["x", "y"]), member("b", ["x", "y"])])
        #expect(
            installed == [
                "the group key is being changed; every node holds each key and seals with x: to go over to another, move it "
                    + "to the front of the files one node after another; or remove y, which nothing seals with"
            ])
        let using = told([member("a", ["y", "x"]), member("b", ["x", "y"]), member("c", ["y", "x"])])
        #expect(
            using == [
                "the group key is being changed; every node holds each key: go on until all have the same one first; y is "
                    + "first at a, c, x at b"
            ])
        let removing = told([member("a", ["y"]), member("b", ["y", "x"])])
        #expect(
            removing == [
                "the group key is being changed; nothing seals with x and a does not hold it: add it there before any node "
                    + "uses it, or remove it from b"
            ])
    }

    @Test("A node that cannot open what another seals is a finding, with the key and both names")
    func torn() {
        let torn = told([member("a", ["y", "x"]), member("b", ["x"]), member("c", ["x", "y"])])
        #expect(torn == ["b cannot open what a seals with group key y"])
    }

    @Test("Who did not tell is named before a step is advised")
    func silent() {
        #expect(
            told([member("a", ["x", "y"]), member("b", nil)]) == [
                "the group key is being changed, and b did not tell which keys it holds: look at that before the next step"
            ])
    }
}
