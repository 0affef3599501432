/**
 * Minutes to go, redrawn once a minute: `<time data-left datetime="…" data-hours="{h} h {m} min" data-minutes="{m} min">`.
 * The words come with the element, so this file knows no language. Nothing ticks by the second: haste is no help.
 */

/** Whole minutes from `now` to `instant`, both in milliseconds; never below nought. */
export function minutesLeft(instant, now) {
  return Math.max(0, Math.ceil((instant - now) / 60_000));
}

/** "2 h 48 min" or "48 min", in the words given. */
export function inWords(minutes, { hours, minutes: short }) {
  if (minutes < 60) return short.replace("{m}", minutes);
  return hours.replace("{h}", Math.floor(minutes / 60)).replace("{m}", minutes % 60);
}

/** Redraw every such element under `root`. */
export function redrawMinutes(root, now = Date.now()) {
  for (const element of root.querySelectorAll("time[data-left]")) {
    const text = inWords(minutesLeft(Date.parse(element.dateTime), now), element.dataset);
    if (element.textContent !== text) element.textContent = text;
  }
}
