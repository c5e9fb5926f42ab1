// What the page knows, and how it keeps up: the documents of the place that is shown, asked for again when the
// node's stream of events hints that they changed, and every few seconds where there is no stream.

import { mergedPools } from "./pools.js";
import { learnClock } from "./words.js";

const patience = 8000; // For an answer, milliseconds.
const pace = 5000; // Between two answers while nothing happens that matters.
const haste = 400; // Between two answers when something does.
const silenceMax = 12000; // Of a stream that hints every five seconds.
const streamPause = 15000; // Before a stream that broke is tried again while asking works.
const lostPause = 2000; // Between two tries while the node is gone.
const overviewAge = 60000; // For the links to other nodes, in places that show nothing else of the overview.

export class Feed {
  overview = null;
  fleet = null;
  cluster = null;
  shards = null; // The pools of all applications.
  nodes = null; // { status, members }, and the former status for rates.
  place = { page: "global", options: {} };
  isMissing = false; // The place's fleet or cluster is not known at the node.
  isLive = false; // The stream is open.
  lost = null; // Why the node does not answer, in words.
  heardAt = null; // When the node said anything last, in the browser's time.

  #changed;
  #stream = null;
  #newestEvent = null;
  #cursor = null;
  #overviewAt = 0;
  #askedAt = 0;
  #timer = null;
  #dueAt = Infinity;
  #isAsking = false;
  #isStale = false; // The place changed while an answer was on its way.

  // `changed` is called whenever there is something new to draw.
  constructor(changed) { this.#changed = changed; }

  start(place) {
    this.place = place;
    this.#open();
    this.#refresh();
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.#soon(0); });
    window.addEventListener("online", () => this.#soon(0));
    window.addEventListener("pagehide", () => this.#close());
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) { this.#open(); this.#soon(0); }
    });
    setInterval(() => this.#watch(), 1000);
  }

  go(place) {
    this.place = place;
    this.isMissing = false;
    this.#isStale = true;
    this.#soon(0);
  }

  // The stream.

  #open() {
    this.#close();
    const stream = new EventSource("/v1/events?kinds=picture");
    this.#stream = stream;
    stream.onopen = () => {
      this.isLive = true;
      this.#hear();
    };
    stream.addEventListener("picture", (event) => {
      const hint = JSON.parse(event.data);
      learnClock(hint.generated_at);
      const isNews = hint.newest_event !== this.#newestEvent;
      const isChanged = hint.cursor !== this.#cursor;
      this.#newestEvent = hint.newest_event;
      this.#cursor = hint.cursor;
      this.#hear();
      if (isNews || this.lost) this.#soon(haste);
      // What a node sent and heard changes without a word.
      else if (isChanged || this.place.page === "network") this.#soon(pace);
    });
    stream.onerror = () => {
      this.#close();
      // Whether the node is gone or only its stream, an answer tells.
      this.#soon(0);
      setTimeout(() => { if (!this.#stream && !this.lost) this.#open(); }, streamPause);
    };
  }

  #close() {
    this.#stream?.close();
    this.#stream = null;
    this.isLive = false;
  }

  #hear() {
    this.heardAt = Date.now();
  }

  // A connection may die without a word.
  #watch() {
    if (this.isLive && Date.now() - this.heardAt > silenceMax) {
      this.#close();
      this.#soon(0);
    }
  }

  // Asking.

  // At `delay` after the last answer was asked for, or earlier where that is planned already.
  #soon(delay) {
    const due = Math.max(Date.now(), this.#askedAt + delay);
    if (due >= this.#dueAt) return;
    this.#dueAt = due;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#refresh(), due - Date.now());
  }

  async #refresh() {
    this.#dueAt = Infinity;
    if (this.#isAsking) {
      this.#isStale = true;
      return;
    }
    if (document.hidden && this.overview !== null && !this.lost) return;
    this.#isAsking = true;
    this.#isStale = false;
    this.#askedAt = Date.now();
    let pause = pace;
    try {
      await this.#ask();
      this.lost = null;
      this.#hear();
      if (this.#stream === null) this.#open();
    } catch (error) {
      if (error instanceof Refusal) {
        if (error.status === 401) return location.replace(`/?again${location.hash}`);
        if (error.status === 429) pause = Math.max(pace, error.retryAfter * 1000);
      }
      if (!(error instanceof Refusal && error.status === 429)) {
        this.#close();
        this.lost = error instanceof Refusal ? `It answered with status ${error.status}.` : "It does not answer.";
        pause = lostPause;
      }
    } finally {
      this.#isAsking = false;
    }
    try {
      this.#changed();
    } finally {
      // Also where a drawing failed: the next answer may be another.
      if (this.#isStale) this.#soon(0);
      else if (this.lost || !this.isLive) this.#soon(pause);
      else this.#soon(overviewAge);
    }
  }

  async #ask() {
    const place = this.place;
    const wanted = [];
    if (place.page === "global" || Date.now() - this.#overviewAt > overviewAge) wanted.push(this.#askOverview());
    if (place.page === "fleet") wanted.push(this.#askFleet(place));
    if (place.page === "cluster") wanted.push(this.#askCluster(place));
    if (place.page === "shards") wanted.push(this.#askShards());
    if (place.page === "network") wanted.push(this.#askNodes());
    await Promise.all(wanted);
  }

  async #askOverview() {
    this.overview = await get("/v1/overview");
    learnClock(this.overview.generated_at);
    this.#overviewAt = Date.now();
  }

  async #askFleet(place) {
    const known = this.fleet?.name === place.name ? this.fleet : null;
    const query = new URLSearchParams({ name: place.name });
    if (known) query.set("since", known.cursor);
    const answer = await get(`/v1/fleet?${query}`, true);
    if (this.place.page !== "fleet" || this.place.name !== place.name) return;
    this.isMissing = answer === null;
    this.fleet = answer && merged(answer, known);
    if (answer) learnClock(answer.generated_at);
  }

  async #askCluster(place) {
    const answer = await get(`/v1/cluster?${new URLSearchParams({ identity: place.identity })}`, true);
    if (this.place.page !== "cluster" || this.place.identity !== place.identity) return;
    this.isMissing = answer === null;
    this.cluster = answer;
    if (answer) learnClock(answer.generated_at);
  }

  async #askShards() {
    const query = this.shards?.cursor ? `?${new URLSearchParams({ since: this.shards.cursor })}` : "";
    const answer = await get(`/v1/shards${query}`);
    this.shards = mergedPools(answer, this.shards);
    learnClock(answer.generated_at);
  }

  async #askNodes() {
    const [status, members] = await Promise.all([get("/v1/status"), get("/v1/members")]);
    const former = this.nodes;
    this.nodes = { status, members, at: Date.now(), former: former && { status: former.status, at: former.at } };
  }
}

class Refusal extends Error {
  constructor(answer) {
    super(`status ${answer.status}`);
    this.status = answer.status;
    this.retryAfter = Number(answer.headers.get("Retry-After")) || 1;
  }
}

async function get(address, mayBeMissing = false) {
  const answer = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(patience) });
  if (mayBeMissing && answer.status === 404) return null;
  if (!answer.ok) throw new Refusal(answer);
  return answer.json();
}

// Rows as objects, in the fleet's order. An answer that has only what changed is put into what is known; a row
// that did not change stays the same object, by which its drawing is known to be the same, too.
function merged(answer, known) {
  const fresh = answer.rows.map((row) => Object.fromEntries(answer.columns.map((name, index) => [name, row[index]])));
  for (const row of fresh) {
    row.since = Date.parse(row.since);
    row.last_seen = Date.parse(row.last_seen);
  }
  let clusters = fresh;
  if (answer.partial && known) {
    const changed = new Map(fresh.map((row) => [row.identity, row]));
    clusters = known.clusters.map((row) => changed.get(row.identity) ?? row);
  }
  const { rows, columns, ...rest } = answer;
  return { ...rest, clusters };
}
