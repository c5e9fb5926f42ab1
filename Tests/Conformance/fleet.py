"""Several planes that are one fleet: sidecars on loopback, or the one original control plane."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from planes import TOKEN, AgentPlane, ArgusPlane, Plane, agent_binary, clean_environment
from waiting import eventually

QUICK = {"token": TOKEN, "heartbeat_interval": 1, "ttl_factor": 3,
         "register_limit": 0, "beat_limit": 0, "read_limit": 0}
"""Down after 3 s, and no limits that a test's own polling would run into."""


def keygen() -> str:
    made = subprocess.run([agent_binary(), "keygen"], capture_output=True, text=True, timeout=20,
                          env=clean_environment())
    assert made.returncode == 0, made.stderr
    return made.stdout.strip()


class Fleet:
    """Starts, stops and asks nodes; whatever runs at the end of a test is killed."""

    is_original = False

    def __init__(self, directory: Path, settings: dict[str, Any] | None = None) -> None:
        self.directory = directory
        self.directory.mkdir(parents=True, exist_ok=True)
        self.settings = QUICK | (settings or {})
        self.nodes: list[AgentPlane] = []
        self._key_file: Path | None = None

    @property
    def key_file(self) -> Path:
        if self._key_file is None:
            self._key_file = self.directory / "group.key"
            self._key_file.write_text(keygen() + "\n")
            self._key_file.chmod(0o600)
        return self._key_file

    def add(self, name: str | None = None, *, start: bool = True, settings: dict[str, Any] | None = None,
            **more: Any) -> AgentPlane:
        """One more node, joined to the first. The settings of all nodes of a fleet agree."""
        name = name or f"node-{len(self.nodes)}"
        more.setdefault("key_file", self.key_file)
        more.setdefault("join", [self.nodes[0].gossip] if self.nodes else [])
        node = AgentPlane(name, self.directory / name, self.settings | (settings or {}), **more)
        self.nodes.append(node)
        if start:
            node.start()
        return node

    def grow(self, count: int) -> Fleet:
        for _ in range(count):
            self.add()
        self.wait_whole()
        return self

    def launch(self, within: float = 30.0) -> None:
        """Starts all nodes at once, after they were killed, and waits until they are one fleet."""
        for node in self.nodes:
            node.launch()
        for node in self.nodes:
            node.wait_ready()
        self.wait_whole(within=within)

    def wait_whole(self, nodes: list[AgentPlane] | None = None, within: float = 30.0) -> None:
        """Each of the nodes holds each of the others alive, and their maps agree."""
        nodes = nodes or [n for n in self.nodes if n.is_running]
        names = {n.name for n in nodes}

        def whole() -> bool:
            for node in nodes:
                alive = {name for name, state in node.members().items() if state == "alive"}
                if not names <= alive:
                    return False
            return len({n.status()["map"]["fingerprint"] for n in nodes}) == 1
        eventually(f"{sorted(names)} are one fleet", whole, within=within)

    def wait_voters(self, count: int, within: float = 30.0) -> None:
        """All know the same voters, as many as this."""
        def known() -> bool:
            seen = [node.status() for node in self.nodes]
            return all(len(s["voters"]) == count and s["has_majority"] for s in seen) and len(
                {s["epoch"] for s in seen}) == 1
        eventually(f"{count} vote", known, within=within)

    def everywhere(self, thing: str, probe: Any, within: float = 15.0,
                   nodes: list[AgentPlane] | None = None) -> None:
        """`probe(node)` becomes true at every running node."""
        for node in nodes or [n for n in self.nodes if n.is_running]:
            eventually(f"{thing}, at {node.name}", lambda node=node: probe(node), within=within)

    def same_everywhere(self, thing: str, question: Any, expected: Any, within: float = 15.0) -> None:
        def agrees(node: Plane) -> bool:
            answer = question(node)
            assert answer == expected, f"{answer} instead of {expected}"
            return True
        self.everywhere(thing, agrees, within)

    def close(self) -> None:
        for node in self.nodes:
            node.close()

    def logs(self) -> str:
        return "\n".join(f"===== {n.name}\n{n.tail()}" for n in self.nodes)


class OriginalFleet(Fleet):
    """The original has one node; every bot of a story goes to it."""

    is_original = True

    def grow(self, count: int) -> Fleet:
        node = ArgusPlane("argus", self.directory / "argus", self.settings)
        self.nodes = [node] * count  # type: ignore[list-item]
        node.start()
        return self

    def close(self) -> None:
        self.nodes[0].close() if self.nodes else None

    def logs(self) -> str:
        return self.nodes[0].tail() if self.nodes else ""
