"""The view in a terminal: a real pseudo-terminal, real nodes."""

from __future__ import annotations

import json
import re
import subprocess

import pytest
from planes import agent_binary, clean_environment
from terminals import Window
from test_live import crowded

COLOUR = b"\x1b[1;31m"
"""Of what is bad."""


@pytest.fixture
def window():
    opened: list[Window] = []

    def open_(*arguments, **settings) -> Window:
        opened.append(Window(*arguments, **settings))
        return opened[-1]
    yield open_
    for it in opened:
        it.close()


def piped(node, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([agent_binary(), *arguments], capture_output=True, text=True, timeout=30, env=clean_environment(
        {"ROLLCALL_HTTP": f"{node.host}:{node.port}", "ROLLCALL_TOKEN": node.token} | environment))


def test_the_view_is_aligned_and_coloured_in_a_terminal(calm, window):
    view = window(calm.nodes[0], "view", columns=160, rows=60)
    assert view.wait() == 0
    assert view.lines[0] == "All 40 clusters in 3 fleets are up."
    header = next(line for line in view.lines if line.startswith("CLUSTER"))
    rows = [line for line in view.lines if re.match(r"(asia|europe|us) #", line)]
    assert len(rows) == 40
    for title in ("STATE", "IDENTITY", "NODE"):
        at = header.index(title)
        assert all(row[at - 2:at] == "  " and row[at] != " " for row in rows), title
    for title in ("GUILDS", "ERRORS", "SEEN"):
        end = header.index(title) + len(title)
        assert all(row[end - 1] != " " and (len(row) == end or row[end] == " ") for row in rows), title
    assert b"\x1b[32mup\x1b[0m" in view.received


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_colours_are_left_out_where_they_are_not_wanted(calm, window, environment):
    view = window(calm.nodes[0], "members", **environment)
    assert view.wait() == 0
    assert b"\x1b" not in view.received
    assert "alive" in view.received.decode()


def test_a_pipe_gets_plain_whole_lines(calm):
    for command in ("view", "members", "doctor"):
        printed = piped(calm.nodes[0], command)
        assert printed.returncode == 0, printed.stdout + printed.stderr
        assert "\x1b" not in printed.stdout
        assert "\u2026" not in printed.stdout


def test_json_is_the_nodes_own(calm):
    view = json.loads(piped(calm.nodes[0], "view", "--json").stdout)
    assert sum(fleet["clusters_total"] for fleet in view["fleets"]) == 40
    members = json.loads(piped(calm.nodes[0], "members", "--json").stdout)
    assert {it["name"] for it in members} == {node.name for node in calm.nodes}


def test_watching_into_a_pipe_is_refused_with_the_way_that_works(calm):
    refused = piped(calm.nodes[0], "view", "--watch")
    assert refused.returncode == 2
    assert "--json" in refused.stderr


def test_a_watched_view_redraws_in_place_and_follows_the_window(new_fleet, window):
    fleet = new_fleet(ttl_factor=3).grow(1)
    crowd = crowded(fleet, {"asia": 30})
    try:
        view = window(fleet.nodes[0], "view", "--watch", columns=120, rows=40)
        view.shows("all of it", lambda lines: lines[0] == "All 30 clusters in 1 fleet are up."
                   and any(line.startswith("asia #30") for line in lines))
        crowd["asia-bot-0017"].is_silent = True
        view.shows("the one that is down, first", lambda lines: lines[0] == "1 of 30 clusters in 1 fleet is down."
                   and lines[3].startswith("asia #17") and "down: missed beats" in lines[3])
        assert COLOUR in view.received
        view.resize(60, 12)
        view.shows("a smaller window, filled and not overrun", lambda lines: lines[0].startswith("1 of 30")
                   and lines[3].startswith("asia #17") and lines[3].endswith("\u2026")
                   and lines[11].startswith("\u2026 and 22 more lines"))
        view.resize(120, 40)
        view.shows("all of it again", lambda lines: any(line.startswith("asia #30") for line in lines)
                   and not any("more lines" in line for line in lines))
        assert b"\x1b[2J" not in view.received, "the window flickers when it is cleared before it is drawn"
        view.press(b"\x03")
        assert view.wait() == 0
        assert view.received.endswith(b"\x1b[?25h\x1b[?1049l"), "the window is not as it was"
    finally:
        crowd.close()


def test_a_watched_node_that_dies_leaves_its_last_word_and_its_age(new_fleet, window):
    fleet = new_fleet(ttl_factor=600).grow(1)
    node = fleet.nodes[0]
    node.register("a-bot", "asia")
    view = window(node, "view", "--watch")
    view.shows("the cluster", lambda lines: lines[0] == "The only cluster is up.")
    node.kill()
    view.shows("that nobody answers", lambda lines: lines[0].startswith(f"No node answers at {node.host}:{node.port}.")
               and re.match(r"What follows was said \d+ s ago\.", lines[1]) is not None
               and any(line.startswith("asia #1") for line in lines))
    node.start()
    view.shows("the cluster again", lambda lines: lines[0] == "The only cluster is up.")


def test_members_say_who_is_dead_first_and_the_doctor_what_to_do(new_fleet, window):
    fleet = new_fleet(ttl_factor=600).grow(3)
    members = window(fleet.nodes[0], "members", "--watch")
    members.shows("three", lambda lines: lines[0] == "All 3 nodes are alive.")
    fleet.nodes[1].kill()
    members.shows("the dead one", lambda lines: lines[0] == "1 of 3 nodes is dead."
                  and lines[3].startswith("node-1") and "dead" in lines[3])
    doctor = window(fleet.nodes[0], "doctor", columns=70)
    assert doctor.wait() == 1
    told = doctor.lines
    assert re.match(r"\d things? needs? you\.", told[0]), told
    assert any(line.startswith("1. ") for line in told)
    assert "member-agent forget node-1" in " ".join(line.strip() for line in told)
    assert all(len(line) <= 70 for line in told)
