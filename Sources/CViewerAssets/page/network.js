// The nodes as this one sees them, and what it sent and heard.

import * as places from "./places.js";
import { cell, sign, since, table } from "./parts.js";
import { h } from "./tree.js";
import { bytes, count, latency, plural } from "./words.js";

const columns = [
  { key: "name", name: "Node" },
  { key: "state", name: "State" },
  { key: "since", name: "Since", isFigure: true },
  { key: "region", name: "Region", isRoomy: true },
  { key: "version", name: "Version" },
  { key: "rtt", name: "Round trip", isFigure: true, isRoomy: true },
  { key: "incarnation", name: "Incarnation", isFigure: true, isWide: true },
  { key: "voter", name: "Voter", isWide: true },
  { key: "address", name: "Gossip address", isWide: true },
  { key: "http", name: "View", isRoomy: true },
];

const signs = { alive: "up", suspect: "suspect", dead: "down", left: "pending" };
const untold = "This run of the node did not tell its version, as earlier programs do not, or was not heard yet.";
const order = { dead: 0, suspect: 1, alive: 2, left: 3 };

export function networkPage(feed) {
  if (feed.nodes === null) return null;
  const { status, members } = feed.nodes;
  const { alive, suspect, dead } = status.members;
  const state = dead > 0 ? "down" : suspect > 0 ? "suspect" : "up";
  // The one that a link meant comes first.
  const chosen = feed.place.options.node;
  const rank = (it) => (it.name === chosen ? -1 : order[it.state]);
  const sorted = [...members].sort((one, other) => rank(one) - rank(other) || (one.name < other.name ? -1 : 1));
  return [
    h("section", { class: `health ${state}` },
      h("h1", {}, sentence(alive, suspect, dead)),
      h("div", { class: "below" }, facts(status, members))),
    h("section", { "aria-labelledby": "nodes" },
      h("h2", { id: "nodes" }, `Nodes, as ${status.name} sees them`),
      table("Nodes", columns, sorted.map((it) => row(it, status, chosen)))),
    h("div", { class: "columns" },
      h("section", { "aria-labelledby": "here" }, h("h2", { id: "here" }, "This node"), here(status)),
      h("section", { "aria-labelledby": "traffic" }, h("h2", { id: "traffic" }, "Its gossip"), traffic(feed.nodes))),
  ];
}

function sentence(alive, suspect, dead) {
  if (dead > 0) return `${count(dead)} of ${plural(alive + suspect + dead, "node", "nodes")} ${dead === 1 ? "is" : "are"} dead.`;
  if (suspect > 0) return `${plural(suspect, "node is", "nodes are")} suspect.`;
  return alive === 1 ? "This node is alone." : `All ${count(alive)} nodes are alive.`;
}

// Whether numbers can be decided, and by how many.
function voters(status, members) {
  if (status.epoch === null) return status.is_founding ? "the voters are not founded yet" : "nobody founded the voters";
  const here = members.filter((it) => it.voter && it.state === "alive").length;
  const told = `${count(here)} of ${plural(status.voters.length, "voter", "voters")} alive`;
  return status.has_majority ? `${told}: numbers can be given` : `${told}: no new numbers`;
}

function facts(status, members) {
  const agreement = status.members.alive < 2
    ? ["up", "no other map to compare with"]
    : status.synchronised ? ["up", "its map agreed with a peer's"] : ["suspect", "its map was compared with no peer yet"];
  return h("ul", { class: "facts" },
    h("li", { key: "majority" }, sign(status.has_majority ? "up" : "down"), voters(status, members)),
    status.quarrel ? h("li", { key: "quarrel" }, sign("down"), `another fleet, founded apart, is at ${status.quarrel.member}`) : null,
    h("li", { key: "map" }, sign(agreement[0]), agreement[1]),
    h("li", { key: "versions" }, ...versions(members)),
    h("li", { key: "keys" }, ...groupKeys(members)));
}

// Whether every node can open what the others seal. A node's first key seals.
function groupKeys(members) {
  const rings = members.filter((it) => it.group_keys && (it.state === "alive" || it.state === "suspect")).map((it) => it.group_keys);
  if (rings.length === 0) return [sign("pending"), "no node told its group keys"];
  const sealing = [...new Set(rings.map((ring) => ring[0]))].sort();
  const torn = sealing.find((hint) => rings.some((ring) => !ring.includes(hint)));
  if (torn) return [sign("down"), `${plural(rings.filter((ring) => !ring.includes(torn)).length, "node", "nodes")} cannot open what others seal with group key ${torn}`];
  if (new Set(rings.flat()).size === 1) return [sign("up"), "all hold the same group key"];
  return [sign("pending"), `the group key is being changed: ${sealing.map((hint) => `${hint} seals on ${plural(rings.filter((ring) => ring[0] === hint).length, "node", "nodes")}`).join(", ")}`];
}

// Which versions run: most nodes' first, those that told none last.
function versions(members) {
  const counts = new Map();
  for (const it of members) {
    if (it.state === "alive" || it.state === "suspect") counts.set(it.version ?? null, (counts.get(it.version ?? null) ?? 0) + 1);
  }
  const sorted = [...counts].sort((one, other) => (one[0] === null) - (other[0] === null) || other[1] - one[1] || (one[0] < other[0] ? -1 : 1));
  if (sorted.length === 1) return [sign("up"), sorted[0][0] === null ? "no node told its version" : `all run version ${sorted[0][0]}`];
  const told = sorted.map(([version, nodes]) => (version === null ? `${plural(nodes, "node", "nodes")} told none` : `${version} on ${plural(nodes, "node", "nodes")}`));
  return [sign("pending"), `more than one version runs: ${told.join(", ")}`];
}

function row(it, status, chosen) {
  const isOwn = it.node_id === status.node_id;
  const isChosen = it.name === chosen;
  return h("tr", { key: it.node_id, class: isChosen ? `${signs[it.state]} chosen` : signs[it.state], "aria-current": isChosen ? "true" : null },
    h("th", { scope: "row" }, it.name, isOwn ? [" ", h("span", { class: "quiet" }, "(this node)")] : null),
    cell(columns[1], h("span", { class: `told ${signs[it.state]}` }, sign(signs[it.state]), it.state)),
    cell(columns[2], since(Date.parse(it.since))),
    cell(columns[3], it.region),
    cell(columns[4], it.version ?? h("span", { class: "quiet", title: untold }, "not told")),
    cell(columns[5], it.rtt_seconds === null ? "\u2013" : latency(it.rtt_seconds)),
    cell(columns[6], count(it.incarnation)),
    cell(columns[7], it.voter ? "yes" : "no"),
    cell(columns[8], it.address),
    cell(columns[9], it.http === null ? "\u2013" : isOwn ? it.http : h("a", { href: places.elsewhere(it.http), rel: "noreferrer" }, it.http)));
}

const entry = (name, ...value) => h("div", { key: name }, h("dt", {}, name), h("dd", {}, value));

function here(status) {
  return h("dl", { class: "facts-list" },
    entry("Name", status.name),
    entry("Id", h("span", { class: "identity" }, status.node_id)),
    entry("Version", status.version),
    entry("Region", status.region),
    entry("Started", since(Date.parse(status.started_at))),
    entry("Epoch", status.epoch === null ? "none: no voters are chosen" : count(status.epoch)),
    status.voters.length > 0 ? entry("Voters", `${status.voters.join(", ")}${status.is_resigned ? " (this node gave up its vote: its disk is an old one)" : ""}`) : null,
    status.lineage ? entry("Lineage", h("span", { class: "identity" }, status.lineage)) : null,
    status.quarrel ? entry("Founded apart", `${status.quarrel.member} at ${status.quarrel.address}, lineage `, h("span", { class: "identity" }, status.quarrel.lineage)) : null,
    status.group_keys?.length > 0 ? entry(status.group_keys.length === 1 ? "Group key" : "Group keys", status.group_keys.map((hint, index) => [
      index > 0 ? ", " : "", h("code", {}, hint), status.group_keys.length === 1 ? "" : index === 0 ? " seals" : " opens only"])) : null,
    entry("Map", `${plural(status.map.entries, "entry", "entries")}, fingerprint `, h("code", {}, status.map.fingerprint)));
}

function traffic({ status, at, former }) {
  const seconds = former ? (at - former.at) / 1000 : 0;
  const pace = (key) => {
    if (seconds < 1) return "";
    const difference = status.traffic[key] - former.status.traffic[key];
    return difference < 0 ? "" : `, ${bytes(difference / seconds)}/s now`;
  };
  const dropped = Object.entries(status.traffic.dropped).filter(([, number]) => number > 0);
  return h("dl", { class: "facts-list" },
    entry("Sent", `${bytes(status.traffic.sent_bytes)} in ${plural(status.traffic.sent_datagrams, "datagram", "datagrams")}${pace("sent_bytes")}`),
    entry("Received", `${bytes(status.traffic.received_bytes)} in ${plural(status.traffic.received_datagrams, "datagram", "datagrams")}${pace("received_bytes")}`),
    entry("Dropped", dropped.length === 0 ? "none" : dropped.map(([reason, number]) => `${count(number)} ${reason === "quota" ? "over quota" : reason.replaceAll("_", " ")}`).join(", ")));
}
