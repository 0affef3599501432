/** On every page: small helps that the page does not need to work. */
import { focusWas, restoreFocus } from "./focus.js";
import { keepDrafts } from "./keep.js";
import { redrawMinutes } from "./minutes.js";
import { printOnPress } from "./print.js";
import { signal } from "./signal.js";

/** After each drawing of the page: at first, and when htmx has put an answer in its place. */
function drawn() {
  keepDrafts(document);
  redrawMinutes(document);
  signal(document);
}

printOnPress(document);
drawn();
restoreFocus(document);
document.addEventListener("htmx:beforeSwap", focusWas);
document.addEventListener("htmx:afterSettle", () => {
  drawn();
  restoreFocus(document);
});
setInterval(() => redrawMinutes(document), 60_000);
