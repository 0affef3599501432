/** On every page: small helps that the page does not need to work. */
import { keepDrafts } from "./keep.js";
import { redrawMinutes } from "./minutes.js";
import { printOnPress } from "./print.js";
import { signal } from "./signal.js";

/** After each drawing of the page: at first, and when htmx has put an answer in its place. */
function drawn() {
  keepDrafts(document);
  redrawMinutes(document);
  signal(document);
  document.querySelector("[data-answer]")?.focus();
}

printOnPress(document);
drawn();
document.addEventListener("htmx:afterSettle", drawn);
setInterval(() => redrawMinutes(document), 60_000);
