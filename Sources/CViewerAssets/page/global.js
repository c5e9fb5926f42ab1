// Everything at a glance: is all well, what is not, and the fleets.

import { bar, cards, cell, condensed, event, fleetLink, legend, sentence, sign, table, total, worst } from "./parts.js";
import { isInUse } from "./pools.js";
import * as places from "./places.js";
import { troubleList, troublesIn } from "./troubles.js";
import { h } from "./tree.js";
import { count, latency, percent, plural, rate, short } from "./words.js";

const columns = [
  { key: "name", name: "Fleet", sort: (it) => it.name },
  { key: "health", name: "Clusters", sort: (it) => it.states.down * 1e6 + it.states.suspect * 1e3 + it.states.pending },
  { key: "shards", name: "Shards", isFigure: true, sort: (it) => it.shards_up },
  { key: "guilds", name: "Guilds", isFigure: true, sort: (it) => it.rollup.guilds },
  { key: "latency", name: "Latency", isFigure: true, sort: (it) => it.rollup.latency_seconds },
  { key: "interactions", name: "Interactions", isFigure: true, isWide: true, sort: (it) => it.rollup.interactions_rate },
  { key: "errors", name: "Errors", isFigure: true, isWide: true, sort: (it) => it.rollup.error_rate },
];

// How the fleets are sorted, as long as the page is open.
let sort = { key: "name", isDown: false };

export function globalPage(feed, again) {
  const overview = feed.overview;
  if (overview === null) return null;
  const { states } = overview.global;
  if (total(states) === 0) return emptyPage(overview);
  const troubles = troublesIn(overview);
  return [
    h("section", { class: `health ${worst(states)}` },
      h("h1", {}, sentence(states), but(overview, states)),
      bar(states),
      h("div", { class: "below" }, legend(states), facts(overview))),
    h("section", { "aria-labelledby": "wrong" },
      h("h2", { id: "wrong" }, troubles.length === 0 ? "Nothing is wrong" : "What is wrong"),
      troubles.length === 0
        ? h("p", { class: "quiet" }, "Every cluster beats, every shard that a bot told of is connected, every node answers.")
        : troubleList(troubles)),
    h("section", { "aria-labelledby": "together" },
      h("h2", { id: "together" }, "All living clusters together"),
      cards(overview.global.rollup, overview.global.trend)),
    h("section", { "aria-labelledby": "fleets" },
      h("h2", { id: "fleets" }, plural(overview.fleets.length, "Fleet", "Fleets")),
      fleets(overview.fleets, again)),
    h("section", { "aria-labelledby": "lately" },
      h("h2", { id: "lately" }, "Lately"),
      overview.events.length === 0
        ? h("p", { class: "quiet" }, "Nothing happened since this node started.")
        : h("ul", { class: "events" }, condensed(overview.events).map((it) => event(it)))),
  ];
}

// All may be up while something else is not: the first line has to say so.
function but(overview, states) {
  if (worst(states) === "down" || worst(states) === "suspect") return null;
  const { members } = overview;
  const words = !overview.has_majority ? " New ones get no number."
    : members.dead > 0 ? ` ${plural(members.dead, "node is", "nodes are")} dead.` : null;
  return words && h("span", { class: "but" }, words);
}

function facts(overview) {
  const { members, global } = overview;
  const missing = members.suspect + members.dead;
  return h("ul", { class: "facts" },
    h("li", { key: "nodes" }, sign(missing > 0 ? "suspect" : "up"), h("a", { href: "#/network" },
      missing === 0 ? `${plural(members.alive, "node", "nodes")} alive` : `${count(members.alive)} of ${plural(members.alive + missing, "node", "nodes")} alive`)),
    h("li", { key: "shards" }, sign(global.shards_up < global.shards_total ? "suspect" : "up"),
      `${count(global.shards_up)} of ${plural(global.shards_total, "shard", "shards")} connected`),
    pools(overview),
    h("li", { key: "numbers" }, sign(overview.has_majority ? "up" : "down"),
      overview.has_majority ? "numbers can be given" : "no new numbers"));
}

// Of all applications together.
function pools(overview) {
  const sized = overview.pools.filter((it) => it.total_shards !== null);
  if (sized.length === 0) return null;
  const [held, all] = sized.reduce(([held, all], it) => [held + it.counts.held, all + it.total_shards], [0, 0]);
  return h("li", { key: "pools" }, sign(held < all ? "suspect" : "up"),
    h("a", { href: places.shards }, `${count(held)} of ${count(all)} in the ${sized.length === 1 ? "pool" : "pools"} held`));
}

function fleets(list, again) {
  const column = columns.find((it) => it.key === sort.key);
  const rank = (one, other) => {
    const [left, right] = [column.sort(one), column.sort(other)];
    return left < right ? -1 : left > right ? 1 : 0;
  };
  const sorted = [...list].sort((one, other) => (sort.isDown ? rank(other, one) : rank(one, other)));
  const onSort = (key) => {
    sort = { key, isDown: sort.key === key ? !sort.isDown : key !== "name" };
    again();
  };
  return table("Fleets", columns, sorted.map((fleet) => h("tr", { key: fleet.name },
    h("th", { scope: "row" }, fleetLink(fleet.name)),
    cell(columns[1], h("div", { class: "health-cell" }, bar(fleet.states, { slim: true }), h("span", {}, inWords(fleet.states)))),
    cell(columns[2], fleet.shards_up === fleet.shards_total ? count(fleet.shards_up) : `${count(fleet.shards_up)} of ${count(fleet.shards_total)}`),
    cell(columns[3], short(fleet.rollup.guilds)),
    cell(columns[4], ofLiving(fleet, latency(fleet.rollup.latency_seconds))),
    cell(columns[5], ofLiving(fleet, `${rate(fleet.rollup.interactions_rate)}/s`)),
    cell(columns[6], ofLiving(fleet, percent(fleet.rollup.error_rate))))), { sort, onSort });
}

// Where nobody lives there is no latency, which is not the same as one of 0 ms.
const ofLiving = ({ states }, text) => (states.down === total(states) ? "\u2013" : text);

function inWords(states) {
  const all = total(states);
  const rest = ["down", "suspect", "pending"].filter((state) => states[state] > 0)
    .map((state) => h("span", { class: `told ${state}`, key: state }, sign(state), `${count(states[state])} ${state === "suspect" ? "in doubt" : state}`));
  return rest.length === 0 ? `${count(all)} up` : [`${count(states.up)} of ${count(all)} up`, rest];
}

// Nobody has registered: how the first one does. Bots may have shards all the same.
function emptyPage(overview) {
  const hasPools = overview.pools.some(isInUse);
  const troubles = hasPools ? troublesIn(overview) : [];
  return [
    h("section", { class: "health empty" },
      h("h1", {}, "No cluster has registered yet."),
      hasPools ? facts(overview) : null,
      troubles.length > 0 ? troubleList(troubles) : null,
      h("p", {}, `${plural(overview.members.alive, "node is", "nodes are")} alive and ready. A bot with `,
        h("code", {}, "argus-dpy"), " joins with two lines of environment, on any host that reaches a node:")),
    h("pre", { tabindex: "0" }, [
      `ARGUS_FLEET_URL=${location.origin}`,
      overview.ingest_token_needed ? "ARGUS_FLEET_TOKEN=the ingest token of this node" : null,
      "ARGUS_FLEET_GROUP=asia                # the fleet it belongs to",
      "python bot.py",
    ].filter(Boolean).join("\n")),
    h("p", {}, "Or, to see one appear without a bot:"),
    h("pre", { tabindex: "0" }, `curl -X POST ${location.origin}/fleet/register ${overview.ingest_token_needed ? "-H 'Authorization: Bearer TOKEN' " : ""}\\\n  -d '{"identity": "my-first-bot", "fleet": "asia"}'`),
    h("p", { class: "quiet" }, "It appears here by itself, within a second of its registration."),
  ];
}
