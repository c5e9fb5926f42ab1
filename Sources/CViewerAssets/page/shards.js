// The pool of shards of an application: how it stands, a cell for every shard, and a row for each that is looked for.

import { goTo, grid, looked, stretches } from "./grid.js";
import * as places from "./places.js";
import { bar, cell, legend, numbered, sign, since, table, until } from "./parts.js";
import { asStates, isInUse, shardStates } from "./pools.js";
import { poolTroubles, troubleList } from "./troubles.js";
import { h } from "./tree.js";
import { count, latency, plural, short } from "./words.js";

const rowsAtOnce = 100;
const rowsMore = 1000;

const words = { up: "held", suspect: "in grace", pending: "free", down: "lost" };
const severity = { lost: 3, grace: 2, free: 1, held: 0 };

const columns = [
  { key: "shard", name: "Shard", isFigure: true, sort: (it) => it.shard },
  { key: "state", name: "State", sort: (it) => severity[it.state], startsDown: true },
  { key: "holder", name: "Held by", sort: (it) => (it.identity === null ? it.holder ?? "" : `${it.fleet} ${String(it.number ?? "").padStart(9)}`) },
  { key: "node", name: "Node", isWide: true, sort: (it) => it.holder ?? "" },
  { key: "since", name: "Since", isFigure: true, isWide: true, sort: (it) => it.since || 0, startsDown: true },
  { key: "left", name: "Time left", isFigure: true, sort: (it) => it.until ?? Infinity },
  { key: "guilds", name: "Guilds", isFigure: true, sort: (it) => it.guilds ?? -1, startsDown: true },
  { key: "latency", name: "Latency", isFigure: true, isWide: true, sort: (it) => it.latency ?? -1, startsDown: true },
];

const shows = { "": "All", held: "Held", grace: "In grace", lost: "Lost", free: "Free" };

// How many rows are drawn, of which application; and what they were, by entry.
let limit = { of: null, rows: rowsAtOnce };
let drawn = new WeakMap();

export function shardsPage(feed, again) {
  if (feed.shards === null) return null;
  const { applications } = feed.shards;
  const { name } = feed.place;
  if (name === undefined && applications.filter(isInUse).length > 1) return list(applications);
  const pool = name === undefined ? applications.find(isInUse) ?? applications[0] : applications.find((it) => it.name === name);
  if (pool === undefined && name !== undefined) {
    return [h("h1", {}, name), h("p", {}, "This node serves no application of that name. ", h("a", { href: places.shards }, "See all applications"), ".")];
  }
  return pool === undefined || !isInUse(pool) ? [h("h1", {}, "No pool of shards yet."), howTo(null)] : onePool(feed, pool, again);
}

function list(applications) {
  const heads = [{ key: "name", name: "Application" }, { key: "health", name: "Shards" }, { key: "identify", name: "Identifies left", isFigure: true }];
  return [
    h("h1", {}, plural(applications.length, "application", "applications")),
    h("section", { class: "map-section" }, table("Applications", heads, applications.map((pool) => h("tr", { key: pool.name },
      h("th", { scope: "row" }, h("a", { href: places.shardsAt(pool.name) }, pool.name)),
      cell(heads[1], h("div", { class: "health-cell" }, bar(asStates(pool), { slim: true, words }), h("span", {}, sentence(pool)))),
      cell(heads[2], pool.identify ? count(pool.identify.left) : "\u2013"))))),
  ];
}

function onePool(feed, pool, again) {
  const { place } = feed;
  const { name } = place;
  const { entries } = pool;
  const states = asStates(pool);
  const show = place.options.show in shows ? place.options.show : "";
  const wanted = (place.options.find ?? "").trim().toLowerCase();
  const found = wanted === "" ? null : entries.filter((it) => isFound(it, wanted));
  const listed = (found ?? entries).filter((it) => show === "" || it.state === show);
  const troubles = poolTroubles(pool, { name, shards: entries, isHere: true });
  const isUnused = pool.counts.free === pool.total_shards;
  // Keys, since the sections between come and go.
  return [
    h("section", { key: "health", class: `health ${worst(pool)}` },
      h("h1", {}, sentence(pool), pool.has_majority ? null : h("span", { class: "but" }, " None can be given.")),
      pool.total_shards === null ? null : bar(states, { words }),
      h("div", { class: "below" }, legend(states, { words }), facts(pool))),
    troubles.length > 0 ? h("section", { key: "wrong", "aria-label": "What is wrong", class: "map-section" }, troubleList(troubles)) : null,
    isUnused || pool.total_shards === null ? howTo(pool) : null,
    entries.length === 0 ? null : h("section", { key: "pool", "aria-labelledby": "pool" },
      h("h2", { id: "pool" }, "The pool"),
      tools(place, pool, found, again),
      h("p", { class: "looked", id: "looked" }, told(entries[Math.min(looked(), entries.length - 1)], pool)),
      h("p", { class: "unseen", id: "stretches" }, stretches(entries)),
      grid({ name: pool.name, entries, found: found && new Set(found.map((it) => it.shard)), show }, {
        holderOf: (it) => ({ href: holderAt(place, it), text: holderName(it) }), again,
      })),
    entries.length === 0 ? null : h("section", { key: "rows", "aria-labelledby": "rows" },
      h("h2", { id: "rows" }, found === null && show === "" ? "Shard by shard" : `${plural(listed.length, "shard", "shards")} of ${count(entries.length)}`),
      rows(place, pool, listed, again)),
  ];
}

const worst = ({ counts, total_shards: total }) =>
  (counts.lost > 0 ? "down" : counts.grace > 0 ? "suspect" : counts.free > 0 || total === null ? "pending" : "up");

// "2 of 2,000 shards are lost, 15 are free."
function sentence({ counts, total_shards: total }) {
  if (total === null) return "The size of the pool is not known.";
  const wrong = [["lost", "lost"], ["free", "free"], ["grace", "in grace"]].filter(([state]) => counts[state] > 0);
  if (wrong.length === 0) return total === 1 ? "The only shard is held." : `All ${count(total)} shards are held.`;
  if (counts.free === total) return total === 1 ? "The only shard is free." : `All ${count(total)} shards are free.`;
  const are = (state, word) => `${counts[state] === 1 ? "is" : "are"} ${word}`;
  return `${wrong.map(([state, word], index) =>
    `${count(counts[state])} ${index === 0 ? `of ${plural(total, "shard", "shards")} ` : ""}${are(state, word)}`).join(", ")}.`;
}

function facts(pool) {
  const { identify, max_concurrency: buckets, largest_guild_count: largest } = pool;
  const state = !identify ? "pending" : identify.left === 0 ? "down" : identify.left * 10 < identify.total ? "suspect" : "up";
  const source = { setting: "set by --max-shards", discord: "as Discord recommends" }[pool.source];
  return h("ul", { class: "facts" },
    h("li", { key: "budget" }, sign(state), identify
      ? h("span", {}, `${count(identify.left)} of ${count(identify.total)} identifies left, counted anew in `, until(Date.parse(identify.reset_at)))
      : h("span", { title: "No node that has the bot's token asked Discord yet." }, "identifies left: not known")),
    source ? h("li", { key: "source" }, `${source}, ${plural(buckets, "identify bucket", "identify buckets")}`) : null,
    typeof largest === "number" ? h("li", { key: "largest" }, `${count(largest)} guilds on the fullest shard`) : null);
}

// What is known of the shard that is looked at.
function told(it, pool) {
  const { sign: state, word } = shardStates[it.state];
  const time = it.until === null ? null : [it.state === "held" ? ", its bot may run " : ", free in ", until(it.until),
    it.state === "held" ? " more" : it.state === "lost" ? " unless its bot beats again" : ""];
  const isOutside = pool.total_shards !== null && it.shard >= pool.total_shards;
  return [sign(state), h("b", {}, `Shard ${it.shard}`), ` ${word}`, isOutside ? ", outside of the pool" : "",
    it.state === "free" ? ": the next bot that connects gets the lowest free one" : it.holder === null && it.identity === null ? "" : ` by ${holderName(it)}`,
    it.identity === null || it.holder === null ? "" : ` at ${it.holder}`, Number.isFinite(it.since) ? [" for ", since(it.since, { bare: true })] : null, time,
    it.guilds === null ? "" : `, ${plural(it.guilds, "guild", "guilds")}`, it.latency === null ? "" : `, ${latency(it.latency)}`];
}

const holderName = (it) => (it.identity !== null ? numbered(it) : it.holder ?? "");

function holderAt(place, it) {
  if (it.identity !== null) return places.clusterAt(it.identity);
  return it.holder !== null ? places.nodeAt(it.holder) : places.shardsAt(place.name, { find: String(it.shard) });
}

// A number is a shard's, other text is part of the name of whoever holds one.
const isFound = (it, wanted) => (/^\d+$/.test(wanted) ? String(it.shard) === String(Number(wanted))
  : [it.identity, it.holder, it.identity === null ? null : numbered(it)].some((name) => name?.toLowerCase().includes(wanted)));

function replaced(place, options) {
  const all = { ...place.options, ...options };
  if (all.sort === "shard" && all.order !== "down") all.sort = "";
  if (all.order !== "down") all.order = "";
  location.replace(places.shardsAt(place.name, all));
}

function tools(place, pool, found, again) {
  const { entries } = pool;
  const jump = () => {
    if (found?.length > 0) goTo(entries.indexOf(found[0]), again);
  };
  return h("div", { class: "tools" },
    h("label", { class: "find" }, h("span", { class: "unseen" }, "Find by shard, cluster or node"),
      h("input", {
        type: "search", id: "find", placeholder: "Shard, cluster, node", value: place.options.find ?? "", autocomplete: "off",
        on: {
          input: (event) => replaced(place, { find: event.target.value }),
          keydown: (event) => { if (event.key === "Enter") jump(); },
        },
      })),
    h("div", { class: "choices", role: "group", "aria-label": "Which shards" }, Object.entries(shows).map(([key, name]) => {
      const number = key === "" ? entries.length : pool.counts[key] ?? 0;
      const isChosen = key === (place.options.show in shows ? place.options.show : "");
      if (key !== "" && !isChosen && number === 0) return null;
      return h("button", {
        key, type: "button", "aria-pressed": isChosen ? "true" : "false", on: { click: () => replaced(place, { show: key }) },
      }, key === "" ? null : h("b", { class: "letter", "aria-hidden": "true" }, shardStates[key].letter), name, " ", h("span", { class: "number" }, count(number)));
    })),
    h("span", { class: "quiet", role: "status" }, found === null ? "" : `${count(found.length)} found`));
}

function rows(place, pool, listed, again) {
  if (limit.of !== pool.name) limit = { of: pool.name, rows: rowsAtOnce };
  if (listed.length === 0) return h("p", { class: "quiet" }, "No shard is like that.");
  const column = columns.find((it) => it.key === place.options.sort) ?? columns[0];
  const sort = { key: column.key, isDown: place.options.order === "down" };
  const order = sort.isDown ? -1 : 1;
  const ranked = listed.map((it) => [column.sort(it), it]).sort(([one, it], [other, that]) =>
    (one < other ? -order : one > other ? order : it.shard - that.shard));
  const shown = ranked.slice(0, limit.rows).map(([, it]) => row(it, place));
  const onSort = (key) => {
    const next = columns.find((it) => it.key === key);
    const isDown = sort.key === key ? !sort.isDown : next.startsDown === true;
    replaced(place, { sort: key, order: isDown ? "down" : "" });
  };
  return [
    table(`Shards of ${pool.name}`, columns, shown, { sort, onSort }),
    shown.length === listed.length ? null : h("p", {}, h("button", {
      type: "button", on: { click: () => { limit.rows += rowsMore; again(); } },
    }, `Show more; ${count(shown.length)} of ${count(listed.length)} are shown`)),
  ];
}

function row(it, place) {
  const known = drawn.get(it);
  if (known) return known;
  const { sign: state, word } = shardStates[it.state];
  const made = h("tr", { key: it.shard, class: state === "down" || state === "suspect" ? state : null },
    h("th", { scope: "row", class: "figure" }, String(it.shard)),
    cell(columns[1], h("span", { class: `told ${state}` }, sign(state), word)),
    cell(columns[2], it.holder === null && it.identity === null ? "nobody" : h("a", { href: holderAt(place, it) }, holderName(it))),
    cell(columns[3], it.holder ?? "\u2013"),
    cell(columns[4], Number.isFinite(it.since) ? since(it.since) : "\u2013"),
    cell(columns[5], it.until === null ? "\u2013" : until(it.until)),
    cell(columns[6], it.guilds === null ? "\u2013" : short(it.guilds)),
    cell(columns[7], it.latency === null ? "\u2013" : latency(it.latency)));
  drawn.set(it, made);
  return made;
}

// How a pool gets its size, and how a bot connects.
function howTo(pool) {
  const sized = pool !== null && pool.total_shards !== null;
  return h("section", { key: "how", "aria-labelledby": "how" },
    sized ? null : [
      h("h2", { id: "how" }, "How it gets its size"),
      h("p", {}, "One node says it to all: it is set there, or Discord is asked by a node that has the bot's token."),
      h("pre", { tabindex: "0" }, "member-agent run --max-shards 16\nBOT_TOKEN=... member-agent run"),
    ],
    h("h2", { id: sized ? "how" : "connect" }, "How a bot connects"),
    h("p", {}, "At any node, with the node's shard secret. It is given the lowest free shard, and keeps it as long as it beats; on a 404 it must stop that shard at once."),
    h("pre", { tabindex: "0" }, [
      `curl -H 'Authorization: SECRET' ${location.origin}/connect`,
      `curl -H 'Authorization: SECRET' ${location.origin}/beat -d session_id=ID -d guild_count=120`,
    ].join("\n")),
    h("p", { class: "quiet" }, "It appears here by itself, within seconds."));
}
