/** Elements of the page, with the classes of the one style sheet; words come from the server. */
const root = document.getElementById("phone");
export const words = JSON.parse(root.dataset.words);
const plural = new Intl.PluralRules(document.documentElement.lang);

/** A sentence with its `{places}` filled in; where it counts, `n` chooses between one and many. */
export function say(name, values = {}) {
  const known = words[name];
  const text = Array.isArray(known) ? known[plural.select(values.n) === "one" ? 0 : 1] : known;
  return text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

/** An element: attributes by name, `on…` listeners as functions, children as nodes or text. */
export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value != null) made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((child) => child != null && child !== false));
  return made;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "i");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${root.dataset.icons}#${name}`);
  svg.append(use);
  return svg;
}

export const button = (label, sign, kind, click) => el("button", { type: "button", class: `btn ${kind}`, click }, icon(sign), label);
export const link = (label, sign, kind, href) => el("a", { class: `btn ${kind}`, href }, icon(sign), label);
export const pill = (label, sign, kind = "") => el("span", { class: `pill ${kind}` }, icon(sign), label);
export const signal = (kind) => el("span", { hidden: true, "data-signal": kind });

const SIGNS = { ok: "check", warn: "warn", bad: "warn", "": "info" };

/** A notice; a bad one is said at once. */
export function notice(text, kind = "", ...more) {
  return el("div", { class: `notice ${kind}`, role: kind === "bad" ? "alert" : "status" }, icon(SIGNS[kind]), el("span", {}, text), ...more);
}

const KEPT = { ambient: "box", chilled: "chill", frozen: "snow" };
export const keptIcon = (kept) => icon(KEPT[kept]);
export const number3 = (shelf) => String(shelf).padStart(3, "0");
export const shelfOf = (bags) => [...new Set(bags.map((bag) => bag.shelf))].sort((a, b) => a - b).map(number3).join(" · ");
export const money = (fen) => `¥${(fen / 100).toFixed(2)}`;
export const code4 = (code) => code.replace(/(.{4})(?=.)/g, "$1 ");
export const join = (parts) => parts.filter(Boolean).join(document.documentElement.lang === "en" ? ", " : "·");
export const clock = (ms) => new Date(ms).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
export const named = (row) => (document.documentElement.lang === "en" && row.name_en) || row.name;

/** The stairs that a home is on; no room and no name. */
export const entrance = (home) => say(home.unit ? "entrance" : "building", home);

/** The big answer on the light. */
export function answer(shelf, who, lines) {
  return el(
    "section",
    { class: "answer", "aria-live": "assertive", tabindex: "-1", "data-answer": true },
    el("h1", {}, el("span", {}, say("shelf")), el("span", { class: "where" }, shelf)),
    el("p", {}, who),
    el("ul", {}, lines.map(([kept, text]) => el("li", {}, keptIcon(kept), el("span", {}, text)))),
  );
}

let shown = "";

/**
 * Put a view in the place of the one before, and let the small helps of every page know. It begins at its top, where the
 * answer is; only the records, which are drawn anew under a reading eye, stay where they are.
 */
export function show(name, ...nodes) {
  root.replaceChildren(...nodes.flat().filter(Boolean));
  if (name !== "records" || name !== shown) scrollTo(0, 0);
  shown = name;
  document.dispatchEvent(new Event("htmx:afterSettle"));
  if (!root.querySelector("[data-answer]")) document.getElementById("main").focus({ preventScroll: true });
}

/** The form that scans and reads what is typed; `found` is given the text. */
export function scan(kind, found) {
  const form = document.getElementById(`scan-${kind}`).content.firstElementChild.cloneNode(true);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const field = form.querySelector("[data-code]");
    if (field.value.trim()) found(field.value);
    field.value = "";
  });
  return form;
}
