// The page: takes the place from the address, and draws what the feed knows of it.

import { clusterPage } from "./cluster.js";
import { Feed } from "./feed.js";
import { fleetPage } from "./fleet.js";
import { globalPage } from "./global.js";
import { networkPage } from "./network.js";
import { fleetLink, numbered, sentence, since, tick, worst } from "./parts.js";
import * as places from "./places.js";
import { isInUse } from "./pools.js";
import { shardsPage } from "./shards.js";
import { draw, h } from "./tree.js";
import { ago, now } from "./words.js";

const pages = { global: globalPage, fleet: fleetPage, cluster: clusterPage, shards: shardsPage, network: networkPage };
const at = (id) => document.getElementById(id);

const feed = new Feed(show);
let said = "";
let wantedScroll = null;

function show() {
  const begun = performance.now();
  const { place } = feed;
  const content = pages[place.page]?.(feed, show) ?? (place.page === "nowhere" ? nowhere() : waiting());
  draw(at("views"), views(place));
  draw(at("banner"), banner());
  draw(at("trail"), trail(place));
  draw(at("content"), content);
  at("content").className = `${place.page}${feed.lost ? " lost" : ""}`;
  tick();
  freshen();
  announce();
  settle();
  // For whoever measures: what the last update cost.
  document.documentElement.dataset.drawn = (performance.now() - begun).toFixed(1);
}

function waiting() {
  return h("p", { class: "quiet" }, feed.lost ? "Nothing was heard from this node yet." : "Asking the node\u2026");
}

function nowhere() {
  return [h("h1", {}, "There is nothing at this address."), h("p", {}, h("a", { href: places.everywhere }, "See all fleets"), ".")];
}

function views(place) {
  const link = (address, text, isHere) => h("li", { key: address }, h("a", { href: address, "aria-current": isHere ? "page" : null }, text));
  const ofShards = place.page === "shards";
  const ofNetwork = place.page === "network";
  // For those who have shards given out here.
  const hasShards = ofShards || (feed.overview?.pools ?? []).some(isInUse);
  return [
    h("span", { class: "brand" }, "Rollcall"),
    h("ul", {}, link(places.everywhere, "Fleets", !ofShards && !ofNetwork),
      hasShards ? link(places.shards, "Shards", ofShards) : null, link(places.network, "Network", ofNetwork)),
  ];
}

function trail(place) {
  if (place.page === "shards" && place.name !== undefined) return [h("a", { href: places.shards }, "All applications"), h("span", {}, place.name)];
  if (place.page === "fleet") return [h("a", { href: places.everywhere }, "All fleets"), h("span", {}, place.name)];
  if (place.page !== "cluster") return [];
  const cluster = feed.cluster?.cluster.identity === place.identity ? feed.cluster.cluster : null;
  return [h("a", { href: places.everywhere }, "All fleets"), cluster && fleetLink(cluster.fleet), h("span", {}, cluster ? numbered(cluster) : place.identity)];
}

// The node is gone: says so, how old the page is, and where else to look.
function banner() {
  if (!feed.lost) return [];
  const others = feed.overview?.elsewhere ?? [];
  return h("div", { class: "banner" },
    h("b", {}, `${feed.overview?.node ?? "This node"} cannot be reached.`), ` ${feed.lost} `,
    feed.heardAt === null ? "" : ["What you see is what it said ", h("span", { id: "age" }), ". "],
    others.length === 0 ? "" : ["Other nodes show the same fleet: ", others.map((it, index) => [
      index > 0 ? ", " : "", h("a", { href: places.elsewhere(it.http), rel: "noreferrer" }, `${it.name}`)]), ". "],
    "Trying again every few seconds.");
}

function freshen() {
  const age = at("age");
  // In the browser's time on both sides.
  if (age && feed.heardAt !== null) age.textContent = ago(now() - (Date.now() - feed.heardAt));
  const node = feed.overview?.node ?? "";
  const quiet = feed.heardAt === null ? "" : ago(now() - (Date.now() - feed.heardAt));
  draw(at("freshness"), feed.lost ? [h("i", { class: "pulse lost", "aria-hidden": "true" }), `lost ${node}`]
    : feed.isLive ? [h("i", { class: "pulse live", "aria-hidden": "true" }), `live from ${node}`]
      : feed.heardAt === null ? "connecting" : [h("i", { class: "pulse", "aria-hidden": "true" }), `${node}, asked ${quiet}`]);
}

// For the title, the icon, and those who listen: only when it becomes another sentence.
function announce() {
  const states = feed.overview?.global.states;
  if (!states) return;
  const lacksMajority = !feed.overview.has_majority && states.down === 0;
  const state = feed.lost ? "lost" : lacksMajority ? "suspect" : worst(states);
  const text = feed.lost ? "The node cannot be reached."
    : `${sentence(states)}${feed.overview.has_majority ? "" : " No majority of the voters can be reached."}`;
  if (text === said) return;
  said = text;
  at("status").textContent = text;
  const mark = { down: `(${states.down} down) `, lost: "(node lost) ", suspect: lacksMajority ? "(no majority) " : "(in doubt) " }[state] ?? "";
  document.title = `${mark}Rollcall`;
  const colour = { up: "%2318794e", pending: "%238a5a00", suspect: "%238a5a00", down: "%23b3261e", lost: "%23666" }[state];
  const shape = state === "down" || state === "lost" ? "%3Cpath d='M1 3h14l-7 11z'/%3E" : "%3Ccircle cx='8' cy='8' r='7'/%3E";
  at("icon").href = `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16' fill='${colour}'%3E${shape}%3C/svg%3E`;
}

function move() {
  const former = feed.place;
  const place = places.placeAt(location.hash);
  if (former.page === place.page && former.name === place.name && former.identity === place.identity) {
    // Sorted or filtered otherwise: nothing to ask for.
    feed.place = place;
    return show();
  }
  feed.go(place);
  show();
  // Who comes back finds the place as it was left, who comes anew its beginning.
  wantedScroll = history.state?.scroll ?? 0;
  at("content").focus({ preventScroll: true });
  settle();
}

// Once there is enough to scroll over.
function settle() {
  if (wantedScroll === null) return;
  window.scrollTo(0, wantedScroll);
  if (window.scrollY >= wantedScroll - 1) wantedScroll = null;
}

// What is left of a sign-in by way of another site.
if (location.search === "?again") history.replaceState(null, "", `/${location.hash}`);
window.addEventListener("hashchange", move);
// The address says the place: a link within it must not change it.
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  at("content").focus();
});
setInterval(() => { tick(); freshen(); }, 1000);
history.scrollRestoration = "manual";
wantedScroll = history.state?.scroll ?? null;
let scrolled = null;
window.addEventListener("scroll", () => {
  clearTimeout(scrolled);
  scrolled = setTimeout(() => {
    wantedScroll = null;
    history.replaceState({ scroll: window.scrollY }, "");
  }, 150);
}, { passive: true });
at("arrival").remove();
feed.start(places.placeAt(location.hash));
show();
