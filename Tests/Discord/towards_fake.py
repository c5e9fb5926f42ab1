"""Runs a discord.py program against a fake Discord: `FAKE_DISCORD=http://HOST:PORT python towards_fake.py bot.py`.

The program itself is unchanged, and need not know.
"""

from __future__ import annotations

import os
import runpy
import sys

import discord
import yarl
from discord.gateway import DiscordWebSocket

if __name__ == "__main__":
    fake = yarl.URL(os.environ["FAKE_DISCORD"])
    discord.http.Route.BASE = str(fake / "api/v10")
    DiscordWebSocket.DEFAULT_GATEWAY = fake.with_scheme("ws") / "gateway-socket"
    sys.argv = sys.argv[1:]
    sys.path.insert(0, os.path.dirname(os.path.abspath(sys.argv[0])))
    runpy.run_path(sys.argv[0], run_name="__main__")
