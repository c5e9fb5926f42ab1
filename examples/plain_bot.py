"""Runs a bot of any language on the one shard that Rollcall gives it, and stops it when the shard is lost.

    SECRET_KEY=... python plain_bot.py node bot.js

The bot finds its shard in SHARD_ID and SHARD_COUNT. It must not identify twice by itself: this loop cannot pace that.
"""
import ctypes
import os
import signal
import subprocess
import sys
import time

import requests

ROLLCALL = os.environ.get("ROLLCALL_URL", "http://127.0.0.1:9190")
headers = {"Authorization": os.environ["SECRET_KEY"]}


def now():  # of a clock that also counts while the machine sleeps
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def dies_with_us():  # on Linux; elsewhere, run both in something that ends them together
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def ask(method, path, seconds, **more):
    try:
        return requests.request(method, ROLLCALL + path, headers=headers, timeout=seconds, **more)
    except requests.RequestException:
        return None


def seconds(r):
    return float(r.headers["Rollcall-Run-Seconds"])


def run(shard, until):
    """Returns when the shard is lost, or the bot has ended."""
    environment = os.environ | {"SHARD_ID": str(shard["shard_id"]), "SHARD_COUNT": str(shard["max_shards"])}
    begin, bot = now() + shard["sleep_duration"], None
    try:
        while now() < until and (bot is None or bot.poll() is None):
            if bot is None and now() >= begin:
                bot = subprocess.Popen(sys.argv[1:], env=environment, preexec_fn=dies_with_us)
            sent = now()
            r = ask("POST", "/beat", min(4, max(0.1, until - sent)), data={"session_id": shard["session_id"]})
            if r is not None and r.status_code == 204:
                until = sent + seconds(r)
            elif r is not None and r.status_code in (401, 404):
                return  # stop at once: soon the shard is another's
            nap = min(5 if r is not None and r.status_code == 204 else 1, (until - now()) / 3)
            time.sleep(max(0.1, nap if bot else min(nap, begin - now())))
    finally:
        if bot is not None:
            bot.kill()
            bot.wait()


signal.signal(signal.SIGTERM, signal.default_int_handler)
while True:
    sent = now()
    r = ask("GET", "/connect", 10)
    if r is None or r.status_code != 200:
        time.sleep(float(r.headers.get("Retry-After", 2)) if r is not None else 2)
        continue
    try:
        run(r.json(), sent + seconds(r))
    finally:  # the bot is gone: the shard may be another's at once
        ask("GET", "/disconnect", 5, params={"session_id": r.json()["session_id"]})
