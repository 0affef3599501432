/**
 * Hand scanners type: fast, then Enter. This hears them wherever the focus is, so that nobody has to tap a field first.
 */
const FASTEST_HAND_MS = 60;
const SHORTEST_CODE = 4;

/** Call `found` with each code that a scanner types outside a field; returns how to stop. */
export function hearScanner(found) {
  let typed = "";
  let last_ms = 0;
  function hear(event) {
    if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.timeStamp - last_ms > FASTEST_HAND_MS) typed = "";
    last_ms = event.timeStamp;
    if (event.key.length === 1) typed += event.key;
    else if (event.key === "Enter" && typed.length >= SHORTEST_CODE) {
      event.preventDefault();
      found(typed);
      typed = "";
    }
  }
  document.addEventListener("keydown", hear);
  return () => document.removeEventListener("keydown", hear);
}
