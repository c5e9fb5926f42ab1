"""What a bot asks of a node about its shard, as the seed's example asks it."""

from __future__ import annotations

import subprocess
from typing import Any

import requests

from planes import AgentPlane, agent_binary, clean_environment
from waiting import eventually

SECRET = "SECRET"
HEADERS = {"Accept": "application/json", "Authorization": SECRET}
LOST = {"detail": "Session Not Found"}
NONE_FREE = {"detail": "No Shards Available"}
WRONG_SECRET = {"detail": "Invalid Token"}
NO_HEADER = {"detail": [
    {"loc": ["header", "authorization"], "msg": "field required", "type": "value_error.missing"}]}


def connect(node: AgentPlane, instance: str | None = None) -> requests.Response:
    more = {} if instance is None else {"Rollcall-Instance": instance}
    return requests.get(f"{node.url}/connect", headers=HEADERS | more, timeout=10)


def beat(node: AgentPlane, session: str, **report: Any) -> requests.Response:
    return requests.post(f"{node.url}/beat", json={"session_id": session} | report, headers=HEADERS, timeout=10)


def disconnect(node: AgentPlane, session: str) -> requests.Response:
    return requests.get(f"{node.url}/disconnect", params={"session_id": session}, headers=HEADERS, timeout=10)


def identify(node: AgentPlane, session: str) -> requests.Response:
    return requests.post(f"{node.url}/identify", params={"session_id": session}, headers=HEADERS, timeout=50)


def status(node: AgentPlane) -> dict[str, Any]:
    answer = requests.get(f"{node.url}/status", timeout=10)
    assert answer.status_code == 200, answer.text
    return answer.json()


def board(node: AgentPlane) -> dict[int, dict[str, Any]]:
    """The shards of `/status` by their number."""
    return {shard["shard_id"]: shard for shard in status(node)["shards"]}


def says(answer: requests.Response, code: int, body: Any = None) -> bool:
    """Exactly this answer, and what its status promises besides."""
    assert answer.status_code == code, f"{answer.status_code} {answer.text}, not {code}"
    if code == 204:
        assert answer.content == b""
    elif code == 503:
        assert int(answer.headers["Retry-After"]) >= 1
    if body is not None:
        assert answer.json() == body
        assert answer.headers["Content-Type"].split(";")[0] == "application/json"
    return True


def drain(node: AgentPlane) -> None:
    """`member-agent drain`, as an operator types it."""
    where = {"ROLLCALL_HTTP": f"{node.host}:{node.port}", "ROLLCALL_TOKEN": node.token or ""}
    done = subprocess.run([agent_binary(), "drain"], capture_output=True, text=True, timeout=30,
                          env=clean_environment(where))
    assert done.returncode == 0, done.stderr


def take(node: AgentPlane, instance: str | None = None, within: float = 20.0) -> dict[str, Any]:
    """A shard, as soon as this node has one to give."""
    def taken() -> dict[str, Any] | None:
        answer = connect(node, instance)
        assert answer.status_code in (200, 401, 503), f"{answer.status_code} {answer.text}"
        return answer.json() if answer.status_code == 200 else None
    return eventually(f"{node.name} gives a shard", taken, within=within, every=0.2)


def keeps(node: AgentPlane, session: str) -> bool:
    """The session is renewed; 503 says not now, and that the bot should ask again."""
    return eventually(f"{node.name} renews", lambda: beat(node, session).status_code == 204, within=10, every=0.2)
