// The desk in the browser: shows an output, takes a key, shows the next at once and tells the server, which confirms.
// What is not confirmed is said to be so and sent again. Text from files and models is only ever put in as text.

const VERDICTS = { correct: "correct", incorrect: "incorrect", no_answer: "no answer", unsure: "unsure" };
const WITH_REASONS = ["incorrect", "unsure"];
const PAUSE_MS = 60_000; // longer without a sign of the person is no work
const BOUNCE_MS = 120; // nobody reads an output in less: a key that bounced
const LATE_MS = 1_500;
const AGAIN_MS = 6_000;
const MOST_DOUBLINGS = 3; // of that time, for a server that is busy: what is sent again makes it busier
const MOST_HELD = 40;
const SMALL_WINDOW = 560; // pixels: as in desk.css
const ROOM_BELOW = 18;
const SIGNS_OF_WORK = ["keydown", "pointerdown", "pointermove", "wheel", "scroll", "focus"];
const KEYS = [
  ["1 – 4", "The verdict; the next output is there at once"],
  ["E", "Edit the answer: it is kept as the right one"],
  ["N", "Write a note"],
  ["T", "Leave out, or take back in, answers that are the same but for how they are written"],
  ["U", "Undo, as often as you like"],
  ["S", "Skip: the output comes back at the end"],
  ["F", "Find in the document; Enter goes to the next place"],
  ["G", "Go to an item"],
  ["I", "Read the instructions"],
  ["H", "This sheet"],
];

export default function ({ parentElement, data, setStateValue }) {
  const root = parentElement.querySelector(".desk");
  if (!root) return undefined;
  root.desk ??= new Desk(root);
  root.desk.receive(data, (state) => setStateValue("sent", state));
  return () => root.desk.close();
}

class Desk {
  constructor(root) {
    this.root = root;
    this.client = `${Date.now()}-${Math.floor(Math.random() * 1e9)}`;
    this.tasks = new Map();
    this.written = new Map(); // by output: what was typed, for when it comes back
    this.judged = []; // outputs left behind here, for undo without waiting
    this.pending = []; // events that the server has not confirmed
    this.count = 0;
    this.repeats = 0;
    this.parts = {};
    for (const one of root.querySelectorAll("[data-part]")) this.parts[one.dataset.part] = one;
    this.listening = new AbortController();
    this.listen();
  }

  listen() {
    const options = { signal: this.listening.signal };
    for (const one of this.root.querySelectorAll("button[data-key]")) nameKey(one);
    for (const box of ["find", "comment"]) this.parts[box].setAttribute("aria-keyshortcuts", this.parts[box].dataset.key);
    this.parts.comment.before(keyCap("n"));
    this.parts.find.before(keyCap("f"));
    document.addEventListener("keydown", (event) => this.key(event), options);
    this.root.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-act]");
      if (button) this.act(button.dataset.act, button);
    }, options);
    for (const sign of SIGNS_OF_WORK) window.addEventListener(sign, () => this.notice(), { capture: true, passive: true, ...options });
    window.addEventListener("beforeunload", (event) => this.pending.length && event.preventDefault(), options);
    window.addEventListener("resize", () => this.fit(), options);
    this.parts.find.addEventListener("input", () => this.search(0), options);
    for (const box of ["comment", "correction"]) this.parts[box].addEventListener("input", () => this.keep(), options);
    this.parts["go-to-form"].addEventListener("submit", (event) => {
      const wanted = this.parts.wanted.value.trim();
      if (event.submitter?.value === "go" && wanted) this.send({ act: "go_to", wanted });
    }, options);
    const body = this.parts.keys;
    for (const [key, words] of KEYS) body.append(row(key, words));
    this.watch = setInterval(() => this.hurry(), 500);
    this.sizes = new ResizeObserver(() => this.fit());
    this.sizes.observe(document.body);
  }

  close() {
    this.listening.abort();
    this.sizes.disconnect();
    clearInterval(this.watch);
    delete this.root.desk;
  }

  // ---- what comes from the server

  receive(data, sendState) {
    this.sendState = sendState;
    if (data.sitting !== this.data?.sitting) {
      this.tasks.clear();
      this.written.clear();
      this.judged = [];
      this.task = undefined;
    }
    this.data = data;
    for (const task of data.tasks) {
      this.tasks.delete(task.id); // or it would keep its old place among those that are held
      this.tasks.set(task.id, task);
    }
    for (const id of [...this.tasks.keys()].slice(0, -MOST_HELD)) if (!data.order.includes(id)) this.tasks.delete(id);
    const confirmed = data.confirmed[this.client] ?? 0;
    this.pending = this.pending.filter((event) => event.n > confirmed);
    this.drawReasons();
    this.draw();
    if (data.order.some((id) => !this.tasks.has(id)) && !this.pending.length) this.send({ act: "look" });
  }

  send(event) {
    this.count += 1;
    this.pending.push({ n: this.count, sitting: this.data.sitting, at: performance.now(), ...event });
    this.transmit();
    this.draw();
  }

  transmit(again = 0) {
    this.sentAt = performance.now();
    this.repeats = again ? Math.min(this.repeats + 1, MOST_DOUBLINGS) : 0;
    const have = [...this.tasks.keys()].slice(-MOST_HELD);
    this.sendState({ client: this.client, events: this.pending, have, again });
  }

  hurry() {
    if (!this.pending.length) return;
    if (performance.now() - this.sentAt > AGAIN_MS * 2 ** this.repeats) this.transmit(performance.now());
    this.drawSaid();
  }

  // ---- what is shown: the server's order, with what it has not heard of yet

  get order() {
    let order = [...this.data.order];
    for (const event of this.pending) {
      if (event.act === "label" || event.act === "skip") {
        const gone = new Set([event.output, ...(event.also ?? [])]);
        order = order.filter((id) => !gone.has(id));
      } else if (event.act === "undo" && event.output) order = [event.output, ...order.filter((id) => id !== event.output)];
      else if (event.act !== "look") return [];
    }
    return order;
  }

  draw() {
    const [current] = this.order;
    const task = this.tasks.get(current);
    const ended = !this.data.order.length && !this.pending.length;
    this.parts.work.hidden = ended;
    this.parts.ended.hidden = !ended;
    this.root.classList.toggle("desk-is-ended", ended);
    this.root.classList.toggle("desk-waits", !task);
    if (ended) this.drawEnd(this.data.end);
    else if (task && task.id !== this.task?.id) this.drawTask(task); // the same one again: what is typed into it stays
    this.task = ended ? undefined : task;
    if (this.task) this.root.dataset.output = task.id;
    else delete this.root.dataset.output;
    this.drawProgress();
    this.drawSaid();
    this.fit();
  }

  drawEnd(end) {
    this.parts["end-title"].textContent = end.title;
    this.parts["end-body"].textContent = end.body;
    this.parts["go-on"].hidden = !end.button;
    this.parts["go-on"].textContent = end.button?.[1] ?? "";
    this.parts.ended.querySelector("[data-act='undo']").hidden = !end.undo;
  }

  drawTask(task) {
    const { parts } = this;
    const kept = this.written.get(task.id) ?? keptDraft(this.data.sitting, task.id) ?? task;
    parts.item.textContent = task.title;
    parts.document.replaceChildren(...documentNodes(task.parts));
    parts.expected.replaceChildren(...(task.expected.length ? pieces(task.expected) : [span("None given.", "desk-none")]));
    parts.answer.replaceChildren(...pieces(task.answer));
    parts.given.textContent = task.shown ?? "";
    parts.live.textContent = `${task.title}. The candidate’s answer: ${task.plain.slice(0, 300)}`;
    parts.comment.value = kept.comment;
    this.fresh(parts.correction, kept.correction);
    this.chosen = new Set(kept.reasons);
    this.markReasons();
    parts.also.hidden = !task.also.length;
    parts.alike.textContent = task.also.map((one) => `“${one.answer}”`).join(", ");
    parts.also.querySelector("button").setAttribute("aria-pressed", "true");
    parts.find.value = "";
    parts.found.textContent = "";
    parts.answer.scrollTop = parts.expected.scrollTop = parts.document.scrollTop = 0;
    if (document.activeElement !== document.body && this.root.contains(document.activeElement) && isBox(document.activeElement))
      document.activeElement.blur();
    if (window.innerHeight < SMALL_WINDOW) this.root.scrollIntoView();
    intoSight(parts.document, parts.document.querySelector("mark"));
    this.shownAt = this.lastSign = performance.now();
    this.workedMs = 0;
  }

  fresh(box, text) {
    box.value = text;
    box.hidden = !text;
  }

  drawProgress() {
    const { left, aside, today, pace } = this.data.status;
    const going = this.pending.filter((event) => event.act === "label").length;
    const bold = document.createElement("b");
    const most = this.data.picks === false ? "At most " : ""; // the order ends as soon as everything is decided
    bold.textContent = left > going ? most + counted(left - going, "output") : "No output";
    const rest = [" left", aside && `${aside} put aside`, `${today + going} labelled today`, pace && `${pace} per label`];
    this.parts.progress.replaceChildren(bold, rest.filter(Boolean).join(" · "));
    this.parts.outlook.textContent = this.data.outlook ?? "";
    this.parts.outlook.hidden = !this.data.outlook;
    this.root.querySelector("[data-act='go-to']").hidden = !this.data.picks;
  }

  drawSaid() {
    const { said } = this.parts;
    const late = this.pending.length && performance.now() - this.pending[0].at > LATE_MS;
    const labels = this.pending.filter((event) => event.act === "label").length;
    said.classList.toggle("desk-late", Boolean(late));
    let words = this.own ?? this.data.said;
    said.classList.toggle("desk-saved", this.data.is_saved && !this.own && !this.pending.length);
    if (late && this.data.trouble) words = `${counted(labels, "label")} not saved. ${this.data.trouble}`;
    else if (late && labels) words = `${counted(labels, "label")} not saved yet. Trying again.`;
    else if (late) words = "Waiting for the server.";
    else if (labels) words = "Saving";
    if (said.textContent !== words) said.textContent = words;
  }

  drawReasons() {
    const given = JSON.stringify(this.data.reasons);
    if (given === this.reasonsDrawn) return;
    this.reasonsDrawn = given;
    this.parts.reasons.hidden = !this.data.reasons.length;
    this.parts.reasons.replaceChildren(
      ...this.data.reasons.map(([key, words]) => {
        const button = document.createElement("button");
        Object.assign(button.dataset, { act: "reason", key, words });
        button.type = "button";
        button.textContent = words;
        nameKey(button);
        return button;
      }),
    );
    for (const old of this.parts.keys.querySelectorAll("[data-reason]")) old.remove();
    for (const [key, words] of this.data.reasons) {
      const line = row(key.toUpperCase(), `Why it is wrong: ${words}. Press it before 2 or 4`);
      line.dataset.reason = key;
      this.parts.keys.append(line);
    }
    this.parts["instructions-text"].textContent = this.data.instructions;
  }

  markReasons() {
    for (const one of this.parts.reasons.children) one.setAttribute("aria-pressed", String(this.chosen.has(one.dataset.words)));
  }

  fit() {
    const main = this.root.closest("[data-testid='stMain']");
    const top = this.root.getBoundingClientRect().top + (main?.scrollTop ?? 0);
    const found = [window.innerHeight, top, main?.scrollHeight].join();
    if (found === this.fitted) return;
    const set = (height) => this.root.style.setProperty("--desk-height", `${Math.floor(height)}px`);
    const height = window.innerHeight - top - ROOM_BELOW;
    set(height);
    const over = main ? main.scrollHeight - main.clientHeight : 0; // what stands below the desk
    if (over > 0 && over < 120) set(height - over);
    this.fitted = [window.innerHeight, top, main?.scrollHeight].join();
  }

  // ---- what the person does

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isBox(event.target)) return this.keyInBox(event);
    if (document.querySelector("dialog[open], [role='dialog']")) return undefined;
    const key = event.key.toLowerCase();
    const button = [...this.root.querySelectorAll("button[data-key]")].find((one) => one.dataset.key === key && one.offsetParent);
    const box = [this.parts.find, this.parts.comment].find((one) => one.dataset.key === key && one.offsetParent);
    if (!button && !box) return undefined;
    event.preventDefault(); // or the letter would be typed into the box it leads to
    if (event.repeat) return undefined;
    if (box) return box.focus();
    return this.act(button.dataset.act, button);
  }

  keyInBox(event) {
    const box = event.target;
    if (!this.root.contains(box) || box === this.parts.wanted) return;
    if (box === this.parts.find && event.key === "Enter") {
      event.preventDefault();
      this.search(event.shiftKey ? -1 : 1);
    } else if (event.key === "Escape" || (event.key === "Enter" && !event.shiftKey)) {
      event.preventDefault();
      if (box === this.parts.correction && (event.key === "Escape" || !this.corrected())) this.fresh(box, this.before ?? "");
      if (box === this.parts.find) (box.value = ""), this.search(0);
      box.blur();
    }
  }

  act(what, button) {
    if (what === "undo") return this.undo();
    if (what === "go-on") return this.send({ act: this.data.end.button[0] });
    if (what === "help" || what === "instructions") return this.parts[what].showModal();
    if (what === "go-to") return this.parts["go-to"].showModal(), this.parts.wanted.select();
    if (!this.task) return this.say("That key came before the next output was shown and judged nothing.");
    if (what === "also") return button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
    if (what === "edit") return this.edit();
    if (what === "reason") {
      const { words } = button.dataset;
      if (!this.chosen.delete(words)) this.chosen.add(words);
      this.keep();
      return this.markReasons();
    }
    if (performance.now() - this.shownAt < BOUNCE_MS)
      return this.say("Two keys came at once; the second judged nothing.");
    flash(button);
    return this.leave(what);
  }

  leave(what) {
    this.notice();
    const { task, parts } = this;
    const written = this.typed();
    this.written.set(task.id, written);
    keepDraft();
    this.judged.push(task.id);
    this.own = undefined;
    const together = parts.also.querySelector("button").getAttribute("aria-pressed") === "true";
    const also = together ? task.also.map((one) => one.id) : [];
    if (what === "skip") return this.send({ act: "skip", output: task.id, also });
    if (!WITH_REASONS.includes(what)) written.reasons = [];
    const seconds = Math.round(this.workedMs) / 1000;
    return this.send({ act: "label", output: task.id, verdict: what, also, seconds, ...written });
  }

  undo() {
    this.own = undefined;
    this.send({ act: "undo", output: this.judged.pop() });
  }

  edit() {
    const { correction } = this.parts;
    this.before = correction.value;
    this.fresh(correction, correction.value || this.task.plain || " ");
    correction.focus();
    correction.select();
    if (window.innerHeight < SMALL_WINDOW) correction.scrollIntoView({ block: "center" });
  }

  typed() {
    return { correction: this.corrected(), comment: this.parts.comment.value.trim(), reasons: [...this.chosen] };
  }

  keep() {
    if (this.task) keepDraft({ sitting: this.data.sitting, output: this.task.id, ...this.typed() });
  }

  corrected() {
    const typed = this.parts.correction.value.trim();
    return typed === this.task.plain.trim() ? "" : typed;
  }

  say(words) {
    this.own = words;
    this.drawSaid();
  }

  notice() {
    const now = performance.now();
    const passed = now - (this.lastSign ?? now);
    if (passed < PAUSE_MS) this.workedMs = (this.workedMs ?? 0) + passed;
    this.lastSign = now;
  }

  search(step) {
    const { find, found } = this.parts;
    const wanted = find.value.trim();
    if (!this.task) return;
    this.parts.document.replaceChildren(...documentNodes(this.task.parts, wanted));
    const hits = [...this.parts.document.querySelectorAll(".desk-hit")];
    this.at = step && hits.length ? (this.at + step + hits.length) % hits.length : 0;
    hits[this.at]?.classList.add("desk-at");
    found.textContent = !wanted ? "" : hits.length ? `${this.at + 1} of ${hits.length}` : "not found";
    intoSight(this.parts.document, hits[this.at] ?? this.parts.document.querySelector("mark"));
  }
}
