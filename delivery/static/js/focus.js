/**
 * Where the focus goes when the page is drawn anew: to the answer, if there is one; else it stays where it was;
 * and where that has gone (the minus of the last piece), to its neighbour, the plus.
 */
let before = "";

/** Remember what has the focus, just before the page is replaced. */
export function focusWas() {
  before = document.activeElement?.id ?? "";
}

/** Put the focus where the person will look next. */
export function restoreFocus(root) {
  const answer = root.querySelector("[data-answer]");
  if (answer) return answer.focus();
  if (!before || document.activeElement !== document.body) return;
  const neighbour = document.getElementById(before) ?? document.getElementById(before.replace(/^less-/, "more-"));
  (neighbour ?? document.getElementById("main"))?.focus({ preventScroll: true });
  before = "";
}
