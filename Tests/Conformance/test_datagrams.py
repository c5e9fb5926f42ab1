"""Garbage on the gossip port is dropped, counted by reason, and answered with silence (INV-9, INV-10)."""

from __future__ import annotations

import random
import socket
import time

import pytest

from fleet import Fleet
from planes import AgentPlane, free_port
from waiting import eventually


class Listener:
    """A UDP socket on loopback that takes what a node sends to it."""

    def __init__(self, port: int | None = None) -> None:
        self.socket = socket.socket(type=socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.socket.bind(("127.0.0.1", port or free_port()))
        self.address = "127.0.0.1:%d" % self.socket.getsockname()[1]

    def send(self, node: AgentPlane, datagram: bytes) -> None:
        self.socket.sendto(datagram, (node.gossip_host, node.gossip_port))

    def take(self, count: int, within: float = 10.0) -> list[bytes]:
        taken, deadline = [], time.monotonic() + within
        while len(taken) < count and time.monotonic() < deadline:
            self.socket.settimeout(max(0.01, deadline - time.monotonic()))
            try:
                taken.append(self.socket.recv(65_536))
            except TimeoutError:
                break
        return taken

    def close(self) -> None:
        self.socket.close()


@pytest.fixture
def listener():
    made = Listener()
    yield made
    made.close()


def dropped_total(node: AgentPlane) -> int:
    return sum(node.dropped().values())


def drops_all(node: AgentPlane, listener: Listener, datagrams: list[bytes]) -> dict[str, int]:
    """Send in small batches, so that no socket buffer overflows, and see each one counted.

    Gives the growth by reason.
    """
    before = node.dropped()
    for start in range(0, len(datagrams), 50):
        batch = datagrams[start:start + 50]
        base = dropped_total(node)
        for datagram in batch:
            listener.send(node, datagram)
        eventually(f"{len(batch)} more are dropped", lambda: dropped_total(node) >= base + len(batch))
    after = node.dropped()
    return {reason: after[reason] - before.get(reason, 0) for reason in after if after[reason] != before.get(reason, 0)}


def unchanged(fleet: Fleet, before: list[dict[str, tuple[str, int]]]) -> bool:
    """The same members in the same states. A refutation on a busy machine may raise an incarnation."""
    for node, then in zip(fleet.nodes, before):
        now = incarnations(node)
        assert {name: state for name, (state, _) in now.items()} == {name: state for name, (state, _) in then.items()}
        assert all(now[name][1] >= incarnation for name, (_, incarnation) in then.items())
    return True


def incarnations(node: AgentPlane) -> dict[str, tuple[str, int]]:
    return {m["name"]: (m["state"], m["incarnation"]) for m in node.native("/v1/members")}


@pytest.fixture
def calm(fleet, listener):
    """A whole fleet with a number in it; at the end it must be exactly as calm, and have answered nothing."""
    assert fleet.nodes[0].register("asia-0", "asia").json()["number"] == 1
    fleet.everywhere("the number is known", lambda node: node.numbers() == {"asia-0": ("asia", 1)})
    fleet.wait_whole()
    before = [incarnations(node) for node in fleet.nodes]
    yield fleet
    eventually("no member changed", lambda: unchanged(fleet, before), within=5)
    assert all(node.numbers() == {"asia-0": ("asia", 1)} for node in fleet.nodes)
    assert all(node.is_running for node in fleet.nodes)
    assert listener.take(1, within=0.5) == [], "a datagram was answered"


def captured(fleet: Fleet, listener: Listener, count: int = 3) -> list[bytes]:
    """Genuine datagrams under the fleet's key: a newcomer whose only seed is our socket."""
    newcomer = AgentPlane("newcomer", fleet.directory / "newcomer", fleet.settings,
                          key_file=fleet.key_file, join=[listener.address])
    try:
        newcomer.launch()
        taken = listener.take(count, within=30)
        assert len(taken) >= count, f"it dialled its seed only {len(taken)} times\n{newcomer.tail()}"
    finally:
        newcomer.close()
    listener.take(1000, within=0.2)
    return taken


def test_random_datagrams_of_all_sizes_are_dropped_and_counted(calm, listener):
    chance = random.Random("sizes")
    sizes = [0, 1, 4, 5, 28, 29, 44, 45, 46, 60, 200, 1199, 1200, 1201, 1472, 9000, 60_000]
    datagrams = [chance.randbytes(size) for size in sizes] + [
        chance.randbytes(chance.randint(1, 1400)) for _ in range(300)]
    for node in calm.nodes:
        growth = drops_all(node, listener, datagrams)
        assert all(isinstance(reason, str) and reason for reason in growth)


def test_random_datagrams_behind_a_genuine_header_are_dropped_and_counted(calm, listener):
    genuine = captured(calm, listener)[0]
    chance = random.Random("header")
    drops_all(calm.nodes[0], listener, [
        genuine[:cut] + chance.randbytes(chance.randint(0, 1100)) for cut in (1, 5, 21, 29) for _ in range(50)])


def test_truncated_extended_and_flipped_datagrams_are_dropped_and_counted(calm, listener):
    genuine = captured(calm, listener)[0]
    chance = random.Random("flips")
    truncated = [genuine[:size] for size in range(len(genuine))]
    extended = [genuine + chance.randbytes(size) for size in (1, 2, 16, 200)]
    flipped = []
    for at in chance.sample(range(len(genuine) * 8), min(400, len(genuine) * 8)):
        body = bytearray(genuine)
        body[at // 8] ^= 1 << at % 8
        flipped.append(bytes(body))
    for kind in (truncated, extended, flipped):
        drops_all(calm.nodes[1], listener, kind)


def test_replayed_datagrams_are_dropped_and_counted(fleet, listener):
    node = fleet.nodes[0]
    genuine = captured(fleet, listener, count=3)
    # For the first time they are good: a node that knocks. It is gone, so it will be dead, once.
    for datagram in genuine:
        listener.send(node, datagram)
    eventually("the newcomer was heard of", lambda: node.members().get("newcomer") in ("dead", "left"), within=60)
    fleet.everywhere("and is dead everywhere", lambda n: n.members().get("newcomer") in ("dead", "left"), within=30)
    before = [incarnations(n) for n in fleet.nodes]
    growth = drops_all(node, listener, genuine * 100)
    assert any("repl" in reason for reason in growth), growth
    # To a node that never saw them, they are old news at most.
    for datagram in genuine * 20:
        listener.send(fleet.nodes[1], datagram)
    fleet.wait_whole()
    for _ in range(20):
        for n, states in zip(fleet.nodes, before):
            assert incarnations(n)["newcomer"][0] == states["newcomer"][0], "a replay revived the dead"
        time.sleep(0.1)
    assert [n.numbers() for n in fleet.nodes] == [{}, {}, {}]


def test_datagrams_under_another_key_or_label_are_dropped_and_counted(calm, listener, new_fleet):
    foreign = captured(new_fleet(), listener)
    growth = drops_all(calm.nodes[2], listener, foreign)
    assert growth


def test_a_flood_of_garbage_leaves_the_fleet_whole_and_the_log_short(calm, listener):
    chance = random.Random("flood")
    node = calm.nodes[0]
    size = node.log.stat().st_size
    base = dropped_total(node)
    began, sent = time.monotonic(), 0
    while time.monotonic() - began < 3:
        for _ in range(200):
            listener.send(node, chance.randbytes(200))
        sent += 200
        assert node.get("/healthz", token=None, timeout=2).status_code == 200
    eventually("most were counted", lambda: dropped_total(node) >= base + sent // 4)
    calm.wait_whole()
    assert node.log.stat().st_size - size < 4_000, node.tail()
    shown = node.get("/metrics").text
    assert "dropped" in shown


def test_an_old_counter_of_drops_only_rises(calm, listener):
    node = calm.nodes[0]
    seen = 0
    for _ in range(10):
        drops_all(node, listener, [b"x" * 100])
        total = dropped_total(node)
        assert total > seen
        seen = total
