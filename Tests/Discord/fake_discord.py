"""A Discord without Discord: as much REST and gateway (v10, JSON) as bots use to start and to stay, and its rules.

It does nothing against two sessions on one shard, as Discord does nothing. What it does enforce: one identify a
bucket (`shard_id % max_concurrency`) in 5 s, the daily budget, tokens and shard numbers. Everything that matters
goes to a log of JSON lines with the monotonic time of this machine, from which `judge.py` judges. Tests steer it by
`POST /control/...`. Run it: `python fake_discord.py --log FILE [--host H --port P --shards N ...]`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
import zlib
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

WINDOW_SECONDS = 5.0
"""One identify a bucket in this time."""
DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 0, 1, 2, 6, 7, 9, 10, 11
UNKNOWN_OPCODE, UNDECODABLE, NOT_AUTHENTICATED, BAD_TOKEN, ALREADY_AUTHENTICATED = 4001, 4002, 4003, 4004, 4005
SESSION_TIMED_OUT, BAD_SHARD, SHARDING_REQUIRED = 4009, 4010, 4011
USER = {"id": "100000000000000001", "username": "fake", "discriminator": "0", "avatar": None, "global_name": None,
        "bot": True, "verified": True, "mfa_enabled": False, "flags": 0}
APPLICATION = {"id": USER["id"], "name": "fake", "icon": None, "description": "", "bot_public": True,
               "bot_require_code_grant": False, "verify_key": "0" * 64, "flags": 0, "summary": "", "team": None,
               "owner": USER}


@dataclass
class Settings:
    """What Discord decides about a bot; tests change it while it runs."""

    token: str = "fake-token"
    shards: int = 1
    """Recommended by `GET /gateway/bot`."""
    required_shards: int = 1
    """Fewer are refused with 4011: too many guilds a shard."""
    max_concurrency: int = 1
    total: int = 1000
    remaining: int = 1000
    """Identifies, until the day is over; then as many as `total` again."""
    reset_after_ms: int = 86_400_000
    """How long the first day is. It begins when somebody first asks for it, or identifies; the next have 24 h."""
    heartbeat_ms: int = 5_000


@dataclass(eq=False)
class Connection:
    """One gateway connection."""

    id: int
    socket: web.WebSocketResponse
    remote: str
    deflate: Any = None
    session: Session | None = None
    beat_at: float = field(default_factory=time.monotonic)
    closed_by_us: int | None = None

    async def send(self, op: int, data: Any = None, event: str | None = None) -> None:
        s = None
        if event is not None and self.session is not None:
            self.session.sequence += 1
            s = self.session.sequence
        text = json.dumps({"op": op, "d": data, "s": s, "t": event})
        try:
            if self.deflate is None:
                await self.socket.send_str(text)
            else:
                packed = self.deflate.compress(text.encode()) + self.deflate.flush(zlib.Z_SYNC_FLUSH)
                await self.socket.send_bytes(packed)
        except (ConnectionError, RuntimeError):
            pass  # It is gone; the reader notices.

    async def close(self, code: int) -> None:
        self.closed_by_us = code
        await self.socket.close(code=code)


@dataclass(eq=False)
class Session:
    """What READY began. It can be resumed until somebody ends it."""

    id: str
    shard: int
    shards: int
    sequence: int = 0
    connection: Connection | None = None


class FakeDiscord:
    """The rules and the state of one application."""

    def __init__(self, settings: Settings, log: Path) -> None:
        self.settings = settings
        self.file = log.open("a", buffering=1)
        self.sessions: dict[str, Session] = {}
        self.connections: set[Connection] = set()
        self.identified_at: dict[int, float] = {}
        self.day_ends: float | None = None
        self.numbers = count(1)

    def log(self, event: str, connection: Connection | None = None, **more: Any) -> None:
        line: dict[str, Any] = {"at": round(time.monotonic(), 6), "event": event}
        if connection is not None:
            line |= {"connection": connection.id, "remote": connection.remote}
            if connection.session is not None:
                session = connection.session
                line |= {"session": session.id, "shard": session.shard, "shards": session.shards}
        self.file.write(json.dumps(line | more) + "\n")

    def day_left(self) -> float:
        """Seconds until identifies are counted anew, which happens here."""
        now = time.monotonic()
        if self.day_ends is None:
            self.day_ends = now + self.settings.reset_after_ms / 1000
        if now >= self.day_ends:
            self.log("new_day", left=self.settings.remaining)
            self.day_ends, self.settings.remaining = now + 86_400, self.settings.total
        return self.day_ends - now

    # The gateway

    async def gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=1 << 20)
        await socket.prepare(request)
        is_packed = request.query.get("compress") == "zlib-stream"
        connection = Connection(next(self.numbers), socket, request.remote or "",
                                zlib.compressobj() if is_packed else None)
        self.connections.add(connection)
        watch = asyncio.create_task(self.watch(connection))
        try:
            await connection.send(HELLO, {"heartbeat_interval": self.settings.heartbeat_ms})
            async for message in socket:
                if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                    continue
                try:
                    payload = json.loads(message.data)
                    await self.receive(connection, int(payload["op"]), payload.get("d"), request)
                except (ValueError, KeyError, TypeError, AttributeError):
                    await connection.close(UNDECODABLE)
        finally:
            watch.cancel()
            self.connections.discard(connection)
            self.left(connection)
        return socket

    def left(self, connection: Connection) -> None:
        """The connection is gone. By 1000 or 1001 the bot ends its session, too; by others it may resume it."""
        code = connection.closed_by_us or connection.socket.close_code or WSCloseCode.ABNORMAL_CLOSURE
        self.log("close", connection, code=int(code), by="discord" if connection.closed_by_us else "bot")
        session = connection.session
        if session is not None and session.connection is connection:
            session.connection = None
            if code in (WSCloseCode.OK, WSCloseCode.GOING_AWAY):
                self.sessions.pop(session.id, None)

    async def watch(self, connection: Connection) -> None:
        """Closes a connection whose heart does not beat."""
        span = self.settings.heartbeat_ms / 1000
        while time.monotonic() - connection.beat_at < 2 * span:
            await asyncio.sleep(span / 4)
        await connection.close(SESSION_TIMED_OUT)

    async def receive(self, connection: Connection, op: int, data: Any, request: web.Request) -> None:
        if op == HEARTBEAT:
            connection.beat_at = time.monotonic()
            await connection.send(HEARTBEAT_ACK)
        elif op == IDENTIFY and connection.session is None:
            await self.identify(connection, data, request)
        elif op == RESUME and connection.session is None:
            await self.resume(connection, data)
        elif op in (IDENTIFY, RESUME):
            await connection.close(ALREADY_AUTHENTICATED)
        elif op not in (3, 4, 8):
            await connection.close(UNKNOWN_OPCODE)
        elif connection.session is None:
            await connection.close(NOT_AUTHENTICATED)

    async def identify(self, connection: Connection, data: dict, request: web.Request) -> None:
        shard, shards = data.get("shard") or (0, 1)
        bucket = shard % self.settings.max_concurrency
        told = {"shard": shard, "shards": shards, "bucket": bucket}
        self.log("identify", connection, **told)
        if data.get("token") != self.settings.token:
            return await self.refuse(connection, "token", BAD_TOKEN, **told)
        if not 0 <= shard < shards:
            return await self.refuse(connection, "shard", BAD_SHARD, **told)
        if shards < self.settings.required_shards:
            return await self.refuse(connection, "sharding required", SHARDING_REQUIRED, **told)
        now = time.monotonic()
        is_early = now - self.identified_at.get(bucket, -WINDOW_SECONDS) < WINDOW_SECONDS
        self.identified_at[bucket] = now
        self.day_left()
        self.settings.remaining -= 1
        if self.settings.remaining < 0:
            return await self.reset_token(connection, **told)
        if is_early:
            return await self.refuse(connection, "bucket", None, **told)
        session = Session(f"{next(self.numbers):032x}", shard, shards, connection=connection)
        self.sessions[session.id] = session
        connection.session = session
        self.log("ready", connection)
        await connection.send(DISPATCH, {
            "v": 10, "user": USER, "guilds": [], "session_id": session.id, "shard": [shard, shards],
            "resume_gateway_url": f"ws://{request.host}/gateway-socket",
            "application": {"id": APPLICATION["id"], "flags": 0}}, "READY")

    async def refuse(self, connection: Connection, why: str, code: int | None, **told: Any) -> None:
        """By a close code, or by op 9, as Discord answers an identify that comes too early."""
        self.log("refused", connection, why=why, **told)
        if code is None:
            await connection.send(INVALID_SESSION, False)
        else:
            await connection.close(code)

    async def reset_token(self, connection: Connection, **told: Any) -> None:
        """More identifies than a day has: Discord ends all sessions, and the token is void."""
        self.log("refused", connection, why="budget", **told)
        self.settings.token = ""
        self.sessions.clear()
        for each in list(self.connections):
            await each.close(BAD_TOKEN)

    async def resume(self, connection: Connection, data: dict) -> None:
        session = self.sessions.get(data.get("session_id") or "")
        self.log("resume", connection, session=data.get("session_id"))
        if data.get("token") != self.settings.token:
            return await connection.close(BAD_TOKEN)
        if session is None:
            return await connection.send(INVALID_SESSION, False)
        former, session.connection, connection.session = session.connection, connection, session
        if former is not None:
            await former.close(ALREADY_AUTHENTICATED)
        self.log("resumed", connection)
        await connection.send(DISPATCH, {}, "RESUMED")

    # REST

    def answer(self, body: Any, status: int = 200) -> web.Response:
        """The content type is exactly this, or discord.py does not read it as JSON."""
        return web.Response(body=json.dumps(body).encode(), status=status, content_type="application/json")

    @web.middleware
    async def authorize(self, request: web.Request, handler: Any) -> web.StreamResponse:
        is_open = request.path.startswith("/control/") or request.path in ("/gateway-socket", "/gateway")
        if not is_open and request.headers.get("Authorization") != f"Bot {self.settings.token}":
            return self.answer({"message": "401: Unauthorized", "code": 0}, 401)
        return await handler(request)

    async def gateway_url(self, request: web.Request) -> web.Response:
        return self.answer({"url": f"ws://{request.host}/gateway-socket"})

    async def gateway_bot(self, request: web.Request) -> web.Response:
        self.log("gateway_bot", remote=request.remote)
        reset_after = round(self.day_left() * 1000)
        limit = {key: getattr(self.settings, key) for key in ("total", "remaining", "max_concurrency")}
        return self.answer({"url": f"ws://{request.host}/gateway-socket", "shards": self.settings.shards,
                            "session_start_limit": limit | {"reset_after": reset_after}})

    # What tests do to bots

    async def control(self, request: web.Request) -> web.Response:
        """`op7`, `op9`, `say` and `close` are for `?shard=N` (`&resumable=1`, `&times=1`, `&code=4000`); `set` takes
        settings as JSON."""
        act, query = request.match_info["act"], request.query
        self.log("control", act=act, **query)
        if act == "set":
            for key, value in (await request.json()).items():
                setattr(self.settings, key, type(getattr(self.settings, key))(value))
            return self.answer(vars(self.settings))
        live = [s for s in self.sessions.values() if s.connection is not None]
        for session in [s for s in live if s.shard == int(query.get("shard", "-1"))]:
            connection = session.connection
            if act == "op7":
                await connection.send(RECONNECT)
            elif act == "op9":
                is_resumable = query.get("resumable") == "1"
                if not is_resumable:
                    self.sessions.pop(session.id)
                self.log("invalidated", connection, resumable=is_resumable)
                await connection.send(INVALID_SESSION, is_resumable)
            elif act == "say":
                for _ in range(int(query.get("times", "1"))):
                    await connection.send(DISPATCH, {}, "FAKE")
            elif act == "close":
                await connection.close(int(query.get("code", "4000")))
        return self.answer([{"shard": s.shard, "shards": s.shards, "session": s.id} for s in live])

    def application(self) -> web.Application:
        app = web.Application(middlewares=[self.authorize])
        app.router.add_get("/gateway-socket", self.gateway)
        app.router.add_get("/gateway-socket/", self.gateway)
        app.router.add_post("/control/{act}", self.control)
        for prefix in ("", "/api/v10"):
            app.router.add_get(f"{prefix}/users/@me", self.constant(USER))
            app.router.add_get(f"{prefix}/oauth2/applications/@me", self.constant(APPLICATION))
            app.router.add_get(f"{prefix}/applications/@me", self.constant(APPLICATION))
            app.router.add_get(f"{prefix}/gateway", self.gateway_url)
            app.router.add_get(f"{prefix}/gateway/bot", self.gateway_bot)
        return app

    def constant(self, body: Any) -> Any:
        async def handler(_: web.Request) -> web.Response:
            return self.answer(body)
        return handler


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--log", type=Path, required=True)
    for key, value in vars(Settings()).items():
        parser.add_argument("--" + key.replace("_", "-"), type=type(value), default=value)
    given = vars(parser.parse_args())
    settings = Settings(**{key: given[key] for key in vars(Settings())})
    web.run_app(FakeDiscord(settings, given["log"]).application(), host=given["host"], port=given["port"],
                print=lambda text: print(text, file=sys.stderr, flush=True), shutdown_timeout=0.1)


if __name__ == "__main__":
    main()
