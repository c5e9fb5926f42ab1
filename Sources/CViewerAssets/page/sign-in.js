// The page that a browser without a token gets. It keeps the place: the part of the address after `#` never
// reaches the server, and a form would drop it.

const query = new URLSearchParams(location.search);

// A browser that came by a link from another site holds back its cookie (SameSite=Strict) and lands here.
// Asked from here, it sends it. Another address than this one makes it ask for the page again.
const answer = await fetch("/api/config", { cache: "no-store" }).catch(() => null);
if (answer?.ok) {
  location.replace(`/?${query.has("again") ? "" : "again"}${location.hash}`);
} else if (query.has("token")) {
  document.getElementById("refusal").textContent = "That was not the viewer token of this node.";
  history.replaceState(null, "", `/${location.hash}`);
}

document.getElementById("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const token = encodeURIComponent(document.getElementById("token").value);
  location.assign(`/?token=${token}${location.hash}`);
});
