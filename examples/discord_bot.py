"""A discord.py bot that runs the one shard that Rollcall gives it, and never one that it has lost (docs/bots.md)."""
import asyncio, contextlib, functools, os, signal, time  # noqa: E401
import aiohttp, discord  # noqa: E401

ROLLCALL = os.environ.get("ROLLCALL_URL", "http://127.0.0.1:9190")
MAX_SECONDS = float(os.environ.get("MAX_SECONDS", "60"))  # the sidecar's --max-seconds
TOKEN = os.environ["DISCORD_TOKEN"]
HEADERS = {"Authorization": os.environ["SECRET_KEY"]}
if "ROLLCALL_INSTANCE" in os.environ:  # never in two processes at once: they would be two bots on one shard
    HEADERS["Rollcall-Instance"] = os.environ["ROLLCALL_INSTANCE"]
now = functools.partial(time.clock_gettime, getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))  # also in suspend

async def ask(web, method, path, seconds, **more):  # the status, and the JSON of a 200 or when to ask again
    try:
        async with web.request(method, ROLLCALL + path, timeout=aiohttp.ClientTimeout(seconds), **more) as it:
            return it.status, await it.json() if it.status == 200 else float(it.headers.get("Retry-After", 2))
    except (aiohttp.ClientError, asyncio.TimeoutError):
        return None, 1.0

class Bot(discord.AutoShardedClient):
    def __init__(self, web, lease, sent):
        shard, shards = lease["shard_id"], lease["max_shards"]
        super().__init__(intents=discord.Intents.default(), shard_ids=[shard], shard_count=shards)
        self.web, self.session, self.turn = web, {"session_id": lease["session_id"]}, sent + lease["sleep_duration"]

    async def setup_hook(self):  # logged in: sleeps until the turn to identify that came with the shard is near
        await asyncio.sleep(max(0, self.turn - 1 - now()))

    async def before_identify_hook(self, shard_id, *, initial=False):  # its turn, or never
        while (answer := await ask(self.web, "POST", "/identify", 50, params=self.session))[0] != 200:
            await asyncio.sleep(answer[1])

    async def beat(self, until):  # returns when the shard is not this bot's any more
        while (sent := now()) < until:
            report = {"guild_count": len(self.guilds), "latency": self.latency if self.latency < 1e3 else None}
            status, _ = await ask(self.web, "POST", "/beat", min(4, until - sent), json=self.session | report)
            until = {204: sent + MAX_SECONDS, 401: 0, 404: 0}.get(status, until)  # another answer, or none: run on
            await asyncio.sleep(max(0, min(5 if status == 204 else 1, until - now())))

async def main():
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, asyncio.current_task().cancel)
    async with aiohttp.ClientSession(headers=HEADERS) as web:
        while True:
            sent, (status, lease) = now(), await ask(web, "GET", "/connect", 10)
            if status != 200:
                await asyncio.sleep(lease)
                continue
            bot, tasks = Bot(web, lease, sent), []
            try:
                async with bot:  # closes it when one of the two ends
                    tasks = [asyncio.create_task(bot.beat(sent + MAX_SECONDS)), asyncio.create_task(bot.start(TOKEN))]
                    (await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED))[0].pop().result()
            finally:  # it is closed, so the shard may be another's at once
                [task.cancel() for task in tasks]
                await ask(web, "GET", "/disconnect", 5, params=bot.session)

discord.utils.setup_logging()
with contextlib.suppress(asyncio.CancelledError):
    asyncio.run(main())
