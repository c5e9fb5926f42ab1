// Where one can be. Each place has an address of its own behind the `#`, so that back, reload and bookmarks work,
// also behind a proxy that serves the page under a path, and also on an address with a token, which the node
// takes off without touching what is behind the `#`.
//
//   #/                              all fleets
//   #/fleet/NAME?show=down&sort=…   one fleet, and how it is shown
//   #/cluster/IDENTITY              one cluster; an identity is one cluster's in all fleets
//   #/shards                        the pool of shards, or of several applications a list
//   #/shards/NAME?show=lost&find=…  the pool of one application
//   #/network?node=NAME             the nodes, that one first

export function placeAt(hash) {
  const [path, query] = hash.replace(/^#\/?/, "").split("?", 2);
  const parts = path.split("/").map(decoded);
  const options = Object.fromEntries(new URLSearchParams(query ?? ""));
  if (parts.length === 2 && parts[0] === "fleet") return { page: "fleet", name: parts[1], options };
  if (parts.length === 2 && parts[0] === "cluster") return { page: "cluster", identity: parts[1], options };
  if (parts.length === 2 && parts[0] === "shards") return { page: "shards", name: parts[1], options };
  if (parts.length === 1 && parts[0] === "shards") return { page: "shards", options };
  if (parts.length === 1 && parts[0] === "network") return { page: "network", options };
  if (parts.length === 1 && parts[0] === "") return { page: "global", options };
  return { page: "nowhere", options };
}

function decoded(part) {
  try { return decodeURIComponent(part); } catch { return part; }
}

export const everywhere = "#/";
export const network = "#/network";
export const shards = "#/shards";
export const clusterAt = (identity) => `#/cluster/${encodeURIComponent(identity)}`;

export const fleetAt = (name, options) => `#/fleet/${encodeURIComponent(name)}${query(options)}`;
// Without a name the only application's.
export const shardsAt = (name, options) => `${shards}${name === undefined ? "" : `/${encodeURIComponent(name)}`}${query(options)}`;
export const nodeAt = (name) => `${network}${query({ node: name })}`;

function query(options = {}) {
  const kept = Object.entries(options).filter(([, value]) => value);
  return kept.length > 0 ? `?${new URLSearchParams(kept)}` : "";
}

// The same place at another node.
export const elsewhere = (http) => `${location.protocol}//${http}/${location.hash}`;
