"""A discord.py bot that runs the one shard that Rollcall gives it, and never one that it has lost (docs/bots.md)."""
import aiohttp, asyncio, contextlib, discord, functools, os, signal, time  # noqa: E401

ROLLCALL = os.environ.get("ROLLCALL_URL", "http://127.0.0.1:9190")
HEADERS = {"Authorization": os.environ["SECRET_KEY"]}
if instance := os.environ.get("ROLLCALL_INSTANCE"):  # never in two processes at once: they would be two on one shard
    HEADERS["Rollcall-Instance"] = instance
now = functools.partial(time.clock_gettime, getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))  # also in suspend

async def ask(web, method, path, seconds, **more):  # status; JSON of a 200, or when to ask again; until when to run
    sent = now()
    with contextlib.suppress(aiohttp.ClientError, asyncio.TimeoutError):
        async with web.request(method, ROLLCALL + path, timeout=aiohttp.ClientTimeout(seconds), **more) as it:
            until = sent + float(it.headers.get("Rollcall-Run-Seconds", 0))
            return it.status, await it.json() if it.status == 200 else float(it.headers.get("Retry-After", 2)), until
    return None, 1.0, None

class Bot(discord.AutoShardedClient):
    def __init__(self, web, slot, until):
        super().__init__(intents=discord.Intents.default(), shard_ids=[slot["shard_id"]], shard_count=slot["max_shards"])
        self.web, self.session, self.until = web, {"session_id": slot["session_id"]}, until
        self.turn = now() + slot["sleep_duration"]

    async def setup_hook(self):  # logged in: sleeps until the turn to identify that came with the shard is near
        await asyncio.sleep(self.turn - 1 - now())

    async def before_identify_hook(self, shard_id, *, initial=False):  # returns when it is its turn, or never
        while (answer := await ask(self.web, "POST", "/identify", 50, params=self.session))[0] != 200:
            await asyncio.sleep(answer[1])

    async def beat(self):  # returns when the shard is not this bot's any more
        while (left := self.until - now()) > 0:
            report = {"guild_count": len(self.guilds), "latency": self.latency if self.latency < 1e3 else None}
            status, _, until = await ask(self.web, "POST", "/beat", min(4, left), json=self.session | report)
            self.until = {204: until, 401: 0, 404: 0}.get(status, self.until)  # anything else: run on
            await asyncio.sleep(max(0.1, min(5 if status == 204 else 1, (self.until - now()) / 3)))

    def dispatch(self, event, /, *args, **kwargs):  # a process that stood still finds events that are another's now
        if event == "socket_event_type" and now() >= self.until:
            raise asyncio.CancelledError  # the shard reads no more, and `beat` ends
        super().dispatch(event, *args, **kwargs)

async def main():
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, asyncio.current_task().cancel)
    async with aiohttp.ClientSession(headers=HEADERS) as web:
        while True:
            while (answer := await ask(web, "GET", "/connect", 10))[0] != 200:
                await asyncio.sleep(answer[1])
            bot, tasks = Bot(web, *answer[1:]), []
            try:
                async with bot:  # closes it when one of the two ends
                    tasks = [*map(asyncio.create_task, (bot.beat(), bot.start(os.environ["DISCORD_TOKEN"])))]
                    (await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED))[0].pop().result()
            finally:  # it is closed, so the shard may be another's at once
                [task.cancel() for task in tasks]
                await ask(web, "GET", "/disconnect", 5, params=bot.session)

discord.utils.setup_logging()
with contextlib.suppress(asyncio.CancelledError): asyncio.run(main())  # noqa: E701
