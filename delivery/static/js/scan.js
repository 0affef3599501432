/**
 * `<form data-scan>`: camera, hand scanner and typing fill the same field and send the same form.
 * Typing always works; the camera is an offer, and what keeps it from working is said in the frame.
 */
import { hearScanner } from "./keyboard.js";
import { reader } from "./reader.js";

const BETWEEN_LOOKS_MS = 120;
const GONE_MS = 3000;
const LAST = "scan:last";
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** A code is taken once for as long as it stays in view, even when the page is drawn anew in between. */
function seenBefore(code) {
  const last = JSON.parse(sessionStorage.getItem(LAST) ?? "{}");
  sessionStorage.setItem(LAST, JSON.stringify({ code, at: Date.now() }));
  return last.code === code && Date.now() - last.at < GONE_MS;
}

/** One scan form: its field, its frame, its camera. */
class Scan {
  constructor(form) {
    this.form = form;
    this.field = form.querySelector("[data-code]");
    this.frame = form.querySelector("[data-frame]");
    this.words = form.querySelector("[data-say]");
    this.offer = form.querySelector("[data-camera]");
    this.offer.addEventListener("click", () => this.open());
    this.offer.hidden = !navigator.mediaDevices;
  }

  say(what) {
    this.words.textContent = this.words.dataset[what];
  }

  /** Fill the field and send, as if the person had typed it. */
  found(code) {
    this.close();
    this.field.value = code;
    this.say("found");
    this.form.requestSubmit();
  }

  async open() {
    try {
      await this.play();
      this.offer.hidden = true;
      this.say("searching");
      await this.look();
    } catch (refused) {
      this.close();
      this.say(refused.name === "NotAllowedError" ? "refused" : "none");
    }
  }

  async play() {
    this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
    this.video = document.createElement("video");
    Object.assign(this.video, { playsInline: true, muted: true, srcObject: this.stream });
    this.frame.prepend(this.video);
    await this.video.play();
  }

  async look() {
    const read = await reader();
    while (this.stream && this.form.isConnected) {
      const code = this.video.videoWidth ? await read(this.video) : "";
      if (code && this.stream && !seenBefore(code)) return this.found(code);
      await pause(BETWEEN_LOOKS_MS);
    }
    this.close();
  }

  close() {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.video?.remove();
    this.stream = this.video = null;
    this.offer.hidden = !navigator.mediaDevices;
  }

  /** The camera comes by itself where it was allowed before. */
  async openIfAllowed() {
    const permission = await navigator.permissions?.query({ name: "camera" }).catch(() => null);
    if (permission?.state === "granted") await this.open();
  }
}

let current = null;

function start() {
  const form = document.querySelector("form[data-scan]:not([data-ready])");
  if (!form) return;
  form.dataset.ready = "";
  current?.close();
  current = new Scan(form);
  current.openIfAllowed();
}

start();
hearScanner((code) => current?.form.isConnected && current.found(code));
document.addEventListener("htmx:afterSettle", start);
document.addEventListener("visibilitychange", () => document.hidden && current?.close());
