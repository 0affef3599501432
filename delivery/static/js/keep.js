/**
 * Drafts: a form with `data-keep="name"` keeps what was typed through a reload or a lost network, in this tab only.
 * Passwords, files and hidden fields are never kept. What the server has filled in wins over a draft.
 */
const PREFIX = "draft:";

function keepable(field) {
  return field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type);
}

function read(form) {
  const entries = [];
  for (const field of form.elements) {
    if (!keepable(field)) continue;
    entries.push([field.name, field.value, field.checked ?? null]);
  }
  return entries;
}

function fill(form, entries) {
  for (const [name, value, checked] of entries) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (!keepable(field)) continue;
      const box = field.type === "checkbox" || field.type === "radio";
      if (box && field.value === value) field.checked = checked;
      else if (!box && !field.value) field.value = value;
    }
  }
}

/** A draft that was sent is only wanted again when the person came back to it; a fresh visit begins empty. */
function wanted(draft) {
  const [visit] = performance.getEntriesByType("navigation");
  return !draft.sent || visit?.type === "reload" || visit?.type === "back_forward";
}

function watch(form, place) {
  const save = (sent) => sessionStorage.setItem(place, JSON.stringify({ sent, entries: read(form) }));
  form.addEventListener("input", () => save(false));
  form.addEventListener("submit", () => save(true));
}

/** Fill the forms under `root` from their drafts, and keep them from now on. */
export function keepDrafts(root) {
  for (const form of root.querySelectorAll("form[data-keep]:not([data-kept])")) {
    form.dataset.kept = "";
    const place = PREFIX + form.dataset.keep;
    const draft = JSON.parse(sessionStorage.getItem(place) ?? "null");
    const refused = form.querySelector("[aria-invalid]");
    if (draft && !refused && wanted(draft)) fill(form, draft.entries);
    else sessionStorage.removeItem(place);
    watch(form, place);
  }
}
