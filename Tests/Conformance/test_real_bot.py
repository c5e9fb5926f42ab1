"""`Argus(bot)` itself: a discord.py bot with the one line that its users write, only without Discord."""

from __future__ import annotations

import asyncio

import discord
from discord.ext import commands

from argus import Argus
from planes import TOKEN, free_port
from waiting import eventually


def test_a_bot_with_arguss_one_line_appears_and_reports(new_plane, stage, monkeypatch, tmp_path):
    plane = new_plane(heartbeat_interval=15).start()
    monkeypatch.chdir(tmp_path)

    async def start() -> commands.AutoShardedBot:
        bot = commands.AutoShardedBot(command_prefix="!", intents=discord.Intents.default(), shard_count=1)
        argus = Argus(bot, cluster_id="asia-0", fleet_url=plane.url, fleet_token=TOKEN, fleet_group="asia",
                      host="127.0.0.1", port=free_port(), fleet_state_dir=str(tmp_path))
        await asyncio.wait_for(bot.add_cog(argus.cog), 12)
        return bot

    bot = stage.run(start())
    try:
        eventually("it is asia #1", lambda: plane.names() == {"asia-0": "asia #1 up"})
        # Its first beat comes after 13.5 to 16.5 s.
        eventually("its report", lambda: plane.clusters()["asia-0"]["metrics"]["uptime_seconds"] > 0, within=20)
        assert plane.names() == {"asia-0": "asia #1 up"}
    finally:
        # It never connected, so there is nothing to close but what Argus opened.
        stage.run(bot.remove_cog("ArgusCog"))
