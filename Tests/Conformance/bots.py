"""Sample bots that carry the real Argus instrumentation, without Discord.

A `SampleBot` drives `argus.core` exactly as `ArgusCog` does (same registry, same hooks, same
`build_snapshot`), so what it pushes is byte for byte what a bot of that size would push. Its
clock is its own: runs of any length take no time and the same seed gives the same snapshot.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Coroutine
from contextlib import ExitStack, contextmanager
from types import SimpleNamespace
from unittest import mock

from argus.adapters.prometheus import PrometheusAdapter
from argus.config import ArgusConfig
from argus.core.collector import MetricRegistry
from argus.core.health import HealthState
from argus.core.instrumentation import Instrumentation
from argus.core.metrics import bot_info_values, define_metrics
from argus.dashboard.snapshot import build_snapshot

GATEWAY_EVENTS = ("READY", "GUILD_CREATE", "MESSAGE_CREATE", "INTERACTION_CREATE", "PRESENCE_UPDATE",
                  "TYPING_START", "VOICE_STATE_UPDATE", "GUILD_MEMBER_ADD")
ERRORS = (ValueError, KeyError, TimeoutError)
WORDS = ("play", "skip", "queue", "ban", "kick", "mute", "rank", "level", "daily", "shop", "trivia",
         "poll", "remind", "weather", "translate", "avatar")


class Clock:
    """Both clocks of a simulated bot process."""

    def __init__(self, epoch: float = 1_790_000_000.0) -> None:
        self.epoch = epoch
        self.elapsed = 0.0

    def time(self) -> float:
        return self.epoch + self.elapsed

    def monotonic(self) -> float:
        return self.elapsed

    @contextmanager
    def running(self):
        """Argus and the Prometheus client read this clock; everybody else keeps the real one."""
        with ExitStack() as patches:
            for user in ("argus.core.metrics", "argus.core.instrumentation", "prometheus_client.metrics"):
                patches.enter_context(mock.patch(f"{user}.time", self))
            yield


def finish(hook: Coroutine) -> None:
    """Run a hook that never really waits, also inside a running event loop."""
    try:
        hook.send(None)
    except StopIteration:
        return
    raise AssertionError("the hook waited for something")


class SampleBot:
    """One bot process: `shards` gateway shards, `commands` slash commands and as many prefix ones."""

    def __init__(self, cluster_id: str, *, shards: int = 1, commands: int = 0, guilds: int = 1200,
                 users: int = 34000, first_shard: int = 0, seed: int = 1, namespace: str = "discord"):
        self.cluster_id = cluster_id
        self.random = random.Random(f"{cluster_id}/{seed}")
        self.clock = Clock()
        self.commands = [self._command_name(i) for i in range(commands)]
        self.closed: set[int] = set()
        ids = range(first_shard, first_shard + shards)
        self.discord = SimpleNamespace(
            shards={i: SimpleNamespace(is_closed=lambda i=i: i in self.closed) for i in ids},
            latencies=[(i, round(self.random.uniform(0.03, 0.19), 6)) for i in ids],
            shard_count=shards,
            guilds=range(guilds), users=range(users), voice_clients=range(guilds // 90),
            emojis=range(guilds * 7), stickers=range(guilds // 3), private_channels=range(12),
            tree=SimpleNamespace(get_commands=lambda: self.commands),
        )
        config = ArgusConfig.resolve(cluster_id=cluster_id, namespace=namespace, environ={})
        with self.clock.running():
            health = HealthState(fleet_enabled=True, sink_enabled=False, pushgateway_enabled=False)
            health.server_up = health.fleet_up = True
            registry = MetricRegistry()
            names = define_metrics(registry, self.discord, config, health=health)
            self.adapter = PrometheusAdapter()
            registry.attach(self.adapter)
            self.hooks = Instrumentation(registry, names, config)
            registry.set_info(names.bot_info, bot_info_values())
        self._next_id = 1

    @staticmethod
    def _command_name(i: int) -> str:
        word = WORDS[i % len(WORDS)]
        return word if i < len(WORDS) else f"{word} {WORDS[(i * 7) % len(WORDS)]}{i // len(WORDS)}"

    def work(self, seconds: float, interactions: int = 0, *, error_share: float = 0.02,
             ratelimits: int = 0, slow: float = 0.08) -> None:
        """Live `seconds`, spread over `interactions` slash and prefix commands."""
        with self.clock.running():
            self._work(seconds, interactions, error_share, ratelimits, slow)

    def _work(self, seconds, interactions, error_share, ratelimits, slow) -> None:
        until = self.clock.elapsed + seconds
        step = seconds / (interactions + 1)
        for i in range(interactions):
            self.clock.elapsed = until - seconds + step * (i + 1)
            finish(self.hooks.on_socket_event_type(self.random.choice(GATEWAY_EVENTS)))
            name = self.commands[i % len(self.commands)] if self.commands else None
            kind = SimpleNamespace(name="application_command" if name else "component")
            interaction = SimpleNamespace(id=self._id(), type=kind, command=None)
            finish(self.hooks.on_interaction(interaction))
            if name is None:
                continue
            command = SimpleNamespace(qualified_name=name)
            interaction.command = command
            message = SimpleNamespace(message=SimpleNamespace(id=self._id()), command=command)
            finish(self.hooks.on_command(message))
            self.clock.elapsed += min(self.random.lognormvariate(-1, 1) * slow * 10, step * 0.9)
            if self.random.random() < error_share:
                error = self.random.choice(ERRORS)("no")
                self.hooks.app_command_error(interaction, error)
                finish(self.hooks.on_command_error(message, error))
            else:
                finish(self.hooks.on_app_command_completion(interaction, command))
                finish(self.hooks.on_command_completion(message))
        for _ in range(ratelimits):
            self.hooks.record_log(logging.LogRecord(
                "discord.http", logging.WARNING, "", 0, "We are being rate limited.", None, None))
        self.clock.elapsed = until

    def shard_connects(self) -> None:
        """Every shard says hello once, as on start."""
        with self.clock.running():
            for shard in self.discord.shards:
                finish(self.hooks.on_shard_connect(shard))

    def shard_closes(self, shard: int) -> None:
        self.closed.add(shard)
        with self.clock.running():
            finish(self.hooks.on_shard_disconnect(shard))

    def snapshot(self) -> dict:
        """What `FleetClient` attaches to a heartbeat."""
        with self.clock.running():
            return build_snapshot(self.adapter.registry)

    def _id(self) -> int:
        self._next_id += 1
        return self._next_id
