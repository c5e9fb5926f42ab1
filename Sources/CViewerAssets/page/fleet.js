// One fleet: a cell for each cluster to see it whole, and a row for each, which can be sorted and filtered.

import * as places from "./places.js";
import { bar, cards, cell, clusterLink, legend, sentence, sign, since, stateWords, table, worst } from "./parts.js";
import { h } from "./tree.js";
import { count, latency, percent, plural, rate, short } from "./words.js";

// Rows that are drawn before one asks for more: all of a fleet of 500; of a larger one fewer, so that it is drawn
// within a second. Its map has a cell for each.
const rowsAtOnce = (clusters) => (clusters.length <= 500 ? 500 : 200);

const severity = { down: 3, suspect: 2, pending: 1, up: 0 };

const columns = [
  { key: "number", name: "Cluster", sort: (it) => it.number ?? Infinity },
  { key: "state", name: "State", sort: (it) => severity[it.state], startsDown: true },
  { key: "identity", name: "Identity", isWide: true, sort: (it) => it.identity },
  { key: "guilds", name: "Guilds", isFigure: true, isRoomy: true, sort: (it) => it.guilds, startsDown: true },
  { key: "latency", name: "Latency", isFigure: true, sort: (it) => it.latency_seconds, startsDown: true },
  { key: "shards", name: "Shards", isFigure: true, sort: (it) => it.shards_up - it.shards_total },
  { key: "interactions", name: "Interactions", isFigure: true, isWide: true, sort: (it) => it.interactions_rate, startsDown: true },
  { key: "errors", name: "Errors", isFigure: true, isWide: true, sort: (it) => it.error_rate, startsDown: true },
  { key: "node", name: "Node", isWide: true, sort: (it) => it.home ?? "" },
  { key: "seen", name: "Last seen", isFigure: true, sort: (it) => -it.last_seen, startsDown: true },
];

const shows = {
  "": { name: "All", test: () => true },
  down: { name: "Down", test: (it) => it.state === "down" },
  suspect: { name: "In doubt", test: (it) => it.state === "suspect" },
  pending: { name: "Pending", test: (it) => it.number === null && it.state !== "down" },
  shards: { name: "Shards missing", test: (it) => it.state !== "down" && it.shards_up < it.shards_total },
};

// Rows as last drawn, by identity: a cluster that did not change is not described again.
let drawn = new Map();
let isWhole = false;
let limitOf = null;

export function fleetPage(feed, again) {
  const fleet = feed.fleet;
  const { name, options } = feed.place;
  if (feed.isMissing) {
    return [h("h1", {}, name), h("p", {}, "This node knows no fleet of that name. ", h("a", { href: places.everywhere }, "See all fleets"), ".")];
  }
  if (fleet === null || fleet.name !== name) return null;
  if (limitOf !== name) [limitOf, isWhole] = [name, false];
  const suspects = new Set(fleet.suspect_homes);
  const all = fleet.clusters.map((it) => withState(it, fleet.name, suspects));
  const show = shows[options.show] ?? shows[""];
  const wanted = (options.find ?? "").toLowerCase();
  const found = all.filter((it) => show.test(it) && (wanted === "" || isFound(it, wanted)));
  const key = columns.some((it) => it.key === options.sort) ? options.sort : "number";
  const sort = { key, isDown: options.order === "down" };
  const shown = sorted(found, sort).slice(0, isWhole ? Infinity : rowsAtOnce(all));
  return [
    h("section", { class: `health ${worst(fleet.states)}` },
      h("h1", {}, fleet.name, " ", h("span", { class: "rest" }, sentence(fleet.states))),
      bar(fleet.states),
      h("div", { class: "below" }, legend(fleet.states), h("ul", { class: "facts" },
        h("li", {}, sign(fleet.shards_up < fleet.shards_total ? "suspect" : "up"),
          `${count(fleet.shards_up)} of ${plural(fleet.shards_total, "shard", "shards")} connected`)))),
    h("section", { "aria-label": "Map of the clusters", class: "map-section" }, map(all)),
    h("details", { class: "rollup", open: all.length < 50 || null },
      h("summary", {}, "Living clusters together"), cards(fleet.rollup, fleet.trend)),
    h("section", { "aria-labelledby": "clusters" },
      h("h2", { id: "clusters" }, "Clusters"),
      tools(feed.place, all, found),
      found.length === 0
        ? h("p", { class: "quiet" }, "No cluster is like that.")
        : table(`Clusters of ${fleet.name}`, columns, rows(shown), { sort, onSort: (chosen) => onSort(feed.place, chosen, sort) }),
      found.length > shown.length
        ? h("p", {}, h("button", { type: "button", on: { click: () => { isWhole = true; again(); } } },
          `Show all ${count(found.length)}; ${count(shown.length)} are shown`))
        : null),
  ];
}

// Told once for each change of the cluster or of its home.
function withState(cluster, fleet, suspects) {
  const state = cluster.status === "down" ? "down" : suspects.has(cluster.home) ? "suspect"
    : cluster.number === null ? "pending" : "up";
  if (cluster.state !== state) {
    cluster.state = state;
    cluster.fleet = fleet;
    drawn.delete(cluster.identity);
  }
  return cluster;
}

const isFound = (it, wanted) => it.identity.toLowerCase().includes(wanted) || `#${it.number}` === wanted
  || String(it.number) === wanted || (it.home ?? "").toLowerCase().includes(wanted);

function sorted(clusters, sort) {
  const value = columns.find((it) => it.key === sort.key).sort;
  const order = sort.isDown ? -1 : 1;
  // The node's order, by number, decides between equals.
  return clusters.map((it, index) => [value(it), index, it]).sort(([one, place], [other, otherPlace]) =>
    (one < other ? -order : one > other ? order : place - otherPlace)).map(([, , it]) => it);
}

function replaced(place, options) {
  const all = { ...place.options, ...options };
  if (all.sort === "number" && all.order !== "down") all.sort = "";
  if (all.order !== "down") all.order = "";
  location.replace(places.fleetAt(place.name, all));
}

function onSort(place, key, sort) {
  const column = columns.find((it) => it.key === key);
  const isDown = sort.key === key ? !sort.isDown : column.startsDown === true;
  replaced(place, { sort: key, order: isDown ? "down" : "" });
}

function tools(place, all, found) {
  const chosen = place.options.show in shows ? place.options.show : "";
  return h("div", { class: "tools" },
    h("label", { class: "find" }, h("span", { class: "unseen" }, "Find by number, identity or node"),
      h("input", {
        type: "search", id: "find", placeholder: "Number, identity, node", value: place.options.find ?? "", autocomplete: "off",
        on: { input: (event) => replaced(place, { find: event.target.value }) },
      })),
    h("div", { class: "choices", role: "group", "aria-label": "Which clusters" }, Object.entries(shows).map(([key, it]) => {
      const number = all.filter(it.test).length;
      if (key !== "" && key !== chosen && number === 0) return null;
      return h("button", {
        key, type: "button", "aria-pressed": key === chosen ? "true" : "false", on: { click: () => replaced(place, { show: key }) },
      }, it.name, " ", h("span", { class: "number" }, count(number)));
    })),
    h("button", {
      type: "button", "aria-pressed": place.options.sort === "state" && place.options.order === "down" ? "true" : "false",
      on: { click: () => replaced(place, place.options.sort === "state" ? { sort: "number", order: "" } : { sort: "state", order: "down" }) },
    }, "Down first"),
    h("span", { class: "quiet", role: "status" }, found.length === all.length ? "" : `${count(found.length)} of ${count(all.length)}`));
}

// One cell a cluster, by number. The table says the same, so it is for eyes and pointers alone.
function map(clusters) {
  return h("div", { class: clusters.length > 120 ? "map small" : "map", "aria-hidden": "true" }, clusters.slice(0, 5000).map((it) => {
    const known = it.drawnCell;
    if (known?.state === it.state) return known.cell;
    const words = `${it.number === null ? it.identity : `#${it.number}`}: ${stateWords[it.state]}`;
    const cell = h("a", { key: it.identity, class: it.state, href: places.clusterAt(it.identity), title: words, tabindex: "-1" },
      clusters.length > 120 ? null : String(it.number ?? "?"));
    it.drawnCell = { state: it.state, cell };
    return cell;
  }));
}

function rows(clusters) {
  const kept = new Map();
  const made = clusters.map((it) => {
    const known = drawn.get(it.identity);
    const row = known?.cluster === it ? known.row : describe(it);
    kept.set(it.identity, { cluster: it, row });
    return row;
  });
  drawn = kept;
  return made;
}

function describe(it) {
  const isDown = it.state === "down";
  const said = (text) => (isDown ? h("span", { class: "stale", title: "What it said last; not counted" }, text) : text);
  return h("tr", { key: it.identity, class: it.state },
    h("th", { scope: "row" }, clusterLink(it)),
    cell(columns[1], h("span", { class: `told ${it.state}` }, sign(it.state), isDown ? `down: ${it.down_reason}` : stateWords[it.state])),
    cell(columns[2], h("span", { class: "identity" }, it.identity)),
    cell(columns[3], said(short(it.guilds))),
    cell(columns[4], said(latency(it.latency_seconds))),
    cell(columns[5], said(it.shards_up === it.shards_total ? count(it.shards_up)
      : h("span", { class: isDown ? null : "told suspect" }, isDown ? null : sign("suspect"), `${count(it.shards_up)} of ${count(it.shards_total)}`))),
    cell(columns[6], said(`${rate(it.interactions_rate)}/s`)),
    cell(columns[7], said(percent(it.error_rate))),
    cell(columns[8], it.home ?? "unknown"),
    cell(columns[9], since(it.last_seen)));
}
