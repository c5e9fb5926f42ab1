"""Nodes in network namespaces of their own, so that the wire between them can really be cut.

Each node has two links: one to a bridge, for gossip, and one to us, for HTTP; a cut takes the first
off the bridge and leaves the second, so that both sides can be asked. Needs root and `ip`.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
from collections.abc import Callable
from typing import Any

from fleet import Fleet
from planes import AgentPlane


def available() -> bool:
    if os.geteuid() != 0 or not shutil.which("ip"):
        return False
    name = f"rc{random.randrange(16**5):05x}"
    made = subprocess.run(["ip", "netns", "add", name], capture_output=True)
    if made.returncode != 0:
        return False
    bridged = subprocess.run(["ip", "link", "add", name, "type", "bridge"], capture_output=True)
    subprocess.run(["ip", "link", "del", name], capture_output=True)
    subprocess.run(["ip", "netns", "del", name], capture_output=True)
    return bridged.returncode == 0


def free_net() -> int:
    """A number n of which no link of this host has an address 10.213.n.x or 10.214.n.x.

    A fleet whose tests were killed leaves its links behind; a second one there would be asked by us, and not ours.
    """
    addresses = subprocess.run(["ip", "-o", "-4", "addr"], check=True, capture_output=True, text=True).stdout
    taken = {int(net) for net in re.findall(r"\b10\.21[34]\.(\d+)\.", addresses)}
    return random.choice([net for net in range(256) if net not in taken])


class CutFleet(Fleet):
    """A fleet on a bridge, from which single nodes can be taken."""

    def build(self, count: int, of_host: Callable[[int], dict[str, Any]] = lambda i: {}) -> CutFleet:
        """Starts so many nodes, each a voter; `of_host(i)` adds settings to those of the fleet."""
        self.tag = f"rc{random.randrange(16**5):05x}"
        self.net = free_net()
        self.wired = count
        for bridge in (self.bridge, self.other_bridge):
            self._ip("link", "add", bridge, "type", "bridge")
            self._ip("link", "set", bridge, "up")
        for i in range(count):
            self._wire(i)
        for i in range(count):
            node = AgentPlane(f"node-{i}", self.directory / f"node-{i}", self.settings | of_host(i),
                              key_file=self.key_file, join=[self.nodes[0].gossip] if self.nodes else [])
            node.prefix = ["ip", "netns", "exec", self.space(i)]
            node.gossip_host, node.host = f"10.213.{self.net}.{i + 1}", f"10.214.{self.net}.{4 * i + 2}"
            self.nodes.append(node)
            node.launch()
        for node in self.nodes:
            node.wait_ready()
        self.wait_whole()
        self.wait_voters(count)
        return self

    def cut(self, *which: int) -> None:
        """These nodes reach nobody, and nobody them; datagrams vanish without an error."""
        for i in which:
            self._ip("link", "set", f"{self.tag}g{i}", "nomaster")

    def split(self, *which: int) -> None:
        """These nodes reach each other, and none of the rest."""
        for i in which:
            self._ip("link", "set", f"{self.tag}g{i}", "master", self.other_bridge)

    def heal(self, *which: int) -> None:
        for i in which or range(len(self.nodes)):
            self._ip("link", "set", f"{self.tag}g{i}", "master", self.bridge)

    @property
    def bridge(self) -> str:
        return f"{self.tag}br"

    @property
    def other_bridge(self) -> str:
        """For the smaller part of a network that is split."""
        return f"{self.tag}b2"

    def space(self, i: int) -> str:
        """The namespace of a node: `ip netns exec` runs a program there."""
        return f"{self.tag}n{i}"

    def us(self, i: int) -> str:
        """Our address, as this node's host sees it; no cut takes it away."""
        return f"10.214.{self.net}.{4 * i + 1}"

    def _wire(self, i: int) -> None:
        space, gossip, http = self.space(i), f"{self.tag}g{i}", f"{self.tag}h{i}"
        self._ip("netns", "add", space)
        self._ip("link", "add", gossip, "type", "veth", "peer", "name", "gossip", "netns", space)
        self._ip("link", "add", http, "type", "veth", "peer", "name", "http", "netns", space)
        self._ip("link", "set", gossip, "master", self.bridge, "up")
        self._ip("addr", "add", f"10.214.{self.net}.{4 * i + 1}/30", "dev", http)
        self._ip("link", "set", http, "up")
        self._ip("-n", space, "addr", "add", f"10.213.{self.net}.{i + 1}/24", "dev", "gossip")
        self._ip("-n", space, "addr", "add", f"10.214.{self.net}.{4 * i + 2}/30", "dev", "http")
        for device in ("lo", "gossip", "http"):
            self._ip("-n", space, "link", "set", device, "up")

    @staticmethod
    def _ip(*arguments: str) -> None:
        subprocess.run(["ip", *arguments], check=True, capture_output=True, text=True)

    def close(self) -> None:
        super().close()
        for i in range(self.wired):
            for link in (f"{self.tag}g{i}", f"{self.tag}h{i}"):
                subprocess.run(["ip", "link", "del", link], capture_output=True)
            subprocess.run(["ip", "netns", "del", self.space(i)], capture_output=True)
        for bridge in (self.bridge, self.other_bridge):
            subprocess.run(["ip", "link", "del", bridge], capture_output=True)
