// What is wrong, worst first: what, since when, why, and what happens next.

import * as places from "./places.js";
import { clusterLink, fleetLink, sign, since, until } from "./parts.js";
import { isInUse, longest } from "./pools.js";
import { h } from "./tree.js";
import { count, plural } from "./words.js";

// More than this many alike in one fleet are told in one line.
const alikeMax = 4;

// The troubles of an overview, each { key, state, what, since, why, next }.
export function troublesIn(overview) {
  const pools = poolsIn(overview);
  return [
    ...majority(overview), ...quarrel(overview), ...deadNodes(overview), ...pools.filter((it) => it.state === "down"),
    ...down(overview), ...suspectNodes(overview), ...pools.filter((it) => it.state !== "down"),
    ...pending(overview), ...shards(overview),
  ];
}

// Of all applications that have a pool.
function poolsIn(overview) {
  const pools = overview.pools.filter(isInUse);
  const listed = overview.troubles.pool_shards.shards.map((it) => ({ ...it, since: Date.parse(it.since) }));
  return pools.flatMap((pool) => poolTroubles(pool, {
    name: pools.length > 1 ? pool.name : undefined, shards: listed.filter((it) => it.application === pool.name),
  }));
}

// What is wrong with a pool of shards, of which some are known with their state and since when. On its own page
// (`isHere`) more is said elsewhere.
export function poolTroubles(pool, { name, shards, isHere = false }) {
  const { counts, total_shards: total, identify } = pool;
  const of = name === undefined ? "" : ` of ${name}`;
  const link = (text, show) => h("a", { href: places.shardsAt(name, { show }) }, text);
  const are = (number) => (number === 1 ? "is" : "are");
  const lines = [];
  const add = (kind, state, what, why, next) => lines.push({ key: `pool ${kind} ${pool.name}`, state, what, why, next, since: longest(shards, kind) });
  if (total === null && !isHere) {
    add("size", "pending", link(`The size of the pool${of} is not known`), "So no bot is given a shard.", "It is set by --max-shards, or asked of Discord by a node that has the bot's token.");
  }
  if (counts.lost > 0) {
    add("lost", "down", [link(`${plural(counts.lost, "shard", "shards")}${of}`, "lost"), ` ${are(counts.lost)} lost`],
      "The node that held the lease is dead or left, and no other one took the bot over.",
      "A bot that beats at another node keeps its shard. If it does not, the shard is free once the time is over that the bot was promised.");
  }
  if (counts.free > 0 && !(isHere && counts.free === total)) {
    add("free", "suspect", [link(`${plural(counts.free, "shard", "shards")}${of}`, "free"), ` ${are(counts.free)} free`],
      "Nobody serves their guilds.", counts.free === 1 ? "The next bot that connects gets it." : "Each bot that connects gets the lowest of them.");
  }
  if (identify && identify.left * 10 < identify.total) {
    add("identify", identify.left === 0 ? "down" : "suspect", `${count(identify.left)} of ${count(identify.total)} identifies${of} are left`,
      ["Discord counts them anew in ", until(Date.parse(identify.reset_at)), "."],
      "Bots that run go on. Look for one that starts over and over; without an identify no bot connects.");
  }
  if (pool.should_grow) add("grow", "pending", [link(`The pool${of} should grow`), ` from ${count(total)} to ${plural(pool.wished_shards, "shard", "shards")}`], ...growth(pool));
  return lines;
}

// Why, and how.
function growth({ name, recommended_shards: recommended, total_shards: total, largest_guild_count: largest, wished_shards: wished, source }) {
  const reasons = [
    recommended > total ? `Discord recommends ${count(recommended)}.` : "",
    largest > 2000 ? `The fullest shard has ${count(largest)} guilds, over 80 % of the 2,500 that Discord allows.` : "",
  ];
  return [reasons.filter(Boolean).join(" "), source === "setting"
    ? ["Set ", h("code", {}, `--max-shards ${name === "default" ? "" : `${name}=`}${wished}`), " on the nodes that have it, and start as many bots."] : "Start as many bots."];
}

// Why numbers cannot be decided, by the node's own reason.
const obstacles = {
  "no founder": (overview) => (overview.is_founding ? {
    what: "The voters are not founded yet",
    why: "Fewer nodes than --bootstrap-expect says have found each other.",
    next: "Start the others with the same number, each reaching one of them by --join. Until then new clusters wait for their numbers.",
  } : {
    what: "Nobody founded the voters",
    why: "So nobody decides numbers, and new clusters wait for theirs.",
    next: ["Let this node reach a fleet by --join or, if there is none, start one node with ", h("code", {}, "--bootstrap-expect 1"), "."],
  }),
  "no majority": ({ voters }) => {
    const missing = voters.filter((it) => it.state !== "alive");
    const needed = Math.floor(voters.length / 2) + 1;
    if (voters.length - missing.length >= needed) {
      // Nobody has to be started, least of all anew.
      return {
        what: "The voters came to no decision",
        why: `${count(voters.length - missing.length)} of ${plural(voters.length, "voter is", "voters are")} alive, but the last decision was not made in time.`,
        next: "It is tried again all the time; new clusters wait for their numbers meanwhile, all else goes on. If it stays so, look at the load of the voters' hosts and at UDP between them.",
      };
    }
    return {
      what: "No majority of the voters can be reached",
      why: ["Of ", plural(voters.length, "voter", "voters"), " ", missing.length === 1 ? "one is" : `${count(missing.length)} are`, " missing: ",
          missing.map((it, index) => [index > 0 ? ", " : "", nodeLink(it.name)]), "."],
      next: [`New clusters wait for their numbers; all else goes on. Start the missing ones again, with their state directories: ${count(needed)} of ${count(voters.length)} must run. If they are lost for good: `,
        h("code", {}, "member-agent recover-voters --help"), "."],
    };
  },
  "voters full": () => ({
    what: "The voters have no room for more numbers", why: "They hold as many registers as they may.",
    next: "New clusters stay without a number: the fleet has outgrown this version's limit.",
  }),
  "damaged roll": () => ({
    what: "The roll of numbers is damaged", why: "A voter's disk went back in time, or lacks what was decided.",
    next: "Look at the voters' logs before anything else. New clusters wait for their numbers.",
  }),
};

function majority(overview) {
  const told = obstacles[overview.pending_reason]?.(overview);
  if (!told) return [];
  const since = overview.has_majority ? undefined : Date.parse(overview.majority_since);
  return [{ key: "majority", state: "down", since, ...told }];
}

// Also said while numbers can be decided: the two fleets share nothing.
function quarrel(overview) {
  const other = overview.quarrel;
  if (!other) return [];
  return [{
    key: "quarrel", state: overview.has_majority ? "suspect" : "down",
    what: ["Another fleet, founded apart, is at ", other.member],
    why: `Its gossip address is ${other.address}. The two share nothing${overview.has_majority ? "" : ", and here no majority of the voters can be reached"}.`,
    next: ["If they are meant to be one, choose whose numbers stand; on each node of the other: ", h("code", {}, "member-agent adopt LINEAGE"), "."],
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
function grouped(name, list, one, many, most = alikeMax) {
  const lines = [];
  let told = 0;
  for (const [fleet, clusters] of byFleet(list.clusters)) {
    told += clusters.length;
    if (clusters.length <= most) {
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
    since: oldest(clusters), why: [patience, " The last went down ", since(newest(clusters)), "."],
    next: "Their numbers are kept. Each comes up with its next beat, at any node.",
  }));
}

// Why a cluster has no number yet, by the node's reason.
export const reasonsToWait = {
  deciding: "Its number is being decided.",
  "no founder": "Nobody founded the voters who would decide its number.",
  "no majority": "No majority of the voters can be reached to decide its number.",
  quarrel: "No majority of the voters can be reached, but another fleet can; an operator has to choose.",
  "voters full": "The voters have no room for more numbers.",
  "damaged roll": "The roll of numbers is damaged.",
};

function pending(overview) {
  const why = reasonsToWait[overview.pending_reason] ?? overview.pending_reason;
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
  }), 2);
}

export function troubleList(troubles) {
  return h("ul", { class: "troubles" }, troubles.map((it) => h("li", { key: it.key, class: it.state },
    sign(it.state),
    h("div", {},
      h("p", { class: "what" }, h("b", {}, it.what), Number.isFinite(it.since) ? [", for ", since(it.since, { bare: true })] : null),
      h("p", { class: "why" }, it.why, it.next ? [" ", h("span", { class: "next" }, it.next)] : null)))));
}
