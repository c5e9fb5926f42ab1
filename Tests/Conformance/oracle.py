"""An independent digest of a snapshot into the nine metrics, after the contract's table.

Written from the table and not from the agent's code, so that the two can disagree. Where the
table leaves room it follows the original (`argus.fleet.sources.push`): labels do not matter in
sums and maxima, a shard known only by its latency is up, the last of several samples wins.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

METRIC_KEYS = ("latency_seconds", "shards_up", "guilds", "cached_users", "interactions_rate",
               "error_rate", "duration_p95_seconds", "ratelimits_rate", "uptime_seconds")
SUMMED = ("shards_up", "guilds", "cached_users", "interactions_rate", "ratelimits_rate")
LARGEST = ("latency_seconds", "duration_p95_seconds", "uptime_seconds")

_DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?\Z")


def parse(text: str) -> Any:
    """Read JSON as a lenient server must: NaN and Infinity tokens, integers of any length."""
    return json.loads(text, parse_int=lambda t: int(t) if len(t) < 100 else float(t))


def number(value: Any) -> float | None:
    """A number or a number as text; None where it is malformed or not finite."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        if not _DECIMAL.match(value):
            return None
        value = float(value)
    if not isinstance(value, (int, float)):
        return None
    value = float(value)
    return value if math.isfinite(value) else None


def samples(snapshot: Any) -> list[dict]:
    families = snapshot.get("metrics") if isinstance(snapshot, dict) else None
    if not isinstance(families, dict):
        return []
    out = []
    for family in families.values():
        found = family.get("samples") if isinstance(family, dict) else None
        out.extend(s for s in found if isinstance(s, dict)) if isinstance(found, list) else None
    return out


def labels(sample: dict) -> dict:
    found = sample.get("labels")
    return found if isinstance(found, dict) else {}


def digest(snapshot: Any, namespace: str = "discord") -> dict:
    """`{"metrics", "totals", "shards"}`; the rates are 0, as after a first report."""
    all_samples = samples(snapshot)

    def values(name: str) -> list[float]:
        found = (number(s.get("value")) for s in all_samples if s.get("name") == f"{namespace}_{name}")
        return [v for v in found if v is not None]

    def total(*names: str) -> float:
        return sum(sum(values(name)) for name in names)

    errors = total("command_errors_total")
    commands = total("app_commands_total", "commands_total")
    metrics = dict.fromkeys(METRIC_KEYS, 0.0) | {
        "latency_seconds": max(values("shard_latency_seconds"), default=0.0),
        "shards_up": total("shard_up"),
        "guilds": total("guilds"),
        "cached_users": total("cached_users"),
        "error_rate": errors / commands if commands else 0.0,
        "duration_p95_seconds": p95(all_samples, f"{namespace}_app_command_duration_seconds_bucket"),
        "uptime_seconds": max(values("uptime_seconds"), default=0.0),
    }
    return {
        "metrics": {key: float(metrics[key]) for key in METRIC_KEYS},
        "totals": {"errors": float(errors), "commands": float(commands),
                   "interactions": float(total("interactions_total")),
                   "ratelimits": float(total("ratelimits_total"))},
        "shards": shards(all_samples, namespace),
    }


def p95(all_samples: list[dict], name: str) -> float:
    buckets: dict[float, float] = {}
    for sample in all_samples:
        if sample.get("name") != name:
            continue
        le = labels(sample).get("le")
        bound = math.inf if le in ("+Inf", "Inf") else number(le)
        value = number(sample.get("value"))
        if bound is not None and value is not None:
            buckets[bound] = buckets.get(bound, 0.0) + value
    ordered = sorted(buckets.items())
    if not ordered or ordered[-1][1] <= 0:
        return 0.0
    finite = [bound for bound, _ in ordered if bound != math.inf]
    wanted = 0.95 * ordered[-1][1]
    bound = next(bound for bound, cumulative in ordered if cumulative >= wanted)
    return bound if bound != math.inf else (finite[-1] if finite else 0.0)


def shards(all_samples: list[dict], namespace: str) -> list[dict]:
    up: dict[str, bool] = {}
    latency: dict[str, float] = {}
    for sample in all_samples:
        shard = labels(sample).get("shard")
        value = number(sample.get("value"))
        if not isinstance(shard, str) or value is None:
            continue
        if sample.get("name") == f"{namespace}_shard_up":
            up[shard] = value >= 1
        elif sample.get("name") == f"{namespace}_shard_latency_seconds":
            latency[shard] = value
    return [{"shard_id": shard, "up": up.get(shard, True), "latency": latency.get(shard)}
            for shard in sorted(up.keys() | latency.keys(), key=lambda x: (len(x), x))]


def rollup(digests: list[dict]) -> dict:
    """Over the living clusters of a fleet, or of all fleets."""
    out = dict.fromkeys(METRIC_KEYS, 0.0)
    for key in SUMMED:
        out[key] = float(sum(d["metrics"][key] for d in digests))
    for key in LARGEST:
        out[key] = float(max((d["metrics"][key] for d in digests), default=0.0))
    errors = sum(d["totals"]["errors"] for d in digests)
    commands = sum(d["totals"]["commands"] for d in digests)
    out["error_rate"] = errors / commands if commands else 0.0
    return out
