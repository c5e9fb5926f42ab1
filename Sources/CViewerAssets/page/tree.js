// Draws: a page is described anew at each change, and the document is changed where the descriptions differ.
// What did not change keeps its element, and so its focus, its selection and its place on the screen.
//
// All text goes through text nodes and attributes, never through markup: names in a fleet are any text.

const namespaces = { svg: "http://www.w3.org/2000/svg" };

// h("td", { class: "figure" }, "12") describes <td class="figure">12</td>. Properties: `key` tells siblings
// apart when their order changes, `on` maps events to handlers, `value` and `checked` are set as properties,
// false and null leave an attribute out. A description that is handed in again unchanged costs nothing.
export function h(tag, properties, ...children) {
  return { tag, properties: properties ?? {}, children: flatten(children), key: properties?.key };
}

function flatten(children) {
  const flat = [];
  for (const child of children.flat(3)) {
    if (child === null || child === undefined || child === false) continue;
    flat.push(typeof child === "object" ? child : String(child));
  }
  return flat;
}

// Makes the children of `parent` what `children` describe.
export function draw(parent, children) {
  const wanted = flatten([children]);
  drawChildren(parent, parent.drawn ?? [], wanted);
  parent.drawn = wanted;
}

function create(description, space) {
  if (typeof description === "string") return document.createTextNode(description);
  const inner = namespaces[description.tag] ?? space;
  const element = inner ? document.createElementNS(inner, description.tag) : document.createElement(description.tag);
  for (const [name, value] of Object.entries(description.properties)) set(element, name, value, undefined);
  for (const child of description.children) element.append(create(child, inner));
  return element;
}

function set(element, name, value, former) {
  if (name === "key" || value === former) return;
  if (name === "on") {
    for (const [event, handler] of Object.entries(value)) element[`on${event}`] = handler;
  } else if (name === "value" || name === "checked") {
    if (element[name] !== value) element[name] = value;
  } else if (name === "style") {
    // One by one: the content security policy forbids the attribute.
    for (const [property, text] of Object.entries(value)) element.style.setProperty(property, text);
  } else if (value === null || value === undefined || value === false) {
    element.removeAttribute(name);
  } else {
    element.setAttribute(name, value === true ? "" : value);
  }
}

function isSame(one, other) {
  if (typeof one === "string" || typeof other === "string") return typeof one === typeof other;
  return one.tag === other.tag && one.key === other.key;
}

function change(node, former, wanted) {
  if (former === wanted) return;
  if (typeof wanted === "string") {
    node.data = wanted;
    return;
  }
  for (const name of Object.keys(former.properties)) {
    if (!(name in wanted.properties)) set(node, name, null, former.properties[name]);
  }
  for (const [name, value] of Object.entries(wanted.properties)) set(node, name, value, former.properties[name]);
  drawChildren(node, former.children, wanted.children);
}

function drawChildren(parent, former, wanted) {
  const space = parent.namespaceURI === namespaces.svg ? namespaces.svg : undefined;
  const nodes = [...parent.childNodes];
  // What is alike at the start and at the end stays where it is: most changes are in between.
  let start = 0;
  while (start < former.length && start < wanted.length && isSame(former[start], wanted[start])) {
    change(nodes[start], former[start], wanted[start]);
    start += 1;
  }
  let formerEnd = former.length;
  let wantedEnd = wanted.length;
  while (formerEnd > start && wantedEnd > start && isSame(former[formerEnd - 1], wanted[wantedEnd - 1])) {
    formerEnd -= 1;
    wantedEnd -= 1;
    change(nodes[formerEnd], former[formerEnd], wanted[wantedEnd]);
  }
  const keyed = new Map();
  for (let index = start; index < formerEnd; index += 1) {
    const key = former[index].key;
    if (key !== undefined) keyed.set(key, index);
  }
  const used = new Set();
  let next = nodes[formerEnd] ?? null;
  // From the end, so that each has its place before the one that follows it.
  for (let index = wantedEnd - 1; index >= start; index -= 1) {
    const description = wanted[index];
    const place = description.key === undefined ? undefined : keyed.get(description.key);
    let node;
    if (place !== undefined && isSame(former[place], description)) {
      node = nodes[place];
      used.add(place);
      change(node, former[place], description);
    } else {
      node = create(description, space);
    }
    if (node.nextSibling !== next || node.parentNode !== parent) parent.insertBefore(node, next);
    next = node;
  }
  for (let index = start; index < formerEnd; index += 1) {
    if (!used.has(index)) nodes[index].remove();
  }
}
