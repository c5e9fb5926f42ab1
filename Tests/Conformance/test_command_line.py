"""The command line: flags, environment, exit codes, sentences."""

from __future__ import annotations

import base64
import json
import os
import re
import socket
import subprocess
from pathlib import Path

import pytest

from planes import TOKEN, AgentPlane, agent_binary, clean_environment, free_port
from waiting import eventually

COMMANDS = ("run", "keygen", "members", "view", "leave", "forget", "doctor")
RUN_FLAGS = ("--name", "--gossip", "--advertise", "--http", "--join", "--bootstrap-expect", "--group-key-file",
             "--state-dir", "--region", "--profile", "--token", "--ingest-token", "--viewer-token",
             "--heartbeat-interval", "--ttl-factor", "--register-limit", "--beat-limit", "--read-limit",
             "--max-clusters", "--namespace", "--log-format", "--log-level", "--insecure", "--require-lease")


def command(*arguments: str, env: dict[str, str] | None = None, within: float = 20.0,
            cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(agent_binary()), *arguments], capture_output=True, text=True, timeout=within,
                          env=clean_environment(env), stdin=subprocess.DEVNULL, cwd=cwd)


def one_sentence(text: str) -> str:
    """What a person reads when a start fails: short, and no stack."""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    assert 1 <= len(lines) <= 6, text
    assert all(len(line) < 400 for line in lines), text
    assert "Fatal error" not in text and "Thread 0" not in text, text
    return text


@pytest.fixture
def run_flags(tmp_path):
    """A complete and harmless `run` line, to which a test adds its mistake."""
    return ["run", "--name", "n", "--gossip", f"127.0.0.1:{free_port()}", "--http", f"127.0.0.1:{free_port()}",
            "--state-dir", str(tmp_path / "state"), "--token", TOKEN]


# Help and keys

def test_help_names_every_command_and_exits_0():
    helped = command("--help")
    assert helped.returncode == 0
    for name in COMMANDS:
        assert name in helped.stdout, name


def test_help_of_run_names_every_flag_with_its_environment_variable():
    helped = command("run", "--help")
    assert helped.returncode == 0
    for flag in RUN_FLAGS:
        assert flag in helped.stdout, flag
    for variable in ("ROLLCALL_NAME", "ROLLCALL_GOSSIP", "ROLLCALL_HTTP", "ROLLCALL_JOIN", "ROLLCALL_GROUP_KEY_FILE",
                     "ROLLCALL_STATE_DIR", "ROLLCALL_TOKEN", "ARGUS_FLEET_TOKEN", "ROLLCALL_PROFILE"):
        assert variable in helped.stdout, variable


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name):
    helped = command(name, "--help")
    assert helped.returncode == 0 and len(helped.stdout) > 40


def test_version_is_told():
    told = command("--version")
    assert told.returncode == 0 and re.match(r"\d+\.\d+", told.stdout.strip().split()[-1])


def test_keygen_prints_32_random_bytes_in_base64():
    keys = set()
    for _ in range(3):
        made = command("keygen")
        assert made.returncode == 0
        assert len(base64.b64decode(made.stdout.strip(), validate=True)) == 32
        keys.add(made.stdout.strip())
    assert len(keys) == 3


# Wrong usage: 2, and the flag's name

@pytest.mark.parametrize("flag, value", [
    ("--gossip", "nonsense"), ("--gossip", "127.0.0.1:99999"), ("--gossip", "127.0.0.1:-1"), ("--http", "127.0.0.1"),
    ("--http", "127.0.0.1:x"), ("--join", "no-port"), ("--heartbeat-interval", "x"), ("--heartbeat-interval", "0"),
    ("--heartbeat-interval", "-5"), ("--ttl-factor", "0"), ("--ttl-factor", "x"), ("--profile", "moon"),
    ("--max-clusters", "-1"), ("--max-clusters", "many"), ("--read-limit", "-1"), ("--register-limit", "x"),
    ("--beat-limit", "1.5.2"), ("--log-format", "xml"), ("--log-level", "loud"), ("--bootstrap-expect", "-1"),
    ("--name", ""), ("--name", "n" * 300), ("--advertise", "nonsense"),
])
def test_a_bad_value_exits_2_and_names_the_flag(run_flags, flag, value):
    # A flag that stands twice would be another mistake.
    line = [*run_flags]
    if flag in line:
        at = line.index(flag)
        del line[at:at + 2]
    failed = command(*line, f"{flag}={value}")
    assert failed.returncode == 2, failed.stderr
    assert flag in failed.stderr


@pytest.mark.parametrize("variable, value", [
    ("ROLLCALL_GOSSIP", "nonsense"), ("ROLLCALL_HEARTBEAT_INTERVAL", "x"), ("ROLLCALL_PROFILE", "moon"),
    ("ARGUS_FLEET_HEARTBEAT_INTERVAL", "x"), ("ARGUS_FLEET_MAX_CLUSTERS", "many"), ("ROLLCALL_READ_LIMIT", "-1"),
])
def test_a_bad_variable_exits_2_and_is_named(tmp_path, variable, value):
    base = {"ROLLCALL_STATE_DIR": str(tmp_path / "s"), "ROLLCALL_HTTP": f"127.0.0.1:{free_port()}",
            "ROLLCALL_GOSSIP": f"127.0.0.1:{free_port()}"}
    failed = command("run", env=base | {variable: value})
    assert failed.returncode == 2, failed.stderr
    assert variable in failed.stderr


@pytest.mark.parametrize("arguments", [["--nonsense"], ["run", "--nonsense"], ["nonsense"], ["run", "--gossip"],
                                       ["forget"], ["members", "--nonsense"]])
def test_wrong_usage_exits_2(arguments):
    failed = command(*arguments)
    assert failed.returncode == 2
    if "--nonsense" in arguments:
        assert "--nonsense" in failed.stderr


# What cannot be done: 1, and one sentence

def test_a_second_process_on_the_same_state_directory_is_refused(agent):
    second = command("run", "--name", "second", "--gossip", f"127.0.0.1:{free_port()}",
                     "--http", f"127.0.0.1:{free_port()}", "--state-dir", str(agent.state_dir), "--token", TOKEN)
    assert second.returncode == 1
    assert str(agent.state_dir) in one_sentence(second.stderr)
    assert agent.get("/readyz", token=None).status_code == 200


def test_an_http_port_in_use_is_said(run_flags):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        run_flags[run_flags.index("--http") + 1] = f"127.0.0.1:{port}"
        failed = command(*run_flags)
    assert failed.returncode == 1
    assert str(port) in one_sentence(failed.stderr)


def test_a_gossip_port_in_use_is_said(run_flags):
    with socket.socket(type=socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        run_flags[run_flags.index("--gossip") + 1] = f"127.0.0.1:{port}"
        failed = command(*run_flags)
    assert failed.returncode == 1
    assert str(port) in one_sentence(failed.stderr)


def test_a_state_directory_that_cannot_be_is_said(run_flags, tmp_path):
    (tmp_path / "file").write_text("")
    run_flags[run_flags.index("--state-dir") + 1] = str(tmp_path / "file" / "state")
    failed = command(*run_flags)
    assert failed.returncode == 1
    assert "file" in one_sentence(failed.stderr)


@pytest.mark.parametrize("content", ["", "short", "x" * 44, base64.b64encode(b"16 bytes of key.").decode(),
                                     base64.b64encode(b"k" * 33).decode()])
def test_a_wrong_key_file_is_said_and_its_content_is_not(run_flags, tmp_path, content):
    key = tmp_path / "bad.key"
    key.write_text(content)
    failed = command(*run_flags, "--group-key-file", str(key))
    assert failed.returncode in (1, 2)
    assert "bad.key" in one_sentence(failed.stderr)
    assert not content or len(content) < 10 or content not in failed.stderr


def test_a_missing_key_file_is_said(run_flags, tmp_path):
    failed = command(*run_flags, "--group-key-file", str(tmp_path / "absent.key"))
    assert failed.returncode in (1, 2)
    assert "absent.key" in one_sentence(failed.stderr)


@pytest.mark.parametrize("public", ["--http", "--gossip"])
def test_a_bind_beyond_loopback_without_secrets_is_refused_with_a_remedy(run_flags, public, tmp_path):
    at = run_flags.index(public)
    run_flags[at + 1] = run_flags[at + 1].replace("127.0.0.1", "0.0.0.0")
    if public == "--http":
        at = run_flags.index("--token")
        del run_flags[at:at + 2]
    failed = command(*run_flags)
    assert failed.returncode in (1, 2)
    remedy = "--token" if public == "--http" else "--group-key-file"
    assert remedy in failed.stderr or "ROLLCALL_" in failed.stderr
    assert "--insecure" in failed.stderr or "127.0.0.1" in failed.stderr or "loopback" in failed.stderr


# Where settings come from

def test_flags_win_over_environment_and_environment_over_file(tmp_path):
    settings = tmp_path / "rollcall.json"
    settings.write_text(json.dumps({"name": "from-file", "region": "file-region", "namespace": "file_ns"}))
    node = AgentPlane("from-flag", tmp_path, {"token": TOKEN}, arguments=["--config", str(settings)])
    node.environment = lambda: clean_environment(  # type: ignore[method-assign]
        {"ROLLCALL_NAME": "from-environment", "ROLLCALL_REGION": "environment-region"})
    try:
        node.start()
        status = node.status()
        assert (status["name"], status["region"]) == ("from-flag", "environment-region")
        assert node.get("/api/config").json()["namespace"] == "file_ns"
    finally:
        node.close()


def test_arguss_own_variables_are_understood(tmp_path):
    node = AgentPlane("n", tmp_path, {})
    node.environment = lambda: clean_environment({  # type: ignore[method-assign]
        "ARGUS_FLEET_INGEST_TOKEN": "bots", "ARGUS_FLEET_VIEWER_TOKEN": "people", "ARGUS_FLEET_HEARTBEAT_INTERVAL": "20",
        "ARGUS_FLEET_MAX_CLUSTERS": "1", "ARGUS_NAMESPACE": "twitch", "ARGUS_FLEET_GROUP": "asia"})
    try:
        node.start()
        assert node.get("/api/config", token="people").json()["interval"] == 20
        assert node.get("/api/config", token="people").json()["namespace"] == "twitch"
        assert node.get("/v1/status", token="people").json()["region"] == "asia"
        made = [node.request("POST", "/fleet/register", token="bots", json={"identity": i}).status_code for i in "ab"]
        assert made == [200, 403]
    finally:
        node.close()


def test_a_token_may_stand_in_a_file(tmp_path):
    (tmp_path / "token").write_text("from-file\n")
    node = AgentPlane("n", tmp_path, {})
    node.environment = lambda: clean_environment(  # type: ignore[method-assign]
        {"ROLLCALL_TOKEN_FILE": str(tmp_path / "token")})
    try:
        node.start()
        assert node.get("/v1/status", token="from-file").status_code == 200
        assert node.get("/v1/status", token="other").status_code == 401
    finally:
        node.close()


def test_the_namespace_is_the_prefix_of_the_metrics(tmp_path):
    node = AgentPlane("n", tmp_path, {"token": TOKEN, "namespace": "twitch"})
    try:
        node.start()
        node.register("a", "asia")
        node.beat("a", {"metrics": {"f": {"samples": [
            {"name": "twitch_guilds", "value": 5}, {"name": "discord_guilds", "value": 900}]}}})
        eventually("5 guilds", lambda: node.clusters()["a"]["metrics"]["guilds"] == 5.0)
    finally:
        node.close()


def test_port_0_picks_one_and_logs_it(tmp_path):
    node = AgentPlane("n", tmp_path, {"token": TOKEN})
    node.port = 0
    try:
        node.launch()

        def logged() -> int | None:
            ports = [int(p) for p in re.findall(r"(?:127\.0\.0\.1|localhost)[:\\/]+(\d+)", node.tail())]
            for port in ports:
                if port not in (0, node.gossip_port):
                    node.port = port
                    if node.get("/readyz", token=None, timeout=1).status_code == 200:
                        return port
            return None
        assert eventually("the picked port is logged and serves", logged)
    finally:
        node.close()


def test_logs_are_json_lines_where_asked(tmp_path):
    node = AgentPlane("n", tmp_path, {"token": TOKEN, "log_format": "json"})
    try:
        node.start()
        lines = [line for line in node.log.read_text().splitlines() if line and not line.startswith("---")]
        assert lines and all(isinstance(json.loads(line), dict) for line in lines)
    finally:
        node.close()


def test_no_secret_stands_in_the_log(fleet, stage):
    stage.bot(fleet.nodes[0], "asia-0", "asia")
    fleet.everywhere("it is known", lambda node: "asia-0" in node.clusters())
    secrets = [TOKEN, fleet.key_file.read_text().strip(), stage.bots[0].lease]
    for node in fleet.nodes:
        # The first line is the harness's own, and names the flags.
        written = "\n".join(line for line in node.log.read_text().splitlines() if not line.startswith("---"))
        for secret in secrets:
            assert secret not in written


# Asking a running node

def ask(node: AgentPlane, *arguments: str, token: str = TOKEN) -> subprocess.CompletedProcess[str]:
    return command(*arguments, env={"ROLLCALL_HTTP": f"{node.host}:{node.port}", "ROLLCALL_TOKEN": token})


def test_members_prints_a_table(fleet):
    printed = ask(fleet.nodes[0], "members")
    assert printed.returncode == 0, printed.stderr
    for node in fleet.nodes:
        line = next(line for line in printed.stdout.splitlines() if node.name in line)
        assert "alive" in line


def test_members_prints_json_where_asked(fleet):
    printed = ask(fleet.nodes[2], "members", "--json")
    assert printed.returncode == 0, printed.stderr
    assert {m["name"] for m in json.loads(printed.stdout)} == {node.name for node in fleet.nodes}


def test_view_prints_fleets_and_clusters(fleet):
    fleet.nodes[0].register("asia-0", "asia")
    fleet.nodes[1].register("eu-0", "europe")
    fleet.everywhere("both are known", lambda node: len(node.clusters()) == 2)
    printed = ask(fleet.nodes[2], "view")
    assert printed.returncode == 0, printed.stderr
    assert re.search(r"asia.*#\s?1|#\s?1.*asia", printed.stdout, re.S) and "asia-0" in printed.stdout
    assert "europe" in printed.stdout and "eu-0" in printed.stdout
    as_json = ask(fleet.nodes[2], "view", "--json")
    assert as_json.returncode == 0 and "fleets" in json.loads(as_json.stdout)


def test_leave_lets_the_local_node_go(fleet):
    leaver = fleet.nodes[2]
    asked = ask(leaver, "leave")
    assert asked.returncode == 0, asked.stderr
    assert leaver.process.wait(10) == 0
    fleet.same_everywhere("it left", lambda node: node.members()[leaver.name], "left")


def test_forget_drops_a_dead_member(fleet):
    victim = fleet.nodes[2]
    alive = ask(fleet.nodes[0], "forget", victim.name)
    assert alive.returncode == 1 and victim.name in alive.stderr
    assert ask(fleet.nodes[0], "forget", "nobody").returncode == 1
    victim.kill()
    fleet.same_everywhere("it is dead", lambda node: node.members()[victim.name], "dead", within=30)
    assert ask(fleet.nodes[0], "forget", victim.name).returncode == 0
    fleet.everywhere("it is gone", lambda node: victim.name not in node.members())


def test_doctor_is_content_with_a_healthy_fleet(fleet):
    fleet.nodes[0].register("asia-0", "asia")
    checked = ask(fleet.nodes[0], "doctor")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_doctor_finds_a_dead_member_and_a_cluster_that_is_down(fleet):
    fleet.nodes[0].register("asia-0", "asia")
    fleet.nodes[2].kill()
    fleet.same_everywhere("it is dead", lambda n: n.members()["node-2"], "dead", within=30)
    fleet.same_everywhere("it is down", lambda n: n.names(), {"asia-0": "asia #1 down"})
    checked = ask(fleet.nodes[0], "doctor")
    assert checked.returncode == 1
    assert "asia-0" in checked.stdout + checked.stderr or "asia #1" in checked.stdout + checked.stderr


def test_doctor_names_nodes_that_promise_different_times_to_bots(new_fleet):
    fleet = new_fleet(shard_secret="SECRET", max_shards=4)
    fleet.add()
    fleet.add(settings={"max_seconds": 30})
    fleet.wait_whole()

    def named() -> bool:
        checked = ask(fleet.nodes[0], "doctor")
        assert checked.returncode == 1
        return ("--max-seconds 30, --lease-grace 10 at node-1" in checked.stdout
                and "--max-seconds 60, --lease-grace 10 at node-0" in checked.stdout)
    eventually("both are named", named)
    fleet.nodes[1].terminate()
    fleet.nodes[1].settings["max_seconds"] = 60
    fleet.nodes[1].start()
    eventually("they agree", lambda: ask(fleet.nodes[0], "doctor").returncode == 0, within=20)


@pytest.mark.parametrize("name", ["members", "view", "doctor", "leave"])
def test_a_wrong_token_is_said(agent, name):
    refused = ask(agent, name, token="wrong")
    assert refused.returncode == 1
    assert "token" in (refused.stdout + refused.stderr).lower()
    assert agent.is_running


@pytest.mark.parametrize("name", ["members", "view", "doctor", "leave"])
def test_a_node_that_does_not_run_is_said(name):
    port = free_port()
    refused = command(name, env={"ROLLCALL_HTTP": f"127.0.0.1:{port}"})
    assert refused.returncode == 1
    assert str(port) in one_sentence(refused.stdout + refused.stderr)


def test_arguss_own_doctor_is_content(fleet):
    """`python -m argus.fleet doctor` against a node."""
    import sys
    fleet.nodes[0].register("asia-0", "asia")
    fleet.everywhere("it is known", lambda node: "asia-0" in node.clusters())
    for node in fleet.nodes:
        checked = subprocess.run(
            [sys.executable, "-m", "argus.fleet", "doctor", "--url", node.url, "--token", TOKEN,
             "--namespace", "discord"], capture_output=True, text=True, timeout=30, env=os.environ)
        if checked.returncode != 0:  # the cluster was not beating, so it may be down by now
            assert "cluster(s) down" in checked.stdout and "[!!] GET" not in checked.stdout, checked.stdout
