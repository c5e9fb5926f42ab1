// The pools of shards as the page keeps them: of each application an entry for every shard, in order. An entry that
// says the same stays the same object, and one whose cell would be the same keeps its cell, by which 10,000 cells
// are drawn anew in no time.

// What a shard is in: the sign and colour of a state of clusters, a letter for its cell, and words.
export const shardStates = {
  held: { sign: "up", letter: "H", word: "held" },
  grace: { sign: "suspect", letter: "G", word: "in grace" },
  lost: { sign: "down", letter: "L", word: "lost" },
  free: { sign: "pending", letter: "F", word: "free" },
};

// The document of an answer, put into what is known where it has only what changed.
export function mergedPools(answer, known) {
  const at = Date.parse(answer.generated_at);
  return { ...answer, applications: answer.applications.map((it) => {
    const former = known?.applications.find((other) => other.name === it.name);
    const { rows, columns, ...rest } = it;
    return { ...rest, entries: entries(it, at, former, answer.partial === true) };
  }) };
}

function entries({ columns, rows, total_shards: total }, at, former, isPartial) {
  const formerly = new Map(former?.entries.map((it) => [it.shard, it]));
  const place = Object.fromEntries(columns.map((name, index) => [name, index]));
  const told = new Map(rows.map((row) => [row[place.shard_id], entry(row, place, at)]));
  const made = [];
  for (let shard = 0; shard < (total ?? 0); shard += 1) {
    const known = formerly.get(shard);
    made.push(kept(known, told.get(shard) ?? (isPartial ? known : undefined) ?? free(shard)));
  }
  // A pool that shrank may have sessions beyond its end for a while.
  const beyond = isPartial ? new Map([...formerly, ...told]) : told;
  const outside = [...beyond.values()].filter((it) => it.shard >= (total ?? 0) && it.state !== "free");
  for (const it of outside.sort((one, other) => one.shard - other.shard)) made.push(kept(formerly.get(it.shard), it));
  return made;
}

const free = (shard) => ({
  shard, state: "free", holder: null, identity: null, fleet: null, number: null, until: null, guilds: null, latency: null, since: NaN,
});

function entry(row, place, at) {
  const left = row[place.lease_seconds_left];
  return {
    shard: row[place.shard_id], state: row[place.state], holder: row[place.holder], identity: row[place.identity],
    fleet: row[place.fleet], number: row[place.number], until: left === null ? null : at + left * 1000,
    guilds: row[place.guilds], latency: row[place.latency_seconds], since: Date.parse(row[place.since]),
  };
}

// What a beat moved by less than this is the same to a reader, milliseconds.
const sameTime = 250;

function kept(known, fresh) {
  if (known === undefined || known === fresh) return fresh;
  const isSameCell = known.state === fresh.state && known.holder === fresh.holder && known.identity === fresh.identity
    && known.fleet === fresh.fleet && known.number === fresh.number;
  if (!isSameCell) return fresh;
  if (Object.is(known.since, fresh.since) && known.guilds === fresh.guilds && known.latency === fresh.latency
    && (known.until === fresh.until || Math.abs(known.until - fresh.until) < sameTime)) return known;
  fresh.cell = known.cell;
  return fresh;
}

// Since when shards have been in a state, the longest of them; undefined where nobody knows.
export function longest(shards, state) {
  const times = shards.filter((it) => it.state === state).map((it) => it.since).filter(Number.isFinite);
  return times.length > 0 ? Math.min(...times) : undefined;
}

// Whether there is anything to show of it.
export const isInUse = (pool) => pool.total_shards !== null || Object.values(pool.counts).some((number) => number > 0);

// As the states of clusters, for bars and legends.
export const asStates = ({ counts }) => ({
  up: counts.held, suspect: counts.grace, pending: counts.free, down: counts.lost ?? 0,
});
