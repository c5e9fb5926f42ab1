// What is wrong, worst first: what, since when, why, and what happens next.

import * as places from "./places.js";
import { clusterLink, fleetLink, sign, since } from "./parts.js";
import { h } from "./tree.js";
import { count, plural } from "./words.js";

// More than this many alike in one fleet are told in one line.
const alikeMax = 4;

// The troubles of an overview, each { key, state, what, since, why, next }.
export function troublesIn(overview) {
  return [
    ...majority(overview), ...deadNodes(overview), ...down(overview), ...suspectNodes(overview),
    ...pending(overview), ...shards(overview),
  ];
}

function majority(overview) {
  if (overview.has_majority) return [];
  return [{
    key: "majority", state: "down", what: "This node does not see a majority of the nodes",
    why: `${overview.node} sees ${count(overview.members.alive)} alive of `
      + `${count(overview.members.alive + overview.members.suspect + overview.members.dead)}.`,
    next: ["New clusters wait for their numbers until more than half meet again. Nodes that will not return can be "
      + "dropped: ", h("code", {}, "member-agent forget NAME")],
  }];
}

const nodeLink = (name) => h("a", { href: places.network }, name ?? "an unknown node");

function deadNodes(overview) {
  return overview.troubles.members.filter((it) => it.state !== "suspect").map((it) => ({
    key: `node ${it.node_id}`, state: "down",
    what: ["Node ", nodeLink(it.name), { dead: " is dead", left: " left", unknown: " was never heard of here" }[it.state]],
    since: it.since && Date.parse(it.since),
    why: [
      it.state === "dead" ? "It answered no probe, its own or its neighbours'. " : "",
      it.clusters > 0 ? `Its ${plural(it.clusters, "cluster counts", "clusters count")} as down.` : "No cluster beats there.",
    ],
    next: it.clusters > 0
      ? "They come up with their next beat: here once the node is back, or at any other node. Their numbers are kept."
      : ["It is dialled until it returns, or until it is dropped: ", h("code", {}, `member-agent forget ${it.name ?? it.node_id}`)],
  }));
}

function suspectNodes(overview) {
  return overview.troubles.members.filter((it) => it.state === "suspect").map((it) => ({
    key: `node ${it.node_id}`, state: "suspect", what: ["Node ", nodeLink(it.name), " is suspect"],
    since: Date.parse(it.since),
    why: ["It missed a probe. ", it.clusters > 0 ? `${plural(it.clusters, "cluster beats", "clusters beat")} there.` : ""],
    next: "It is called dead within seconds unless it answers.",
  }));
}

function byFleet(clusters) {
  const fleets = new Map();
  for (const cluster of clusters) fleets.set(cluster.fleet, [...fleets.get(cluster.fleet) ?? [], cluster]);
  return [...fleets.entries()];
}

// Each on its own while there are few, else a line for each fleet.
function grouped(name, list, one, many) {
  const lines = [];
  let told = 0;
  for (const [fleet, clusters] of byFleet(list.clusters)) {
    told += clusters.length;
    if (clusters.length <= alikeMax) {
      lines.push(...clusters.map((it) => ({ key: `${name} ${it.identity}`, ...one(it) })));
    } else {
      lines.push({ key: `${name} in ${fleet}`, ...many(fleet, clusters) });
    }
  }
  if (told < list.total) {
    lines.push({ key: `${name} more`, state: "pending", what: `${plural(list.total - told, "more", "more")} of this kind`, why: "The fleets below have them all." });
  }
  return lines;
}

const newest = (clusters) => Math.max(...clusters.map((it) => Date.parse(it.since)));
const oldest = (clusters) => Math.min(...clusters.map((it) => Date.parse(it.since)));

function down(overview) {
  const patience = "No beat came for the time that a cluster has to live.";
  const next = "Its number is kept. It comes up with its next beat, at any node.";
  return grouped("down", overview.troubles.down, (it) => ({
    state: "down", what: [clusterLink(it), " is down"], since: Date.parse(it.since),
    why: [patience, " Last seen ", since(Date.parse(it.last_seen)), " at ", it.home ?? "an unknown node", "."], next,
  }), (fleet, clusters) => ({
    state: "down", what: [`${count(clusters.length)} clusters of `, fleetLink(fleet, { show: "down" }), " are down"],
    since: newest(clusters), why: [patience, " The first went down ", since(oldest(clusters)), "."],
    next: "Their numbers are kept. Each comes up with its next beat, at any node.",
  }));
}

function pending(overview) {
  const why = overview.has_majority ? "Its number is being decided." : "There is no majority to decide its number.";
  return grouped("pending", overview.troubles.pending, (it) => ({
    state: "pending", what: [h("a", { href: places.clusterAt(it.identity) }, it.identity), " waits for a number in ", fleetLink(it.fleet)],
    since: Date.parse(it.since), why, next: "It runs and counts as living meanwhile.",
  }), (fleet, clusters) => ({
    state: "pending", what: [`${count(clusters.length)} clusters of `, fleetLink(fleet, { show: "pending" }), " wait for a number"],
    since: oldest(clusters), why, next: "They run and count as living meanwhile.",
  }));
}

function shards(overview) {
  const lost = (clusters) => clusters.reduce((sum, it) => sum + it.shards_total - it.shards_up, 0);
  return grouped("shards", overview.troubles.shards, (it) => ({
    state: "suspect",
    what: [`${count(it.shards_total - it.shards_up)} of ${plural(it.shards_total, "shard", "shards")} of `, clusterLink(it), it.shards_total - it.shards_up === 1 ? " is not connected" : " are not connected"],
    why: "So says the bot itself.", next: "Its library connects them again; nothing here has to be done.",
  }), (fleet, clusters) => ({
    state: "suspect",
    what: [`${count(lost(clusters))} shards of ${count(clusters.length)} clusters of `, fleetLink(fleet, { show: "shards" }), " are not connected"],
    why: "So say the bots themselves.", next: "Their libraries connect them again; nothing here has to be done.",
  }));
}

export function troubleList(troubles) {
  return h("ul", { class: "troubles" }, troubles.map((it) => h("li", { key: it.key, class: it.state },
    sign(it.state),
    h("div", {},
      h("p", { class: "what" }, h("b", {}, it.what), Number.isFinite(it.since) ? [", for ", since(it.since, { bare: true })] : null),
      h("p", { class: "why" }, it.why, it.next ? [" ", h("span", { class: "next" }, it.next)] : null)))));
}
