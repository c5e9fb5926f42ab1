// How values are told: figures, durations, times.

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });

export const count = (value) => whole.format(value);
// Large figures where there is little room: 383k.
export const short = (value) => (Math.abs(value) < 10000 ? whole.format(value) : compact.format(value));
// As many digits after the point as there is use for, the same in a whole column.
const fixed = [0, 1, 2].map((digits) => new Intl.NumberFormat("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }));
const plain = (value) => fixed[value === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2].format(value);

export const rate = (value) => (value >= 10000 ? compact.format(value) : plain(value));
export const percent = (value) => `${plain(value * 100)} %`;

export function latency(seconds) {
  if (seconds >= 10) return `${whole.format(seconds)} s`;
  if (seconds >= 1) return `${fine.format(seconds)} s`;
  return `${seconds >= 0.01 || seconds === 0 ? whole.format(seconds * 1000) : fine.format(seconds * 1000)} ms`;
}

export const plural = (number, one, many) => `${count(number)} ${number === 1 ? one : many}`;

export function bytes(value) {
  for (const [unit, size] of [["GB", 1e9], ["MB", 1e6], ["kB", 1e3]]) {
    if (value >= size) return `${fine.format(value / size)} ${unit}`;
  }
  return `${whole.format(value)} B`;
}

// "3 h 12 min": two units at most, so that it can be taken in at a glance.
export function duration(seconds) {
  const left = Math.max(0, Math.floor(seconds));
  const units = [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]];
  const first = units.findIndex(([, size]) => left >= size);
  if (first === -1) return "0 s";
  const [unit, size] = units[first];
  const text = `${Math.floor(left / size)} ${unit}`;
  const second = units[first + 1];
  const rest = second ? Math.floor((left % size) / second[1]) : 0;
  return rest > 0 && unit !== "min" ? `${text} ${rest} ${second[0]}` : text;
}

// The nine metrics, in Argus's order of importance to a person: how each is called and told.
export const metrics = [
  { key: "guilds", name: "Guilds", tell: short },
  { key: "shards_up", name: "Shards up", tell: short },
  { key: "latency_seconds", name: "Latency", tell: latency, note: "of the gateway, slowest shard" },
  { key: "interactions_rate", name: "Interactions", tell: (value) => `${rate(value)}/s` },
  { key: "error_rate", name: "Errors", tell: percent, note: "of commands since the start" },
  { key: "duration_p95_seconds", name: "Command time", tell: latency, note: "95th percentile" },
  { key: "cached_users", name: "Cached users", tell: short },
  { key: "ratelimits_rate", name: "Rate limits", tell: (value) => `${rate(value)}/s` },
  { key: "uptime_seconds", name: "Uptime", tell: duration, note: "the longest", steady: true },
];

// The node's clock, as far as it is known here: the browser's may be wrong. What it says has been on its way for
// a while, so the answer that was fastest of the last ones counts.
let lags = [];

export function learnClock(generatedAt) {
  const lag = Date.now() - Date.parse(generatedAt);
  if (Number.isFinite(lag)) lags = [...lags.slice(-11), lag];
}

export const now = () => Date.now() - (lags.length > 0 ? Math.min(...lags) : 0);

const clock = new Intl.DateTimeFormat(undefined, {
  year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit",
  timeZoneName: "short",
});
const hour = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

// The exact time, for those who point at a rough one.
export const exactly = (time) => clock.format(time);
export const timeOfDay = (time) => hour.format(time);

export function ago(time) {
  const seconds = (now() - time) / 1000;
  return seconds < 1 ? "just now" : `${duration(seconds)} ago`;
}
