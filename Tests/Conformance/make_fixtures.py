"""Writes the digest's golden fixtures: `make_fixtures.py DIRECTORY`.

`NAME.snapshot.json` is the text of a snapshot as it would stand in a heartbeat, `NAME.expected.json`
what the contract makes of it (`oracle.py`). Real ones come from the real Argus instrumentation, the
hostile ones are written out below. `rates.json` lists pairs of snapshots of one bot.
In an expected file `any_finite` names metrics that only have to be finite, and `any_shards` says
that the shard list is not fixed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import oracle
from bots import SampleBot


def sample(name: str, value: str, **labels) -> str:
    """One sample as text, so that a value may be what no serializer would write."""
    return '{"name": "discord_%s", "labels": %s, "value": %s}' % (name, json.dumps(labels), value)


def snapshot(*samples: str, extra: str = "") -> str:
    return '{"metrics": {"f": {"type": "gauge", "samples": [%s]}}%s}' % (", ".join(samples), extra)


def bucket(le: str, value: str) -> str:
    return ('{"name": "discord_app_command_duration_seconds_bucket", "labels": {"command": "c", "le": %s}, '
            '"value": %s}' % (le, value))


GOOD = (sample("guilds", "7.0", cluster="c"), sample("cached_users", "70.0", cluster="c"),
        sample("shard_up", "1.0", shard="0"), sample("shard_latency_seconds", "0.25", shard="0"),
        sample("uptime_seconds", "60.5", cluster="c"))


def real() -> dict[str, str]:
    out = {}
    for name, shards, commands, beats in (
        ("real-idle-1-shard", 1, 0, 0), ("real-10-commands-2-shards", 2, 10, 900),
        ("real-60-commands-8-shards", 8, 60, 1800), ("real-100-commands-16-shards", 16, 100, 2400),
    ):
        bot = SampleBot(f"asia-{shards}", shards=shards, commands=commands, guilds=900 * shards,
                        users=31_000 * shards)
        bot.shard_connects()
        bot.work(3600, beats, ratelimits=shards - 1)
        if shards > 4:
            bot.shard_closes(3)
        out[name] = json.dumps(bot.snapshot())
    # Before the first heartbeat is acknowledged discord.py reports an infinite latency, and NaN
    # before a shard is ready.
    bot = SampleBot("eu-0", shards=3)
    bot.discord.latencies = [(0, float("inf")), (1, float("nan")), (2, 0.042)]
    out["real-unacknowledged-latency"] = json.dumps(bot.snapshot())
    # A bot that is not auto-sharded has no shard samples at all.
    bot = SampleBot("solo", shards=1)
    bot.discord.shards, bot.discord.latencies = None, []
    out["real-plain-bot"] = json.dumps(bot.snapshot())
    bot = SampleBot("slow", shards=1, commands=3)
    bot.work(36_000, 300, slow=9)
    out["real-all-commands-slow"] = json.dumps(bot.snapshot())
    return out


def rates() -> tuple[dict[str, str], list[dict]]:
    bot = SampleBot("us-0", shards=2, commands=2)
    bot.work(600, 120, ratelimits=3)
    first = json.dumps(bot.snapshot())
    bot.work(15, 45, ratelimits=6)
    second = json.dumps(bot.snapshot())
    again = SampleBot("us-0", shards=2, commands=2, seed=2)
    again.work(14, 7, ratelimits=1)
    pairs = [
        {"from": "rate-1", "to": "rate-2", "seconds": 15, "interactions_rate": 3.0, "ratelimits_rate": 0.4},
        {"from": "rate-2", "to": "rate-2", "seconds": 15, "interactions_rate": 0.0, "ratelimits_rate": 0.0},
        # A counter that fell: the bot was restarted, so there is one report of this boot.
        {"from": "rate-2", "to": "rate-3", "seconds": 15, "interactions_rate": 0.0, "ratelimits_rate": 0.0},
    ]
    return {"rate-1": first, "rate-2": second, "rate-3": json.dumps(again.snapshot())}, pairs


def hostile() -> dict[str, str]:
    nested = "[" * 600 + "]" * 600
    return {
        "empty": "{}",
        "no-metrics": '{"other": 1}',
        "metrics-list": '{"metrics": [1, {"samples": []}]}',
        "metrics-null": '{"metrics": null}',
        "not-finite": snapshot(
            *GOOD, sample("guilds", "NaN"), sample("guilds", "Infinity"), sample("guilds", "-Infinity"),
            sample("guilds", '"NaN"'), sample("guilds", '"inf"'), sample("cached_users", "1e999"),
            sample("cached_users", '"1e999"'), sample("shard_up", "NaN", shard="1"),
            sample("shard_latency_seconds", "Infinity", shard="0"),
            sample("shard_latency_seconds", "Infinity", shard="2"), sample("uptime_seconds", "Infinity"),
            bucket('"NaN"', "5"), bucket('"0.5"', "NaN"), bucket('"1.0"', "10"), bucket('"+Inf"', "10")),
        "huge-integers": snapshot(
            *GOOD, sample("guilds", "1" + "0" * 309), sample("cached_users", "9" * 400),
            sample("uptime_seconds", "-" + "9" * 5000), sample("shard_up", "1" * 350, shard="1"),
            sample("command_errors_total", "1" + "0" * 320), sample("app_commands_total", "10")),
        "large-but-exact": snapshot(
            *GOOD, sample("guilds", "9007199254740993"), sample("cached_users", "12345678901234567890"),
            sample("app_commands_total", "1" + "0" * 300), sample("command_errors_total", "5" + "0" * 299)),
        "sum-overflows": snapshot(
            sample("guilds", "1e308"), sample("guilds", "1e308"), sample("cached_users", "5")),
        "values-as-text": snapshot(
            sample("guilds", '"12"'), sample("guilds", '"0.5e1"'), sample("guilds", '"abc"'),
            sample("guilds", '""'), sample("guilds", '"0x10"'), sample("guilds", '"1,000"'),
            sample("cached_users", '"-3"'), sample("cached_users", '"1E3"'),
            sample("shard_up", '"1"', shard="0"), sample("shard_up", '"0.0"', shard="1"),
            sample("shard_latency_seconds", '"0.125"', shard="1"), sample("uptime_seconds", '"1e2"')),
        "values-of-other-types": snapshot(
            *GOOD, sample("guilds", "null"), sample("guilds", "[1]"), sample("guilds", '{"v": 1}'),
            '{"name": "discord_guilds", "labels": {}}', '{"name": ["discord_guilds"], "value": 5}',
            '{"labels": {}, "value": 5}', "5", "null", '"text"', "[]"),
        "number-forms": snapshot(
            sample("guilds", "1E3"), sample("guilds", "1e+2"), sample("guilds", "-0.0"),
            sample("guilds", "25e-1"), sample("cached_users", "0.1"), sample("cached_users", "0.2"),
            sample("uptime_seconds", "123456.789012345678901234567890")),
        "odd-shard-labels": snapshot(
            sample("shard_up", "1", shard=5), sample("shard_up", "1", shard=None),
            sample("shard_up", "1", shard=[]), sample("shard_up", "1", shard={"a": 1}),
            '{"name": "discord_shard_up", "labels": [], "value": 1}',
            '{"name": "discord_shard_up", "labels": "shard", "value": 1}',
            '{"name": "discord_shard_up", "value": 1}',
            sample("shard_latency_seconds", "0.5", shard=7), sample("shard_up", "1", shard="x"),
            sample("shard_up", "2", shard="10"), sample("shard_up", "0.5", shard="9"),
            sample("shard_up", "1", shard="09"), sample("shard_latency_seconds", "0.1", shard="9"),
            sample("shard_latency_seconds", "0.2", shard="30"), sample("shard_up", "1", shard="-1"),
            sample("shard_up", "0", shard="\u00e9"), sample("shard_up", "1", shard="e\u0301"),
            sample("shard_up", "1", shard="\U0001f600")),
        "shards-twice": snapshot(
            sample("shard_up", "1", shard="0"), sample("shard_up", "0", shard="0"),
            sample("shard_latency_seconds", "0.3", shard="0"),
            sample("shard_latency_seconds", "0.2", shard="0"),
            sample("shard_up", "0", shard="1"), sample("shard_up", "1", shard="1")),
        "latency-without-state": snapshot(sample("shard_latency_seconds", "0.2", shard="4")),
        "families-of-other-types": (
            '{"metrics": {"a": null, "b": 5, "c": [], "d": {}, "e": {"samples": null}, "f": {"samples": {}}, '
            '"g": {"samples": "text"}, "h": {"samples": [%s]}, "": {"samples": [%s]}}}'
            % (GOOD[0], sample("guilds", "5"))),
        "one-name-in-two-families": (
            '{"metrics": {"a": {"samples": [%s]}, "b": {"samples": [%s]}}}'
            % (sample("guilds", "5"), sample("guilds", "6"))),
        "duplicate-keys": (
            '{"metrics": {"x": {"samples": [%s]}}, "metrics": {"f": {"samples": [%s], "samples": '
            '[{"name": "no", "name": "discord_guilds", "value": 1, "value": 4}]}}}' % (GOOD[0], GOOD[1])),
        "other-namespace": snapshot(
            *GOOD, '{"name": "twitch_guilds", "labels": {}, "value": 900}', sample("guilds_total", "900"),
            sample("Guilds", "900"), '{"name": "discord__guilds", "value": 900}',
            '{"name": "guilds", "value": 900}'),
        "nested-600-deep": snapshot(
            *GOOD, '{"name": "discord_guilds", "labels": {"x": %s}, "value": 3}' % nested,
            extra=', "extra": ' + nested),
        "lone-surrogates": snapshot(
            *GOOD, r'{"name": "discord_guilds", "labels": {"cluster": "\ud800"}, "value": 5}',
            r'{"name": "discord_app_commands_total", "labels": {"command": "\udc00\ud83d"}, "value": 8}',
            r'{"name": "discord_command_errors_total", "labels": {"\ud83d": "x"}, "value": 2}',
            r'{"name": "\udfff", "value": 2}', extra=r', "\ud800": "\ud800\ud800"'),
        "lone-surrogate-shard": snapshot(
            GOOD[0], r'{"name": "discord_shard_up", "labels": {"shard": "\ud800"}, "value": 1}'),
        "control-characters": snapshot(
            *GOOD, r'{"name": "discord_guilds", "labels": {"c": "\u0000\u001f\u007f\u2028"}, "value": 5}',
            r'{"name": "discord_guilds\u0000", "labels": {}, "value": 900}'),
        "escaped-names": (
            r'{"m\u0065trics": {"\u0066": {"sampl\u0065s": [{"n\u0061me": "\u0064iscord\u005fguilds", '
            r'"l\u0061bels": {}, "v\u0061lue": 4}]}}}'),
        "spread-out": json.dumps(json.loads(snapshot(*GOOD)), indent="\t").replace("\n", "\r\n"),
        "errors-without-commands": snapshot(sample("command_errors_total", "5", command="a")),
        "more-errors-than-commands": snapshot(
            sample("command_errors_total", "5", command="a"), sample("commands_total", "2", command="a")),
        "p95-on-the-edge": snapshot(
            bucket('"0.05"', "18"), bucket('"0.1"', "19"), bucket('"0.25"', "20"), bucket('"+Inf"', "20")),
        "p95-above-all-bounds": snapshot(
            bucket('"0.05"', "1"), bucket('"10.0"', "2"), bucket('"+Inf"', "100")),
        "p95-only-infinity": snapshot(bucket('"+Inf"', "100")),
        "p95-no-infinity": snapshot(bucket('"0.5"', "50"), bucket('"1.0"', "100")),
        "p95-unsorted-and-odd": snapshot(
            bucket('"+Inf"', "10"), bucket('"2.5"', "10"), bucket('"0.5"', "4"), bucket('"1.0"', "9"),
            bucket('"x"', "900"), bucket("null", "900"), bucket("1", "1"), bucket('"Inf"', "10"),
            '{"name": "discord_app_command_duration_seconds_bucket", "value": 900}'),
        "p95-empty-buckets": snapshot(
            bucket('"0.5"', "0"), bucket('"1.0"', "0"), bucket('"+Inf"', "0")),
        "p95-falling": snapshot(bucket('"0.5"', "10"), bucket('"1.0"', "3"), bucket('"+Inf"', "5")),
        "prefix-commands-have-no-p95": snapshot(
            '{"name": "discord_command_duration_seconds_bucket", "labels": {"le": "0.5"}, "value": 9}'),
    }


FREE = {"hostile-sum-overflows": {"any_finite": ["guilds"]},
        "hostile-lone-surrogate-shard": {"any_shards": True},
        # RFC 8259 leaves the meaning of a name that stands twice open.
        "hostile-duplicate-keys": {"any_finite": ["guilds", "cached_users"]}}


def main() -> None:
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    texts, pairs = rates()
    texts |= real() | {f"hostile-{name}": text for name, text in hostile().items()}
    for name, text in texts.items():
        expected = oracle.digest(oracle.parse(text)) | FREE.get(name, {})
        for key in expected.get("any_finite", ()):
            expected["metrics"][key] = None
        (target / f"{name}.snapshot.json").write_text(text, encoding="utf-8")
        (target / f"{name}.expected.json").write_text(
            json.dumps(expected, indent=1, allow_nan=False) + "\n", encoding="utf-8")
    (target / "rates.json").write_text(json.dumps(pairs, indent=1) + "\n", encoding="utf-8")
    print(f"{len(texts)} fixtures in {target}")


if __name__ == "__main__":
    main()
