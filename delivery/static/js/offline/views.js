/** What the gate's page shows: each view is a function from what is known to elements. */
import { answer, button, clock, code4, el, entrance, icon, join, keptIcon, link, money, named, notice, number3, pill, say, scan, shelfOf, signal } from "./draw.js";

const root = document.getElementById("phone");
const STATES = { saved: ["saved", "sync", "warn"], sent: ["sent", "check", "ok"], look: ["needsLook", "warn", "bad"] };

/** Before a shift: where to begin, or what is in the way. */
export function start(me, begin, failed) {
  const inTheWay = me === null ? notice(say("noNetwork"), "warn") : !me.user ? notice(say("signedOut"), "warn") : null;
  const places = me?.places ?? [];
  return [
    el("h1", {}, say("startTitle")),
    el("p", {}, say("startText")),
    failed && notice(say("failed"), "bad"),
    inTheWay,
    me && !me.user && link(say("signIn"), "person", "main huge", root.dataset.signIn),
    me?.user && !places.length && notice(say("noGate"), "warn"),
    ...places.map((place) => button(say("begin", { place: place.name }), "go", "main huge", () => begin(place))),
  ];
}

function tabs(current) {
  const tab = (name, word) => el("a", { href: `#${name}`, "aria-current": name === current ? "page" : null }, say(word));
  return el("nav", { class: "tabs", "aria-label": say("what") }, tab("hand-over", "handOver"), tab("take-in", "takeIn"), tab("records", "records"));
}

/** What was said of the last press or code, and how to take it back. */
function news(last, undo) {
  if (!last) return [];
  return [
    signal(last.kind === "bad" ? "problem" : "done"),
    notice(last.text, last.kind, last.kind === "ok" && el("div", {}, pill(say("saved"), "check"))),
    undo && button(say("undo", { shelf: undo.shelf }), "undo", "whole", undo.act),
  ];
}

/** Hand over: one question, whose code is it. */
export function handOver({ last, undo, counts, found }) {
  return [
    el("h1", { class: "hide" }, say("handOver")),
    tabs("hand-over"),
    el("div", { class: "split" }, el("div", { class: "stack" }, ...news(last, undo), scan("hand-over", found)), aside(counts)),
  ];
}

function aside(counts) {
  const fact = (label, n) => el("div", {}, el("dt", {}, label), el("dd", {}, say("bags", { n })));
  return el(
    "aside",
    { class: "stack" },
    el("dl", { class: "details" }, fact(say("here"), counts.here), fact(say("coming"), counts.coming)),
    el("p", { class: "small quiet" }, say("works")),
  );
}

/** Take in: the label that was scanned is taken in at once, and its shelf is the answer. */
export function takeIn({ last, bag, home, undo, counts, found }) {
  const shown = bag && answer(number3(bag.shelf), join([named(home), entrance(home)]), [[bag.kept, join([code4(bag.code), say("number", bag)])]]);
  return [
    !bag && el("h1", { class: "hide" }, say("takeIn")),
    tabs("take-in"),
    el("div", { class: "split" }, el("div", { class: "stack" }, shown, ...news(last, undo), scan("take-in", found)), aside(counts)),
  ];
}

/** A household's bags: the big answer, then one press. */
export function household({ home, here, elsewhere, done }) {
  const kinds = ["ambient", "chilled", "frozen"].map((kept) => [kept, here.filter((bag) => bag.kept === kept).length]);
  const lines = kinds.filter(([, n]) => n).map(([kept, n]) => [kept, join([say(kept), say("bags", { n })])]);
  const who = join([named(home), entrance(home), say("bags", { n: here.length })]);
  return el(
    "div",
    { class: "split half" },
    el("div", { class: "stack" }, here.length ? answer(shelfOf(here), who, lines) : [el("h1", {}, entrance(home)), notice(say("nothingHere"), "warn")], absent(elsewhere, done)),
    el(
      "section",
      { class: "stack act", "aria-label": say("what") },
      home.owed_fen > 0 && notice(say("owed", { sum: money(home.owed_fen) }), "warn"),
      here.length > 0 && button(say("handAll", { n: here.length }), "check", "main huge", () => done("hand-over", here)),
      here.length > 0 && parts(here, done),
      link(say("scanAgain"), "back", "whole", "#hand-over"),
      el("p", { class: "small quiet" }, say("undoNote")),
    ),
  );
}

const line = (bag, ...acts) => el("li", { class: "row" }, keptIcon(bag.kept), el("span", { class: "grow" }, el("strong", { class: "num" }, code4(bag.code)), " ", el("span", { class: "small quiet" }, say("number", bag))), ...acts);

function parts(here, done) {
  const rows = here.map((bag) => line(bag, button(say("isMissing"), "warn", "", () => done("miss", [bag])), here.length > 1 && button(say("handOver"), "check", "", () => done("hand-over", [bag]))));
  return el("details", {}, el("summary", { class: "btn whole" }, say("notAll")), el("ul", { class: "card rows" }, rows));
}

function absent(bags, done) {
  if (!bags.length) return null;
  const rows = bags.map((bag) => line(bag, button(say("isHere"), "check", "", () => done(bag.state === "missing" ? "find" : "take-in", [bag]))));
  return el("section", { class: "card stack", "aria-labelledby": "absent" }, el("h2", { id: "absent" }, say("notAtGate")), el("ul", { class: "rows" }, rows));
}

/** All that was done on this phone, the last first; what waits, and the end of the shift. */
export function records({ acts, waiting, undos, send, end, asked }) {
  const undone = new Set(acts.map((act) => act.proof.undoes));
  const row = (act) => {
    const [word, sign, kind] = STATES[act.state];
    const what = act.kind === "undo" ? "undone" : act.kind;
    return el("li", { class: "row" }, icon(act.kind === "undo" || undone.has(act.id) ? "undo" : "check"), el("span", { class: "grow" }, el("strong", {}, number3(act.shelf)), " ", say(what), el("br"), el("span", { class: "small quiet" }, clock(act.made))), pill(say(word), sign, kind));
  };
  return [
    el("h1", { class: "hide" }, say("records")),
    tabs("records"),
    waiting > 0 && notice(say("waiting", { n: waiting }), "warn"),
    button(say("sendNow"), "sync", "main huge", send),
    ...undos.map((undo) => button(say("undo", { shelf: undo.shelf }), "undo", "whole", undo.act)),
    acts.some((act) => act.state === "look") && notice(say("coordinator"), "warn"),
    acts.length ? el("ul", { class: "card rows" }, acts.map(row)) : notice(say("noRecords")),
    asked && waiting > 0 && notice(say("leave", { n: waiting }), "bad"),
    button(asked && waiting > 0 ? say("endAnyway") : say("endShift"), "out", "whole", end),
  ];
}
