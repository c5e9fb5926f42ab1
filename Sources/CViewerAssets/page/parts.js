// Pieces that several pages are built of.

import { chart, pointsOf } from "./charts.js";
import * as places from "./places.js";
import { draw, h } from "./tree.js";
import { ago, count, duration, exactly, metrics, now, plural } from "./words.js";

// States: a sign, a word and a colour each, so that none of them has to be seen to know.
export const stateWords = { up: "up", suspect: "in doubt", pending: "pending", down: "down" };

export const sign = (state) => h("i", { class: `sign ${state}`, "aria-hidden": "true" });
export const badge = (state, words = stateWords[state]) => h("span", { class: `badge ${state}` }, sign(state), words);

// A time as "12 s ago", which `tick` keeps true, with the exact one for those who point at it.
export function since(time, { bare = false } = {}) {
  if (!Number.isFinite(time)) return "an unknown time";
  return h("time", { datetime: new Date(time).toISOString(), title: exactly(time), "data-at": time, "data-bare": bare });
}

// How long it is until then: "48 s", which `tick` counts down.
export function until(time) {
  if (!Number.isFinite(time)) return "an unknown time";
  return h("time", { datetime: new Date(time).toISOString(), title: exactly(time), "data-until": time });
}

// Tells all times anew; called after drawing and every second.
export function tick() {
  for (const element of document.querySelectorAll("time[data-at], time[data-until]")) {
    const { at, until } = element.dataset;
    const text = until !== undefined ? duration((Number(until) - now()) / 1000)
      : element.hasAttribute("data-bare") ? duration((now() - Number(at)) / 1000) : ago(Number(at));
    if (element.textContent !== text) element.textContent = text;
  }
}

export const total = (states) => states.up + states.suspect + states.pending + states.down;

// How many clusters (or shards, with words of their own) are in which state, by length, pattern and, for those who
// cannot see it, words.
export function bar(states, { slim = false, words: told = stateWords } = {}) {
  const all = total(states);
  const parts = ["up", "suspect", "pending", "down"].filter((state) => states[state] > 0);
  const words = parts.map((state) => `${count(states[state])} ${told[state]}`).join(", ");
  return h("div", { class: slim ? "bar slim" : "bar", role: "img", "aria-label": words || "none", title: words },
    all === 0 ? null : parts.map((state) => {
      // Also one of five thousand is to be seen.
      const part = h("span", { class: state, key: state, style: { "flex-grow": String(states[state] / all) } });
      return part;
    }));
}

export function legend(states, { words = stateWords } = {}) {
  return h("ul", { class: "legend" }, ["up", "suspect", "pending", "down"]
    .filter((state) => state === "up" || states[state] > 0)
    .map((state) => h("li", { key: state }, sign(state), h("b", {}, count(states[state])), ` ${words[state]}`)));
}

// The nine metrics of a rollup, each with how it went.
export function cards(rollup, trend, { more = [] } = {}) {
  const all = [...more, ...metrics.map((metric) => ({ ...metric, value: rollup[metric.key] }))];
  return h("dl", { class: "cards" }, all.map((metric) => h("div", { class: "card", key: metric.key },
    h("dt", { title: metric.note ? `${metric.name}: ${metric.note}` : null }, metric.name),
    h("dd", {},
      h("b", { class: "value" }, metric.tell(metric.value)),
      metric.steady ? null : chart(metric.name, pointsOf(trend, metric.key), metric.tell)))));
}

// A table. Columns are { key, name, isFigure, isWide, isRoomy, sort }: wide ones are left out in a narrow window, roomy
// ones on a phone alone; rows are { key, cells }, cells in the columns' order.
export function table(label, columns, rows, { sort = null, onSort = null } = {}) {
  return h("div", { class: "table", role: "region", "aria-label": label, tabindex: "0" }, h("table", {},
    h("caption", { class: "unseen" }, label),
    h("thead", {}, h("tr", {}, columns.map((column) => head(column, sort, onSort)))),
    h("tbody", {}, rows)));
}

const classesOf = (column) =>
  [column.isFigure && "figure", column.isWide && "wide-only", column.isRoomy && "roomy-only"].filter(Boolean).join(" ") || null;

function head(column, sort, onSort) {
  const isSorted = sort?.key === column.key;
  const properties = { key: column.key, scope: "col", class: classesOf(column) };
  if (!onSort || !column.sort) return h("th", properties, column.name);
  properties["aria-sort"] = isSorted ? (sort.isDown ? "descending" : "ascending") : "none";
  return h("th", properties, h("button", {
    type: "button", class: "sorter", on: { click: () => onSort(column.key) },
  }, column.name, h("span", { "aria-hidden": "true", class: "arrow" }, isSorted ? (sort.isDown ? " \u2193" : " \u2191") : "")));
}

export const cell = (column, ...content) => h("td", { class: classesOf(column) }, content);

export const numbered = (cluster) => `${cluster.fleet} ${cluster.number === null ? "(no number yet)" : `#${cluster.number}`}`;
export const clusterLink = (cluster) => h("a", { href: places.clusterAt(cluster.identity) }, numbered(cluster));
export const fleetLink = (name, options) => h("a", { href: places.fleetAt(name, options) }, name);

// A cluster that is new and its number are one piece of news; so are shards next to each other of which the same is told.
export function condensed(events) {
  const told = [];
  for (const it of events) {
    if (it.change === "registered" && events.some((other) =>
      other.kind === "number" && other.identity === it.identity && other.fleet === it.fleet)) continue;
    const last = told[told.length - 1];
    const isAlike = it.kind === "shard" && ["kind", "change", "application", "home_id", "identity"].every((key) => last?.[key] === it[key]);
    if (isAlike) told[told.length - 1] = { ...last, more: [...last.more ?? [], it.shard_id] };
    else told.push(it);
  }
  return told;
}

// One line of what happened.
export function event(it, { withCluster = true } = {}) {
  return h("li", { key: `${it.at} ${it.kind} ${it.shard_id ?? ""} ${it.identity ?? it.node_id ?? ""} ${it.change ?? it.state ?? ""}` },
    since(Date.parse(it.at)), h("span", {}, happened(it, withCluster)));
}

function happened(it, withCluster) {
  if (it.kind === "shard") return ofShard(it, withCluster);
  const who = withCluster && it.identity !== undefined ? [clusterLink(it), " "] : [];
  const from = it.from ?? "an unknown node";
  if (it.kind === "number") return [sign("up"), who, withCluster ? `is the number of ${it.identity}` : `Got number ${it.number} in ${it.fleet}`];
  if (it.kind === "voters") {
    return it.has_majority ? [sign("up"), "A majority of the voters can be reached"] : [sign("down"), "No majority of the voters can be reached"];
  }
  if (it.kind === "member") {
    const state = { alive: "up", suspect: "suspect", dead: "down", left: "pending", forgotten: "pending" }[it.state];
    const words = it.state === "alive" && it.previous === "suspect" ? "answers again" : {
      alive: it.previous === "alive" ? "renewed its word" : "is alive", suspect: "is suspect", dead: "is dead",
      left: "left", forgotten: "was forgotten",
    }[it.state];
    return [sign(state), h("a", { href: places.network }, it.name), ` ${words}`];
  }
  const what = {
    registered: ["up", `registered at ${it.home ?? "an unknown node"}`],
    up: ["up", "came up"],
    down: ["down", `went down: ${it.down_reason}`],
    moved: ["pending", `moved from ${from} to ${it.home ?? "an unknown node"}`],
    joined: ["pending", `moved here from fleet ${from}`],
  }[it.change] ?? ["pending", it.change];
  const words = withCluster ? what[1] : what[1].charAt(0).toUpperCase() + what[1].slice(1);
  return [sign(what[0]), who, words];
}

function ofShard(it, withCluster) {
  const shards = [it.shard_id, ...it.more ?? []].sort((one, other) => one - other);
  const isOne = shards.length === 1;
  const link = h("a", { href: places.shardsAt(it.application, { find: isOne ? String(it.shard_id) : "" }) },
    isOne ? `Shard ${it.shard_id}` : `Shards ${shards.join(", ")}`);
  const home = it.home ?? "an unknown node";
  const who = it.identity !== undefined && withCluster ? [clusterLink(it), ` at ${home}`] : home;
  const are = isOne ? "is" : "are";
  const [state, ...words] = {
    held: ["up", ` ${are} held by `, who],
    ended: ["suspect", ` ${are} free soon: the session of `, who, " ended"],
    lost: ["down", ` ${are} lost with `, home],
    free: ["pending", ` ${are} free`],
  }[it.change] ?? ["pending", ` ${it.change}`];
  return [sign(state), link, it.application === "default" ? "" : ` of ${it.application}`, words];
}

export function sentence(states) {
  const all = total(states);
  const clusters = (number) => plural(number, "cluster", "clusters");
  if (all === 0) return "No cluster has registered yet.";
  if (states.down > 0) {
    return `${count(states.down)} of ${clusters(all)} ${states.down === 1 ? "is" : "are"} down.`;
  }
  if (states.suspect > 0) {
    return `${clusters(states.suspect)} of ${count(all)} ${states.suspect === 1 ? "is" : "are"} in doubt.`;
  }
  return all === 1 ? "The only cluster is up." : `All ${clusters(all)} are up.`;
}

// What is worst, for a colour.
export const worst = (states) => ["down", "suspect", "pending"].find((state) => states[state] > 0) ?? "up";

export { draw };
