"""What answers Argus's HTTP API: a `member-agent`, or the original control plane as an oracle.

Both are real processes with the same few methods, so that a test which states what the two have in
common runs against both, and thereby proves itself on the original.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any

import requests

from waiting import eventually

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "test-token"
START_SECONDS = 20.0
_used_ports: set[int] = set()


def free_port() -> int:
    """A port free for TCP and UDP, below the ephemeral range, so that no client socket takes it."""
    while True:
        port = random.randrange(20_000, 30_000)
        if port in _used_ports:
            continue
        try:
            with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
                tcp.bind(("127.0.0.1", port))
                udp.bind(("127.0.0.1", port))
        except OSError:
            continue
        _used_ports.add(port)
        return port


def agent_binary() -> Path:
    named = os.environ.get("ROLLCALL_AGENT")
    candidates = [Path(named)] if named else [ROOT / ".build" / kind / "member-agent" for kind in ("debug", "release")]
    for path in candidates:
        if path.is_file():
            return path.resolve()
    raise AssertionError(f"no member-agent at {', '.join(map(str, candidates))}: build it, or set ROLLCALL_AGENT")


def clean_environment(extra: dict[str, str] | None = None) -> dict[str, str]:
    """The environment without settings that a developer may have exported for a real fleet."""
    ours = ("ROLLCALL_", "ARGUS_", "SECRET_KEY", "MAX_SECONDS", "MAX_SHARDS", "BOT_TOKEN", "WEBHOOK_")
    keep = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    return keep | (extra or {})


class Plane:
    """A process that serves the API; subclasses say how it is started."""

    is_original = False

    def __init__(self, name: str, directory: Path, settings: dict[str, Any]) -> None:
        self.name = name
        self.directory = directory
        self.directory.mkdir(parents=True, exist_ok=True)
        self.settings = settings
        self.host = "127.0.0.1"
        self.port = free_port()
        self.log = directory / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.session = requests.Session()
        self.session.trust_env = False
        # A page may set a cookie; requests that say who they are must not be carried by it.
        self.session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    # How it is started

    def command(self) -> list[str]:
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        return clean_environment()

    def launch(self) -> Plane:
        """Start the process and do not wait for it."""
        assert self.process is None or self.process.poll() is not None, f"{self.name} already runs"
        with self.log.open("ab") as log:
            log.write(b"--- start: " + " ".join(self.command()).encode() + b"\n")
            log.flush()
            self.process = subprocess.Popen(
                self.command(), cwd=self.directory, env=self.environment(),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        return self

    def start(self) -> Plane:
        self.launch()
        self.wait_ready()
        return self

    def wait_ready(self, within: float = START_SECONDS) -> None:
        def ready() -> bool:
            assert self.process is not None
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.name} ended with {self.process.returncode}:\n{self.tail()}")
            return requests.get(f"{self.url}/readyz", timeout=2).status_code == 200
        eventually(f"{self.name} is ready", ready, within=within)

    # How it ends

    def kill(self) -> None:
        """As a crash: SIGKILL, nothing is flushed."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
            self.process.wait(10)

    def terminate(self, within: float = 10.0) -> tuple[int, float]:
        """SIGTERM; the exit code and how long it took."""
        assert self.process is not None
        began = time.monotonic()
        self.process.terminate()
        code = self.process.wait(within)
        return code, time.monotonic() - began

    def pause(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def close(self) -> None:
        self.kill()
        self.session.close()

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def tail(self, lines: int = 40) -> str:
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(line[:400] for line in text.splitlines()[-lines:])

    # What it is asked

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def token(self) -> str | None:
        return self.settings.get("token")

    def request(self, method: str, path: str, *, token: str | None = "", **kwargs: Any) -> requests.Response:
        """One request with the plane's own token; `token=None` sends none."""
        shown = self.token if token == "" else token
        headers = dict(kwargs.pop("headers", {}) or {})
        if shown and "Authorization" not in headers:
            headers["Authorization"] = f"Bearer {shown}"
        kwargs.setdefault("timeout", 10)
        return self.session.request(method, f"{self.url}{path}", headers=headers, **kwargs)

    def get(self, path: str, **kwargs: Any) -> requests.Response:
        return self.request("GET", path, **kwargs)

    def post(self, path: str, body: Any, **kwargs: Any) -> requests.Response:
        """POST; text and bytes go out as they are, everything else as JSON."""
        if isinstance(body, str):
            body = body.encode("utf-8", "surrogatepass")
        data = {"data": body} if isinstance(body, bytes) else {"json": body}
        return self.request("POST", path, **data, **kwargs)

    def register(self, identity: Any, fleet: Any = None, **more: Any) -> requests.Response:
        body = {"identity": identity} | ({} if fleet is None else {"fleet": fleet}) | more
        return self.post("/fleet/register", body)

    def beat(self, identity: Any, snapshot: Any = None, **more: Any) -> requests.Response:
        body = {"identity": identity} | ({} if snapshot is None else {"snapshot": snapshot}) | more
        return self.post("/fleet/heartbeat", body)

    def view(self) -> dict:
        answer = self.get("/api/fleet/view")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def clusters(self) -> dict[str, dict]:
        """The view's clusters by identity; an identity may stand in one fleet only."""
        found = [c for fleet in self.view()["fleets"] for c in fleet["clusters"]]
        by_identity = {c["identity"]: c for c in found}
        assert len(by_identity) == len(found), "an identity stands twice in the view"
        return by_identity

    def numbers(self) -> dict[str, tuple[str, int]]:
        return {identity: (c["fleet"], c["number"]) for identity, c in self.clusters().items()}

    def names(self) -> dict[str, str]:
        """`asia #1 up` by identity, as a person reads the view."""
        return {i: f"{c['fleet']} #{c['number']} {c['status']}" for i, c in self.clusters().items()}


class ArgusPlane(Plane):
    """`python -m argus.fleet`, the original."""

    is_original = True
    _VARIABLES = {
        "token": "ARGUS_FLEET_TOKEN", "ingest_token": "ARGUS_FLEET_INGEST_TOKEN",
        "viewer_token": "ARGUS_FLEET_VIEWER_TOKEN", "heartbeat_interval": "ARGUS_FLEET_HEARTBEAT_INTERVAL",
        "ttl_factor": "ARGUS_FLEET_TTL_FACTOR", "register_limit": "ARGUS_FLEET_REGISTER_BURST",
        "beat_limit": "ARGUS_FLEET_HEARTBEAT_BURST", "read_limit": "ARGUS_FLEET_READ_BURST",
        "max_clusters": "ARGUS_FLEET_MAX_CLUSTERS", "namespace": "ARGUS_NAMESPACE",
        "require_lease": "ARGUS_FLEET_REQUIRE_LEASE", "cors_origins": "ARGUS_FLEET_CORS_ORIGINS",
    }

    def command(self) -> list[str]:
        return [sys.executable, "-m", "argus.fleet"]

    def environment(self) -> dict[str, str]:
        own = {"ARGUS_FLEET_HOST": self.host, "ARGUS_FLEET_PORT": str(self.port),
               "ARGUS_FLEET_STATE": str(self.directory / "state.json"),
               "ARGUS_FLEET_VIEW_CACHE_MS": "50", "ARGUS_FLEET_ENV_FILE": str(self.directory / "none")}
        for key, value in self.settings.items():
            if key.endswith("_limit") and value == 0:
                value = 1_000_000  # 0 refuses everything in the original, ours: no limit
            own[self._VARIABLES[key]] = "1" if value is True else str(value)
        return clean_environment(own)

    def flush(self) -> None:
        """Its state reaches the disk on a graceful end only, or each interval."""
        self.terminate()


class AgentPlane(Plane):
    """One `member-agent run`: a node of a fleet."""

    def __init__(self, name: str, directory: Path, settings: dict[str, Any], *, key_file: Path | None = None,
                 join: list[str] | None = None, region: str | None = None, arguments: list[str] | None = None):
        super().__init__(name, directory, settings)
        self.gossip_host = self.host
        self.gossip_port = free_port()
        self.key_file = key_file
        self.join = list(join or [])
        self.region = region
        self.arguments = list(arguments or [])
        self.state_dir = directory / "state"
        self.prefix: list[str] = []

    @property
    def gossip(self) -> str:
        return f"{self.gossip_host}:{self.gossip_port}"

    def command(self) -> list[str]:
        line = [*self.prefix, str(agent_binary()), "run", "--name", self.name, "--gossip", self.gossip,
                "--http", f"{self.host}:{self.port}", "--state-dir", str(self.state_dir), "--profile", "local"]
        if self.key_file is not None:
            line += ["--group-key-file", str(self.key_file)]
        for seed in self.join:
            line += ["--join", seed]
        if self.region is not None:
            line += ["--region", self.region]
        for key, value in self.settings.items():
            flag = "--" + key.replace("_", "-")
            line += [flag] if value is True else [flag, str(value)]
        return line + self.arguments

    def flush(self) -> None:
        """A node needs no time to be safe on disk."""
        self.kill()

    # The native API

    def native(self, path: str) -> Any:
        answer = self.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text[:200]}"
        return answer.json()

    def status(self) -> dict:
        return self.native("/v1/status")

    def members(self) -> dict[str, str]:
        """State by name; of two that share one, such as a host and the one it replaced, that of the living."""
        members = sorted(self.native("/v1/members"), key=lambda m: m["state"] in ("alive", "suspect"))
        return {m["name"]: m["state"] for m in members}

    def member_ids(self) -> dict[str, str]:
        return {m["name"]: m["node_id"] for m in self.native("/v1/members")}

    def full_clusters(self) -> dict[str, dict]:
        """The clusters of `/v1/fleets` by identity, pending ones included."""
        return {c["identity"]: c for fleet in self.native("/v1/fleets")["fleets"] for c in fleet["clusters"]}

    def dropped(self) -> dict[str, int]:
        return self.status()["traffic"]["dropped"]
