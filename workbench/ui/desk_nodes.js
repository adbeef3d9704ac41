// Pieces of the desk's page. Everything that comes from files, models or people goes through textContent.

function span(text, name = "") {
  const made = document.createElement("span");
  made.className = name;
  made.textContent = text;
  return made;
}

function mark(text, name) {
  const made = document.createElement("mark");
  made.className = name;
  made.textContent = text;
  return made;
}

function pieces(given) {
  return given.map(([text, differs]) => (differs ? mark(text, "desk-differs") : document.createTextNode(text)));
}

function documentNodes(parts, wanted = "") {
  return parts.flatMap(({ name, text, marks }) => {
    const places = wanted ? placesOf(text, wanted) : marks;
    const heading = name ? [Object.assign(document.createElement("h3"), { textContent: name })] : [];
    const nodes = [...heading];
    let at = 0;
    for (const [start, end] of places) {
      nodes.push(document.createTextNode(text.slice(at, start)), mark(text.slice(start, end), wanted ? "desk-hit" : ""));
      at = end;
    }
    nodes.push(document.createTextNode(text.slice(at)));
    return nodes;
  });
}

function placesOf(text, wanted) {
  const pattern = new RegExp(wanted.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+"), "giu");
  return [...text.matchAll(pattern)].slice(0, 2000).map((one) => [one.index, one.index + one[0].length]);
}

function intoSight(pane, node) {
  if (!node) return;
  const below = node.getBoundingClientRect().top - pane.getBoundingClientRect().top;
  pane.scrollTop += below - pane.clientHeight / 3;
}

function row(key, words) {
  const made = document.createElement("tr");
  for (const node of [keyCap(key), words]) {
    const cell = document.createElement("td");
    cell.append(node);
    made.append(cell);
  }
  return made;
}

function keyCap(key) {
  const made = document.createElement("kbd");
  made.textContent = key.toUpperCase();
  return made;
}

function nameKey(button) {
  const { key } = button.dataset;
  button.setAttribute("aria-keyshortcuts", key);
  button.setAttribute("aria-label", `${button.textContent} Shortcut ${key.toUpperCase()}`);
  button.prepend(keyCap(key));
}

// What is typed and not sent yet, for a page that is loaded anew. A browser may keep nothing at all.

function keepDraft(draft) {
  try {
    if (draft) sessionStorage.setItem("desk-draft", JSON.stringify(draft));
    else sessionStorage.removeItem("desk-draft");
  } catch {}
}

function keptDraft(sitting, output) {
  try {
    const draft = JSON.parse(sessionStorage.getItem("desk-draft"));
    return draft?.sitting === sitting && draft.output === output ? draft : undefined;
  } catch {
    return undefined;
  }
}

function isBox(element) {
  return Boolean(element.closest?.("input, textarea, select, [contenteditable='true']"));
}

function flash(button) {
  button.classList.add("desk-pressed");
  setTimeout(() => button.classList.remove("desk-pressed"), 120);
}

function counted(number, noun) {
  return `${number.toLocaleString("en-US")} ${noun}${number === 1 ? "" : "s"}`;
}
