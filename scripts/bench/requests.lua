-- Load for wrk: cycles through ready-made requests and reports one line of JSON.
-- BENCH_METHOD, BENCH_PATH, BENCH_HEADERS ("Name: value" lines) describe them; BENCH_BODIES names a
-- file with one body a line, sent in turn. BENCH_FOLLOW=1 asks like a browser that polls: each request
-- carries the ETag of the answer before it.
local method = os.getenv("BENCH_METHOD") or "GET"
local path = os.getenv("BENCH_PATH") or "/"
local headers = {}
for name, value in (os.getenv("BENCH_HEADERS") or ""):gmatch("([^\n:]+): ([^\n]*)") do
  headers[name] = value
end

local ready, turn = {}, 0

function init(args)
  local bodies = os.getenv("BENCH_BODIES")
  if bodies then
    for body in io.lines(bodies) do
      ready[#ready + 1] = wrk.format(method, path, headers, body)
    end
  else
    ready[1] = wrk.format(method, path, headers)
  end
end

function request()
  turn = turn % #ready + 1
  return ready[turn]
end

if os.getenv("BENCH_FOLLOW") then
  local known
  function response(status, answered, body)
    local tag = answered["ETag"] or answered["etag"]
    if tag and tag ~= known then
      known = tag
      headers["If-None-Match"] = tag
      ready[1] = wrk.format(method, path, headers)
    end
  end
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    'RESULT {"requests": %d, "microseconds": %d, "bytes": %d, "p50": %.1f, "p99": %.1f, "refused": %d, "broken": %d}\n',
    summary.requests, summary.duration, summary.bytes, latency:percentile(50), latency:percentile(99),
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
