// A pool of shards as a grid of cells, ten and ten together. One cell is reached by Tab, the others by the arrow
// keys; each leads to who holds its shard.

import { shardStates } from "./pools.js";
import { h } from "./tree.js";
import { count, plural } from "./words.js";

const ten = 10;
// Up to so many shards a cell has room for its number.
const roomyMax = 400;

// The cell that Tab reaches, by its place, and the cell that is looked at.
let pool = null;
let rover = 0;
let pointed = null;
let groups = [];
let isWaiting = false;
// The only one that was found last, in a grid that may be longer than its window.
let revealed = null;

// `found` are the shards that are looked for, or null; `show` a state that is, or ""; `holderOf` says where a cell
// leads and to whom; `again` draws the page.
export function grid({ name, entries, found, show }, { holderOf, again }) {
  if (pool !== name) [pool, rover, pointed, groups] = [name, 0, null, []];
  rover = Math.max(0, Math.min(rover, entries.length - 1));
  const isRoomy = entries.length <= roomyMax;
  const cells = entries.map((it, place) => cell(it, place === rover, found?.has(it.shard) === true, isRoomy, holderOf));
  const made = [];
  for (let first = 0; first < cells.length; first += ten) {
    const own = cells.slice(first, first + ten);
    const former = groups[first / ten];
    const isSame = former !== undefined && former.own.length === own.length && former.own.every((it, index) => it === own[index]);
    made.push(isSame ? former : { own, group: group(entries[first].shard, own, entries[first + own.length - 1].shard) });
  }
  groups = made;
  const only = found?.size === 1 ? entries.findIndex((it) => found.has(it.shard)) : null;
  if (only !== revealed) {
    revealed = only;
    if (only !== null) requestAnimationFrame(() => reveal(only));
  }
  const classes = ["shard-grid", isRoomy ? "roomy" : "dense", found !== null ? "finding" : show ? `only only-${show}` : null];
  return h("div", {
    class: classes.filter(Boolean).join(" "), id: "shard-grid", role: "group",
    "aria-label": `${plural(entries.length, "shard", "shards")}; the arrow keys go from one to the next`, "aria-describedby": "stretches",
    on: {
      keydown: (event) => onKey(event, entries.length, again),
      focusin: (event) => point(event.target, again, { isFocus: true }),
      mouseover: (event) => point(event.target, again, { isFocus: false }),
    },
  }, made.map((it) => it.group));
}

// The place of the cell that is pointed at or focused, or else the one that Tab would reach.
export const looked = () => pointed ?? rover;

// Goes to the cell at a place.
export function goTo(place, again) {
  rover = place;
  again();
  cellAt(place)?.focus();
}

function cell(it, isRover, isFound, isRoomy, holderOf) {
  const known = it.cell;
  if (known?.isRover === isRover && known.isFound === isFound && known.isRoomy === isRoomy) return known;
  const { letter, word } = shardStates[it.state];
  const { href, text } = holderOf(it);
  const drawn = h("a", {
    key: it.shard, class: isFound ? `${it.state} found` : it.state, tabindex: isRover ? "0" : "-1",
    href, "aria-label": `Shard ${it.shard}, ${word}${text ? `, ${text}` : ""}`,
  }, isRoomy ? [h("b", {}, String(it.shard)), letter] : letter);
  it.cell = Object.assign(drawn, { isRover, isFound, isRoomy });
  return it.cell;
}

const group = (first, cells, last) => h("div", {
  class: "ten", key: first, role: "group", "aria-label": first === last ? `Shard ${first}` : `Shards ${first} to ${last}`,
}, h("span", { class: "first", "aria-hidden": "true" }, String(first)), cells);

// The document's side: where a cell stands, and what stands where.

const ground = () => document.getElementById("shard-grid");
// Behind the label of its group.
const cellAt = (place) => ground()?.children[Math.floor(place / ten)]?.children[1 + (place % ten)];

// Scrolls the grid alone: whoever types stays where they are.
function reveal(place) {
  const own = ground()?.children[Math.floor(place / ten)];
  if (own) ground().scrollTop = own.offsetTop - (ground().clientHeight - own.offsetHeight) / 2;
}

function placeOf(target) {
  const own = target.closest?.(".ten > a");
  if (!own) return null;
  const inTen = [...own.parentElement.children].indexOf(own) - 1;
  return [...own.parentElement.parentElement.children].indexOf(own.parentElement) * ten + inTen;
}

// Drawn with the next picture of the screen, however many cells a pointer passes until then.
function point(target, again, { isFocus }) {
  const place = placeOf(target);
  if (place === null || (place === pointed && (!isFocus || place === rover))) return;
  pointed = place;
  if (isFocus) rover = place;
  if (isWaiting) return;
  isWaiting = true;
  requestAnimationFrame(() => { isWaiting = false; again(); });
}

function onKey(event, total, again) {
  const place = placeOf(event.target);
  if (place === null || event.altKey || event.metaKey || event.shiftKey) return;
  const line = lineLength();
  const lineStart = place - (place % line);
  const last = total - 1;
  const further = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -line, ArrowDown: line, PageUp: -ten * line, PageDown: ten * line }[event.key];
  let wanted;
  if (event.key === "Home") wanted = event.ctrlKey ? 0 : lineStart;
  else if (event.key === "End") wanted = event.ctrlKey ? last : Math.min(last, lineStart + line - 1);
  else if (further === undefined || event.ctrlKey) return;
  else wanted = place + further;
  event.preventDefault();
  // Up and down keep the column: beyond the first and the last line there is nothing.
  while (Math.abs(further) >= line && line > 1 && (wanted < 0 || wanted > last)) wanted -= Math.sign(further) * line;
  if (wanted >= 0 && wanted <= last && wanted !== place) goTo(wanted, again);
}

// Cells in a line, which the window's width decides.
function lineLength() {
  const all = ground().children;
  const top = all[0].offsetTop;
  let inLine = 1;
  while (inLine < all.length && all[inLine].offsetTop === top) inLine += 1;
  return inLine * ten;
}

// For those who do not see the grid: which stretches of the pool are in which state.
export function stretches(entries) {
  const told = [];
  for (const it of entries) {
    const last = told[told.length - 1];
    if (last?.state === it.state && last.end === it.shard - 1) last.end = it.shard;
    else told.push({ state: it.state, start: it.shard, end: it.shard });
  }
  const shown = told.slice(0, 20).map(({ state, start, end }) =>
    `${start === end ? `Shard ${start} is` : `Shards ${start} to ${end} are`} ${shardStates[state].word}.`);
  if (told.length > shown.length) shown.push(`And ${plural(told.length - shown.length, "more stretch", "more stretches")}; the table has every shard.`);
  return shown.join(" ");
}
