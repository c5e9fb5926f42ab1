"""The first thing that a newcomer starts."""

from __future__ import annotations

import re
import signal
import subprocess

import requests

from planes import agent_binary, clean_environment, free_port
from waiting import eventually


def test_the_demo_shows_nine_bots_and_their_shards_at_three_nodes_and_leaves_nothing_behind(tmp_path):
    said = tmp_path / "said"
    with said.open("wb") as out:
        demo = subprocess.Popen(
            [str(agent_binary()), "demo", "--http", f"127.0.0.1:{free_port()}"], stdout=out, stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL, env=clean_environment({"TMPDIR": str(tmp_path)}))
    try:
        def addresses() -> list[str]:
            found = re.findall(r"http://127\.0\.0\.1:\d+", said.read_text())
            assert len(found) == 3
            return found

        def whole(url: str) -> bool:
            view = requests.get(f"{url}/v1/fleets", timeout=5).json()
            bots = {c["identity"]: c for fleet in view["fleets"] for c in fleet["clusters"]}
            [pool] = requests.get(f"{url}/v1/shards", timeout=5).json()["applications"]
            shards = [dict(zip(pool["columns"], row)) for row in pool["rows"]]
            holders = [s["identity"] for s in shards if s["state"] == "held"]
            assert len(bots) == 9 and {c["status"] for c in bots.values()} == {"up"}, bots
            assert sorted(holders) == sorted(4 * list(bots)), holders
            assert all(len(c["shards"]) == 4 for c in bots.values()), bots
            return True

        for url in eventually("it says where", addresses, within=20):
            eventually("all nine bots and their shards", lambda url=url: whole(url), within=60)
        demo.send_signal(signal.SIGINT)
        assert demo.wait(15) == 0, said.read_text()
        assert said.read_text().endswith("The demo has ended.\n")
        assert [path.name for path in tmp_path.iterdir()] == ["said"]
    finally:
        demo.kill()
        demo.wait()
