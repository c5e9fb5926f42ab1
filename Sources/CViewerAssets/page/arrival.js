// Comes before the modules: without one of them the page would stay blank, and say nothing. This says so, and loads
// the page anew once the node answers. An upgrade in the middle of loading ends the same way.

const late = 15000; // What hangs raises no error; milliseconds.
const pause = 2000;
let isTrying = false;

function tryAgain() {
  if (isTrying) return;
  isTrying = true;
  const told = document.getElementById("arrival");
  if (told) told.textContent = "A part of this page did not arrive. It is loaded again as soon as the node answers.";
  setTimeout(again, pause);
}

async function again() {
  const answer = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(late) }).catch(() => null);
  if (answer?.ok) location.reload();
  else setTimeout(again, pause);
}

const whenThere = (act) => (document.body ? act() : document.addEventListener("DOMContentLoaded", act, { once: true }));

// Of files, which do not bubble; an exception has the window as its target.
window.addEventListener("error", (event) => { if (event.target !== window) whenThere(tryAgain); }, true);
setTimeout(() => { if (document.documentElement.dataset.drawn === undefined) tryAgain(); }, late);
