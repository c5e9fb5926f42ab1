"""Real `FleetClient`s of argus-dpy, run as bots on a loop of their own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from argus.config import ArgusConfig
from argus.fleet.client import FleetClient

from planes import Plane


class Stage:
    """The event loop, in a thread, on which all bots of a test live."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.bots: list[Bot] = []

    def run(self, coroutine: Any, within: float = 15.0) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(within)

    def bot(self, plane: Plane, identity: str, fleet: str, **more: Any) -> Bot:
        """A new bot process: registers now and beats from now on."""
        bot = Bot(self, plane, identity, fleet, **more)
        bot.start()
        return bot

    def together(self, bots: list[Bot]) -> None:
        """Start all at the same time."""
        async def start() -> None:
            await asyncio.gather(*(bot._start() for bot in bots))
        self.run(start(), within=60)

    def close(self) -> None:
        for bot in self.bots:
            bot.stop()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)
        self.loop.close()


class Bot:
    """One bot process with the unmodified client: `stop` is its death, it never says goodbye."""

    def __init__(self, stage: Stage, plane: Plane, identity: str, fleet: str, *, token: str | None = "",
                 snapshot: dict | Callable[[], dict] | None = None, beat: float = 0.5,
                 state_dir: Path | None = None, scrape_target: str | None = None) -> None:
        self.stage = stage
        self.identity = identity
        self.beat = beat
        self.snapshot = snapshot
        self.config = ArgusConfig.resolve(
            cluster_id=identity, fleet_url=plane.url, fleet_group=fleet, fleet_scrape_target=scrape_target,
            fleet_token=plane.token if token == "" else token,
            fleet_state_dir=str(state_dir or plane.directory / f"bot-{len(stage.bots)}"), environ={})
        self.client: FleetClient | None = None
        stage.bots.append(self)

    async def _start(self) -> None:
        self.client = FleetClient(self.config, self.beat)
        provider = self.snapshot if callable(self.snapshot) or self.snapshot is None else lambda: self.snapshot
        await self.client.start(provider)

    def start(self) -> Bot:
        assert self.client is None, f"{self.identity} already runs"
        self.stage.run(self._start())
        return self

    def stop(self) -> None:
        if self.client is not None:
            self.stage.run(self.client.aclose())
            self.client = None

    @property
    def lease(self) -> str | None:
        return self.client._lease if self.client else None
