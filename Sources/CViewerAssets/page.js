"use strict";

// The first page: asks /v1/fleets every few seconds and shows what the address says:
//   #/                         all fleets
//   #/fleet/NAME               one fleet
//   #/cluster/FLEET/IDENTITY   one cluster
// All text from the fleet goes through textContent, never through markup.

const refreshMilliseconds = 5000;
const patienceMilliseconds = 10000;

let picture = null;
let pictureArrived = null;
let tag = null;
let lastAnswer = null;
let failure = null;
let historyOf = null;
let history = [];

// Building elements.

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

function link(address, text) {
  return element("a", { href: address }, text);
}

// The word is a class, too, which brings its colour and its sign.
function state(word, text = word) {
  return element("span", { class: `state ${word}` }, text);
}

function figures(pairs) {
  return element("dl", { class: "figures" }, ...pairs.map(([label, value]) =>
    element("div", { class: "figure" }, element("dt", {}, label), element("dd", {}, value))));
}

// A cell is text, an element, or {number: text}, which stands at the right.
function table(caption, heads, rows) {
  const cell = (content, tagName) => {
    if (content instanceof Node) return element(tagName, {}, content);
    if (typeof content === "object") return element(tagName, { class: "number" }, content.number);
    return element(tagName, { class: "name" }, content);
  };
  const head = element("tr", {}, ...heads.map((text) => {
    const made = cell(text, "th");
    made.setAttribute("scope", "col");
    return made;
  }));
  return element("div", { class: "wide" }, element("table", {},
    element("caption", {}, caption),
    element("thead", {}, head),
    element("tbody", {}, ...rows.map((row) => element("tr", {}, ...row.map((it) => cell(it, "td")))))));
}

// Words for values.

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });

const count = (value) => whole.format(value);
const percent = (value) => `${fine.format(value * 100)} %`;
const milliseconds = (value) => `${fine.format(value * 1000)} ms`;

function duration(seconds) {
  const units = [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]];
  for (const [unit, size] of units) {
    if (seconds >= size) return `${Math.floor(seconds / size)} ${unit}`;
  }
  return "0 s";
}

// By the node's clock, as far as it is known here: the browser's may be wrong.
function ago(time) {
  const now = Date.parse(picture.generated_at) + (Date.now() - pictureArrived);
  return `${duration(Math.max(0, (now - Date.parse(time)) / 1000))} ago`;
}

const metricRows = [
  ["Shards up", (m) => count(m.shards_up)],
  ["Guilds", (m) => count(m.guilds)],
  ["Cached users", (m) => count(m.cached_users)],
  ["Gateway latency", (m) => milliseconds(m.latency_seconds)],
  ["Interactions a second", (m) => fine.format(m.interactions_rate)],
  ["Error rate", (m) => percent(m.error_rate)],
  ["Command time, p95", (m) => milliseconds(m.duration_p95_seconds)],
  ["Rate limits a second", (m) => fine.format(m.ratelimits_rate)],
  ["Uptime", (m) => duration(m.uptime_seconds)],
];

const metricFigures = (metrics) => metricRows.map(([label, text]) => [label, text(metrics)]);

function clusterState(cluster) {
  if (cluster.status === "down") {
    return state("down", cluster.down_reason ? `down: ${cluster.down_reason}` : "down");
  }
  return cluster.pending ? state("pending", cluster.pending_reason && cluster.pending_reason !== "deciding"
    ? `up, no number: ${cluster.pending_reason}` : "up, no number yet") : state("up");
}

function groupStates(group) {
  return element("span", { class: "states" },
    state("up", `${count(group.clusters_up)} up`),
    group.clusters_down > 0 ? state("down", `${count(group.clusters_down)} down`) : null,
    group.clusters_pending > 0 ? state("pending", `${count(group.clusters_pending)} without a number`) : null);
}

const fleetAddress = (name) => `#/fleet/${encodeURIComponent(name)}`;
const clusterAddress = (cluster) =>
  `#/cluster/${encodeURIComponent(cluster.fleet)}/${encodeURIComponent(cluster.identity)}`;
const title = (cluster) => `${cluster.fleet} #${cluster.number ?? "?"}`;

// The three views.

function everything() {
  const down = picture.fleets.flatMap((fleet) => fleet.clusters).filter((it) => it.status === "down");
  const parts = [
    element("h2", {}, "Global ", groupStates(picture.global)),
    figures([
      ["Clusters", count(picture.global.clusters_total)], ...metricFigures(picture.global.rollup),
    ]),
  ];
  if (picture.fleets.length === 0) {
    parts.push(element("p", { class: "quiet" },
      "No cluster has registered yet. Point a bot's ARGUS_FLEET_URL at this node."));
    return parts;
  }
  parts.push(element("h2", {}, "Fleets"), table(
    "One row a fleet; choose one to see its clusters.",
    ["Fleet", "Clusters", { number: "Shards up" }, { number: "Guilds" }, { number: "Latency" },
      { number: "Errors" }],
    picture.fleets.map((fleet) => [
      link(fleetAddress(fleet.name), fleet.name), groupStates(fleet),
      { number: count(fleet.rollup.shards_up) }, { number: count(fleet.rollup.guilds) },
      { number: milliseconds(fleet.rollup.latency_seconds) }, { number: percent(fleet.rollup.error_rate) },
    ])));
  if (down.length > 0) {
    parts.push(element("h2", {}, "Down now"), clusterTable("Clusters that are down, in all fleets.", down));
  }
  return parts;
}

function clusterTable(caption, clusters) {
  return table(
    caption,
    ["Cluster", "Identity", "State", { number: "Last seen" }, { number: "Shards up" }, { number: "Guilds" },
      { number: "Latency" }, "Node"],
    clusters.map((cluster) => [
      link(clusterAddress(cluster), title(cluster)), cluster.identity, clusterState(cluster),
      { number: ago(cluster.last_seen) },
      { number: `${count(cluster.metrics.shards_up)} of ${count(cluster.shards.length)}` },
      { number: count(cluster.metrics.guilds) }, { number: milliseconds(cluster.metrics.latency_seconds) },
      cluster.home ?? cluster.home_id,
    ]));
}

function oneFleet(name) {
  const fleet = picture.fleets.find((it) => it.name === name);
  if (!fleet) return gone(`There is no fleet ${name}.`);
  return [
    element("h2", {}, fleet.name, " ", groupStates(fleet)),
    figures([["Clusters", count(fleet.clusters_total)], ...metricFigures(fleet.rollup)]),
    clusterTable("Clusters by number.", fleet.clusters),
  ];
}

function oneCluster(fleetName, identity) {
  const cluster = picture.fleets.find((it) => it.name === fleetName)
    ?.clusters.find((it) => it.identity === identity);
  if (!cluster) return gone(`There is no cluster ${identity} in ${fleetName}.`);
  return [
    element("h2", {}, title(cluster), " ", clusterState(cluster)),
    figures([
      ["Identity", cluster.identity],
      [cluster.status === "up" ? "Up since" : "Down since", ago(cluster.since)],
      ["Last seen", ago(cluster.last_seen)],
      ["Node", cluster.home ?? cluster.home_id],
      ...metricFigures(cluster.metrics),
    ]),
    element("h2", {}, "Shards"),
    cluster.shards.length === 0
      ? element("p", { class: "quiet" }, "This cluster reports no shards.")
      : table(
        "Discord shards of this cluster.", ["Shard", "State", { number: "Latency" }],
        cluster.shards.map((shard) => [
          shard.shard_id, state(shard.status),
          { number: shard.latency_seconds === null ? "unknown" : milliseconds(shard.latency_seconds) },
        ])),
    ...historyParts(cluster),
  ];
}

function historyParts(cluster) {
  if (historyOf !== clusterAddress(cluster) || history.length < 2) return [];
  return [
    element("h2", {}, "Lately"),
    ...[["Guilds", "guilds"], ["Gateway latency", "latency_seconds"]].map(([label, key]) =>
      element("div", {}, element("p", { class: "quiet" }, label), line(history.map((it) => it.metrics[key]))))];
}

function line(values) {
  const top = Math.max(...values);
  const bottom = Math.min(...values);
  const spread = top - bottom || 1;
  const points = values.map((value, index) =>
    `${(index / (values.length - 1)) * 100},${38 - ((value - bottom) / spread) * 36}`);
  const namespace = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(namespace, "svg");
  drawing.setAttribute("class", "history");
  drawing.setAttribute("viewBox", "0 0 100 40");
  drawing.setAttribute("preserveAspectRatio", "none");
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", `from ${fine.format(bottom)} to ${fine.format(top)}`);
  const drawn = document.createElementNS(namespace, "polyline");
  drawn.setAttribute("points", points.join(" "));
  drawing.append(drawn);
  return drawing;
}

function gone(sentence) {
  return [element("p", {}, sentence, " ", link("#/", "See all fleets."))];
}

// What the address asks for.

function place() {
  const parts = location.hash.replace(/^#\/?/, "").split("/").map((part) => {
    try { return decodeURIComponent(part); } catch { return part; }
  });
  if (parts[0] === "fleet" && parts.length === 2) return { fleet: parts[1] };
  if (parts[0] === "cluster" && parts.length === 3) return { fleet: parts[1], identity: parts[2] };
  return {};
}

function show() {
  const notice = document.getElementById("notice");
  notice.hidden = failure === null;
  notice.textContent = failure ?? "";
  document.getElementById("freshness").textContent = lastAnswer === null
    ? "Loading"
    : `Seen by node ${picture.node}; asked ${duration((Date.now() - lastAnswer) / 1000)} ago`;
  if (picture === null) return;
  const here = place();
  const trail = document.getElementById("trail");
  trail.replaceChildren();
  if (here.fleet !== undefined) {
    trail.append(link("#/", "All fleets"), " / ");
    trail.append(here.identity === undefined ? here.fleet : link(fleetAddress(here.fleet), here.fleet));
    if (here.identity !== undefined) trail.append(` / ${here.identity}`);
  }
  const parts = here.identity !== undefined ? oneCluster(here.fleet, here.identity)
    : here.fleet !== undefined ? oneFleet(here.fleet) : everything();
  const active = document.activeElement?.getAttribute?.("href");
  document.getElementById("view").replaceChildren(...parts);
  if (active) [...document.querySelectorAll("#view a")].find((it) => it.getAttribute("href") === active)?.focus();
  const down = picture.global.clusters_down;
  document.title = down > 0 ? `(${down} down) Rollcall` : "Rollcall";
}

// Asking.

async function ask(address, headers = {}) {
  const stop = AbortSignal.timeout(patienceMilliseconds);
  return fetch(address, { headers, signal: stop, cache: "no-store" });
}

async function refresh() {
  try {
    const answer = await ask("/v1/fleets", tag === null ? {} : { "If-None-Match": tag });
    if (answer.status === 401) {
      location.reload();
      return;
    }
    if (answer.ok) {
      picture = await answer.json();
      pictureArrived = Date.now();
      tag = answer.headers.get("ETag");
    } else if (answer.status !== 304) {
      throw new Error(`it answered ${answer.status}`);
    }
    lastAnswer = Date.now();
    failure = null;
    await refreshHistory();
  } catch (error) {
    const since = lastAnswer === null ? "" : ` What you see is ${duration((Date.now() - lastAnswer) / 1000)} old.`;
    failure = `This node cannot be reached (${error.message}).${since}`;
  }
  show();
}

async function refreshHistory() {
  const here = place();
  const cluster = picture?.fleets.find((it) => it.name === here.fleet)
    ?.clusters.find((it) => it.identity === here.identity);
  if (!cluster || cluster.number === null) return;
  const query = new URLSearchParams({ fleet: cluster.fleet, number: cluster.number });
  const answer = await ask(`/api/fleet/cluster?${query}`);
  if (!answer.ok) return;
  history = (await answer.json()).history;
  historyOf = clusterAddress(cluster);
}

async function run() {
  for (;;) {
    if (!document.hidden) await refresh();
    await new Promise((resolve) => setTimeout(resolve, refreshMilliseconds));
  }
}

// The sign-in page is also what a browser gets that came by a link from another site, for then it holds
// back the cookie (SameSite=Strict). Asked from here, it sends it.
async function signIn() {
  const answer = await ask("/api/config");
  if (answer.ok) location.replace("/");
}

if (document.getElementById("sign-in")) {
  signIn();
} else {
  window.addEventListener("hashchange", () => {
    show();
    window.scrollTo(0, 0);
    document.getElementById("view").focus();
    refresh();
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
  run();
}
