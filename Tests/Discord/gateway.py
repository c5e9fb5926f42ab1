"""A bare client of a gateway: what a bot says to Discord, and nothing around it."""

from __future__ import annotations

from contextlib import asynccontextmanager

import aiohttp

from fakes import TOKEN


class Client:
    """A bare gateway client."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def hear(self, *wanted: int) -> dict:
        """The next payload with one of these codes; any, if none is named."""
        while True:
            payload = await self.socket.receive_json(timeout=5)
            if not wanted or payload["op"] in wanted:
                return payload

    async def identify(self, shard: int = 0, shards: int = 2, token: str = TOKEN) -> dict:
        await self.socket.send_json({"op": 2, "d": {"token": token, "shard": [shard, shards]}})
        return await self.hear(0, 9)

    async def resume(self, session: str) -> dict:
        await self.socket.send_json({"op": 6, "d": {"token": TOKEN, "session_id": session, "seq": 1}})
        return await self.hear(0, 9)

    async def closed_with(self) -> int:
        while (message := await self.socket.receive(timeout=5)).type is aiohttp.WSMsgType.TEXT:
            pass
        return self.socket.close_code if message.data is None else message.data


@asynccontextmanager
async def connected(fake, query: str = ""):
    async with aiohttp.ClientSession() as http, http.ws_connect(f"{fake.url}/gateway-socket{query}") as socket:
        client = Client(socket)
        assert (await client.hear())["op"] == 10
        yield client
