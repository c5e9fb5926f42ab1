"""A majority of the voters is lost for good, and an operator goes on with those that are left."""

from __future__ import annotations

import re
import shutil
import subprocess

from planes import AgentPlane, agent_binary, clean_environment
from waiting import eventually, throughout


def stopped(node: AgentPlane, *arguments: str, answer: str = "") -> subprocess.CompletedProcess[str]:
    """A command about the state of a node that does not run."""
    return subprocess.run([str(agent_binary()), *arguments, "--state-dir", str(node.state_dir)], input=answer,
                          capture_output=True, text=True, timeout=20, env=clean_environment())


def test_two_of_three_voters_are_lost_and_the_numbers_go_on(voters):
    first, second, third = voters.nodes
    for i, node in enumerate(voters.nodes):
        assert node.register(f"asia-{i}", "asia").json()["number"] == i + 1
    voters.everywhere("three numbers", lambda node: len(node.numbers()) == 3)
    second.kill()
    third.kill()
    shutil.rmtree(second.state_dir)
    eventually("the majority is missed", lambda: first.status()["has_majority"] is False, within=60)
    assert first.register("asia-3", "asia").json()["number"] is None

    refused = stopped(first, "recover-voters", "--yes")
    assert refused.returncode != 0 and "use" in refused.stderr, "a running node's state is not touched"
    first.terminate()
    refused = stopped(first, "recover-voters", answer="yes\n")
    assert refused.returncode != 0 and "Nothing was changed" in refused.stderr
    done = stopped(first, "recover-voters", answer="recover\n")
    assert done.returncode == 0, done.stdout + done.stderr
    lineage = re.search(r"adopt ([0-9a-f]{32})", done.stdout)
    assert lineage, done.stdout

    first.start()
    eventually("it votes alone", lambda: first.status()["has_majority"] is True)
    # It has waited for its number since before the restart, and may be told only at the next attempt to decide it.
    eventually("asia-3 is numbered", lambda: first.register("asia-3", "asia").json()["number"] == 4)
    assert first.numbers() == {f"asia-{i}": ("asia", i + 1) for i in range(4)}

    # A voter of before returns with its votes: it is a stranger until its operator says otherwise.
    third.start()
    eventually("they quarrel", lambda: third.status()["quarrel"] is not None and first.status()["quarrel"] is not None)
    assert third.register("asia-4", "asia").json()["number"] is None
    throughout("the old voter decides nothing", lambda: third.full_clusters()["asia-4"]["number"] is None, seconds=3)
    third.terminate()
    adopted = stopped(third, "adopt", lineage.group(1), "--yes")
    assert adopted.returncode == 0, adopted.stdout + adopted.stderr
    third.start()
    second.start()
    voters.wait_whole(within=60)
    eventually("asia-4 is numbered", lambda: third.register("asia-4", "asia").json()["number"] == 5)
    voters.same_everywhere("all agree", lambda node: node.numbers(),
                           {f"asia-{i}": ("asia", i + 1) for i in range(5)}, within=30)
    assert all(node.status()["quarrel"] is None for node in voters.nodes)
