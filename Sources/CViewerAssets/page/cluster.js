// One cluster: how it is, what it says and said, and what happened to it.

import { chart, pointsOf } from "./charts.js";
import * as places from "./places.js";
import { badge, event, fleetLink, numbered, sign, since, until } from "./parts.js";
import { shardStates } from "./pools.js";
import { reasonsToWait } from "./troubles.js";
import { h } from "./tree.js";
import { count, latency, metrics, plural } from "./words.js";

export function clusterPage(feed) {
  const known = feed.cluster;
  const { identity } = feed.place;
  if (feed.isMissing) {
    return [h("h1", {}, identity), h("p", {}, "This node knows no cluster of that identity. ", h("a", { href: places.everywhere }, "See all fleets"), ".")];
  }
  if (known === null || known.cluster.identity !== identity) return null;
  const { cluster } = known;
  const isDown = cluster.status === "down";
  const state = isDown ? "down" : known.home_state === "suspect" ? "suspect" : cluster.pending ? "pending" : "up";
  return [
    h("section", { class: `health ${state}` },
      h("h1", {}, h("span", { class: "name" }, numbered(cluster)), " ", badge(state)),
      h("p", { class: "sentence" }, told(known, state))),
    h("section", { "aria-labelledby": "figures", class: isDown ? "stale-figures" : null },
      h("h2", { id: "figures" }, isDown ? ["What it said last, ", since(Date.parse(cluster.last_seen))] : "Now, and lately"),
      isDown ? h("p", { class: "quiet" }, "These count in no total.") : null,
      tiles(cluster.metrics, known.history, isDown)),
    h("section", { "aria-labelledby": "shards" },
      h("h2", { id: "shards" }, shardsTitle(cluster, isDown)), shards(cluster.shards, isDown), leases(known.pool_shards, cluster)),
    h("div", { class: "columns" },
      h("section", { "aria-labelledby": "history" }, h("h2", { id: "history" }, "What happened"), history(known)),
      h("section", { "aria-labelledby": "identity" }, h("h2", { id: "identity" }, "Who it is"), facts(known))),
  ];
}

function told(known, state) {
  const { cluster } = known;
  const at = Date.parse(cluster.since);
  const home = cluster.home ?? "an unknown node";
  if (state === "down") {
    const why = {
      "missed beats": "it stopped beating", "node dead": `its node ${home} died`, left: `its node ${home} left`,
    }[cluster.down_reason] ?? cluster.down_reason;
    return ["Down for ", since(at, { bare: true }), ": ", why,
      ". It comes up with its next beat, at any node", cluster.pending ? "." : ", under the same number."];
  }
  if (state === "suspect") return ["Up by its last word, ", since(Date.parse(cluster.last_seen)), `, but its node ${home} is suspect.`];
  if (state === "pending") {
    return ["Up for ", since(at, { bare: true }), ". ", reasonsToWait[cluster.pending_reason] ?? cluster.pending_reason];
  }
  return ["Up for ", since(at, { bare: true }), ". Last seen ", since(Date.parse(cluster.last_seen)), ` at ${home}.`];
}

function tiles(values, columns, isOver) {
  return h("dl", { class: "cards tall" }, metrics.map((metric) => h("div", { class: "card", key: metric.key },
    h("dt", {}, metric.name, metric.note ? h("small", {}, metric.note) : null),
    h("dd", {}, h("b", { class: "value" }, metric.tell(values[metric.key])),
      chart(metric.name, pointsOf(columns, metric.key), metric.tell, { axes: true, isOver })))));
}

function shardsTitle(cluster, isDown) {
  if (cluster.shards.length === 0) return "Discord shards";
  const up = cluster.shards.filter((it) => it.status === "up").length;
  return `${count(up)} of ${plural(cluster.shards.length, "Discord shard", "Discord shards")} ${isDown ? "were connected" : "connected"}`;
}

function shards(list, isDown) {
  if (list.length === 0) return h("p", { class: "quiet" }, "It reports no shards.");
  return h("ul", { class: isDown ? "shards stale" : "shards" }, list.map((it) => {
    const words = it.status === "up" ? "connected" : "not connected";
    return h("li", { key: it.shard_id, class: it.status, title: `Shard ${it.shard_id}: ${words}` },
      sign(it.status), h("b", {}, it.shard_id), h("span", { class: "unseen" }, words),
      h("span", { class: "latency" }, it.status !== "up" ? "off" : it.latency_seconds === null ? "\u2013" : latency(it.latency_seconds)));
  }));
}

// What it holds of the pool, which is another thing than what it says of its connections.
function leases(list, cluster) {
  if (list.length === 0) return null;
  const applications = [...new Set(list.map((it) => it.application))];
  const one = (it) => h("li", { key: `${it.application} ${it.shard_id}` }, sign(shardStates[it.state].sign),
    h("b", {}, `${it.shard_id}`), ` ${shardStates[it.state].word}, `, it.state === "held" ? [until(Date.parse(it.ends_at)), " left"] : ["free in ", until(Date.parse(it.ends_at))]);
  return applications.map((name) => {
    const own = list.filter((it) => it.application === name);
    const several = applications.length > 1;
    return h("div", { class: "leases", key: `pool ${name}` },
      h("p", {}, "Of the ", h("a", { href: places.shardsAt(several ? name : undefined, { find: cluster.identity }) }, several ? `pool of ${name}` : "pool"), " it holds:"),
      h("ul", { class: "legend" }, own.map(one)));
  });
}

function history(known) {
  const before = h("li", { class: "quiet", key: "before" }, h("span", {}, "Seen from "), since(Date.parse(known.events_since)), ` on, by ${known.node}.`);
  return h("ul", { class: "events" }, known.events.map((it) => event(it, { withCluster: false })), before);
}

function facts(known) {
  const { cluster } = known;
  const entry = (name, ...value) => h("div", { key: name }, h("dt", {}, name), h("dd", {}, value));
  const home = cluster.home ?? cluster.home_id;
  return h("dl", { class: "facts-list" },
    entry("Identity", h("span", { class: "identity" }, cluster.identity)),
    entry("Fleet", fleetLink(cluster.fleet)),
    entry("Number", cluster.number === null ? "none yet" : `#${cluster.number}`),
    entry("Node", h("a", { href: places.network }, home), known.home_state && known.home_state !== "alive" ? ` (${known.home_state})` : ""),
    known.home_http ? entry("View of that node", h("a", { href: places.elsewhere(known.home_http), rel: "noreferrer" }, known.home_http)) : null,
    entry("Version", cluster.version || "not told"),
    entry("Scrape target", cluster.scrape_target || "not told"),
    entry(cluster.status === "up" ? "Up since" : "Down since", since(Date.parse(cluster.since))),
    entry("Last seen", since(Date.parse(cluster.last_seen))));
}
