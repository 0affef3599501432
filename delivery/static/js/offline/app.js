/** The gate without a network: what is pressed is kept on the phone first, then shown, then sent. */
import { doTogether, undoTogether, undoable } from "./acts.js";
import { icon, say, shelfOf, show } from "./draw.js";
import { find } from "./find.js";
import { beginShift, whoAmI, workableShift } from "./shift.js";
import { countActs, countBags, currentShift, lastActs, recentActs, wipeBundle } from "./store.js";
import { Sender } from "./sync.js";
import * as views from "./views.js";

const root = document.getElementById("phone");
const GONE = ["handed-over", "returned", "destroyed"];
const HERE = "at-gate";
const VIEWS = { "": drawHandOver, "#hand-over": drawHandOver, "#take-in": drawTakeIn, "#records": drawRecords };

let shift = null;
let bundle = null;
let me = null;
let last = null; // what is said above the next view
let taken = null; // the bag whose shelf is the answer
let asked = false;
const sender = new Sender(drawStatus);

function drawStatus({ waiting, look }) {
  const place = document.querySelector("[data-status]");
  const text = waiting ? say("waiting", { n: waiting }) : look ? say("look", { n: look }) : say("allSent");
  const kind = waiting ? "warn" : look ? "bad" : "ok";
  place.hidden = !shift && !waiting && !look;
  const pill = document.createElement("span");
  pill.className = `pill ${kind}`;
  pill.append(icon(waiting ? "sync" : look ? "warn" : "check"), text);
  place.replaceChildren(pill);
  if (location.hash === "#records" && shift) drawRecords();
}

async function counts() {
  return { here: await countBags([HERE]), coming: await countBags(["packed", "on-vehicle"]) };
}

/** The presses that may still be undone, as buttons need them. */
async function undos() {
  return undoable(await recentActs(), shift).map((group) => ({
    shelf: shelfOf(group),
    act: () => press(() => undoTogether(shift, group), say("undone")),
  }));
}

/** Do one press: on the disk first. Where that fails nothing turns green. */
async function press(act, done) {
  try {
    await act();
    last = { kind: "ok", text: done };
  } catch (refused) {
    console.warn(refused);
    last = { kind: "bad", text: say("lost") };
    taken = null;
  }
  await (location.hash === "#take-in" ? drawTakeIn() : go("#hand-over"));
  await sender.tell();
  sender.poke();
}

async function go(hash) {
  if (location.hash !== hash) location.hash = hash;
  else await draw();
}

async function drawHandOver() {
  const [undo] = last?.kind === "ok" ? await undos() : [];
  show("hand-over", views.handOver({ last, undo, counts: await counts(), found: lookUp }));
  last = null;
}

async function lookUp(text) {
  const found = await find(text, bundle);
  if (found.refused) return refuse(found.refused, drawHandOver);
  const left = found.bags.filter((bag) => !GONE.includes(bag.state));
  if (!left.length) return refuse("gone", drawHandOver);
  const here = left.filter((bag) => bag.state === HERE || bag.id === found.scanned?.id);
  const elsewhere = left.filter((bag) => !here.includes(bag));
  show("household", views.household({ home: found.home, here, elsewhere, done: (kind, bags) => act(kind, bags, found.method) }));
}

function refuse(why, redraw) {
  last = { kind: "bad", text: say(why) };
  return redraw();
}

function act(kind, bags, method) {
  const text = say("done", { what: say(kind), shelf: shelfOf(bags), bags: say("bags", { n: bags.length }) });
  return press(() => doTogether(shift, bags.map((bag) => ({ kind, bag, method }))), text);
}

async function drawTakeIn() {
  const home = taken && bundle.homes.find((one) => one.id === taken.home);
  const [undo] = last?.kind === "ok" ? await undos() : [];
  show("take-in", views.takeIn({ last, bag: taken, home, undo, counts: await counts(), found: takeIn }));
  last = null;
}

async function takeIn(text) {
  const { refused, scanned } = await find(text, bundle);
  taken = null;
  if (refused) return refuse(refused, drawTakeIn);
  if (!scanned) return refuse("pickup", drawTakeIn);
  if (GONE.includes(scanned.state)) return refuse("isGone", drawTakeIn);
  taken = scanned;
  return act(scanned.state === "missing" ? "find" : "take-in", [scanned], "label");
}

async function drawRecords() {
  const [acts, waiting] = [await lastActs(), await countActs("saved")];
  show("records", views.records({ acts, waiting, undos: await undos(), send: () => sender.poke(), end, asked }));
}

/** The end of a shift: warned while acts wait. The bundle goes, the outbox stays and is sent. */
async function end() {
  if (!asked && (await countActs("saved"))) {
    asked = true;
    return drawRecords();
  }
  await wipeBundle();
  await sender.poke();
  location.assign(root.dataset.switch);
}

async function begin(place) {
  try {
    shift = await beginShift(me, place);
    await open();
  } catch (refused) {
    console.warn(refused);
    show("start", views.start(me, begin, true));
  }
}

async function open() {
  bundle = JSON.parse(shift.bundle);
  const gate = bundle.gates.find((one) => one.id === bundle.place);
  if (gate) document.querySelector("[data-place]").textContent = document.documentElement.lang === "en" ? gate.name_en || gate.name : gate.name;
  await sender.tell();
  await draw();
}

async function draw() {
  asked = false;
  if (!shift) return show("start", views.start(me, begin, false));
  if (location.hash !== "#take-in") taken = null;
  await VIEWS[location.hash]?.();
}

/** Whoever is signed in now may be another: the bundle is only theirs who began the shift. */
async function look() {
  me = await whoAmI();
  const mine = await workableShift(me);
  if (mine?.id === shift?.id && shift) return;
  shift = mine;
  await (shift ? open() : draw());
}

async function run() {
  const known = await currentShift();
  if (known?.bundle) {
    shift = await workableShift(null); // at once, from the phone; who is signed in is asked beside it
    if (shift) await open();
  }
  await look();
  await sender.poke();
}

addEventListener("hashchange", draw);
addEventListener("online", look);
document.addEventListener("visibilitychange", () => document.hidden || look());
navigator.serviceWorker?.register(root.dataset.worker, { scope: new URL(".", location).pathname });
await run();
