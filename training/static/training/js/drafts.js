/* What is typed is kept in this browser until the server has taken it, and put back when the same form opens again:
   after a crash, a closed tab, signing in anew.

   Kept for: forms of the platform (#platform form.pf-form) and forms marked `data-draft`. The name of a draft is the
   path that its form sends to (an attempt's number is part of it), or the value of `data-draft` where several forms
   share one; before it a pseudonym of the person, so that nobody finds somebody else's.
   Never kept: passwords, files, hidden boxes, and whatever is marked `data-secret`.
   Only boxes that were touched are kept, seven days at most, nothing after signing out. A form in which something was
   typed already, and one that came back refused, is left alone. Nothing runs at every key: what is typed is
   written down when the hands rest, and never in the middle of a word that an input method is still composing. */

const page = (window.page ??= {});

const FORMS = "#platform form.pf-form, form[data-draft]";
const NEVER = new Set(["hidden", "password", "file", "submit", "button", "reset", "image"]);
const PREFIX = "draft:";
const SENT = "draft-sent";
const REST = 400; // milliseconds without a key
const WEEK = 7 * 24 * 3600 * 1000;

const touched = new WeakMap(); // form → names of the boxes that somebody typed in
let resting = null; // { timer, form }

const address = (form) => new URL(form.getAttribute("action") || location.href, location.href);
const nameOf = (form) => `${PREFIX}${document.documentElement.dataset.who ?? ""}:${form.dataset.draft || address(form).pathname}`;
const ticks = (box) => box.type === "checkbox" || box.type === "radio";
const stateOf = (box) => (ticks(box) ? box.checked : box.value);

function stateAtFirst(box) {
  if (ticks(box)) return box.defaultChecked;
  if (box.tagName !== "SELECT") return box.defaultValue;
  return ([...box.options].find((option) => option.defaultSelected) ?? box.options[0])?.value ?? "";
}

/* The boxes of a form that may be kept, each with a name of its own. */
function* boxesOf(form) {
  const seen = {};
  for (const box of form.elements) {
    if (!box.name || NEVER.has(box.type) || box.closest("[data-secret]") || box.tagName === "FIELDSET") continue;
    if (/password|one-time-code|cc-/.test(box.autocomplete)) continue;
    const count = (seen[box.name] = (seen[box.name] ?? -1) + 1);
    yield [ticks(box) ? `${box.name}=${box.value}` : `${box.name}#${count}`, box];
  }
}

function read(name) {
  try {
    const draft = JSON.parse(localStorage.getItem(name));
    return draft && Date.now() - draft.at < WEEK ? draft : null;
  } catch {
    return null;
  }
}

function drop(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    /* a browser that keeps nothing */
  }
}

function dropAll(which = () => true) {
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX) && which(name)) drop(name);
  } catch {
    /* a browser that keeps nothing */
  }
}

function save(form) {
  const mine = touched.get(form);
  if (!mine) return;
  const boxes = { ...read(nameOf(form))?.boxes };
  for (const [name, box] of boxesOf(form)) if (mine.has(name)) boxes[name] = stateOf(box);
  try {
    localStorage.setItem(nameOf(form), JSON.stringify({ at: Date.now(), boxes }));
  } catch {
    /* full, or a browser that keeps nothing: what is typed still stands in the form */
  }
}

function saveNow() {
  if (!resting) return;
  clearTimeout(resting.timer);
  const { form } = resting;
  resting = null;
  save(form);
}

function typing(event) {
  const form = event.target.form;
  if (event.isComposing || !form?.matches(FORMS)) return;
  if (resting && resting.form !== form) saveNow();
  clearTimeout(resting?.timer);
  const mine = touched.get(form) ?? new Set();
  touched.set(form, mine);
  const group = event.target.type === "radio" && event.target.name;
  for (const [name, box] of boxesOf(form)) if (box === event.target || (group && box.name === group)) mine.add(name);
  resting = { form, timer: setTimeout(saveNow, REST) };
}

for (const name of ["input", "change", "compositionend"]) document.addEventListener(name, typing);
document.addEventListener("visibilitychange", saveNow);
window.addEventListener("pagehide", saveNow);
document.addEventListener("htmx:beforeSend", saveNow);

function putBack(form) {
  const draft = read(nameOf(form));
  const boxes = [...boxesOf(form)];
  if (!draft || form.querySelector("[aria-invalid=true]") || boxes.some(([, box]) => stateOf(box) !== stateAtFirst(box))) return;
  const changed = boxes.filter(([name, box]) => name in draft.boxes && draft.boxes[name] !== stateOf(box));
  for (const [name, box] of changed) {
    if (ticks(box)) box.checked = draft.boxes[name];
    else box.value = draft.boxes[name];
  }
  if (!changed.length) return;
  touched.set(form, new Set(Object.keys(draft.boxes)));
  const line = document.createElement("p");
  line.className = "draft";
  line.append(
    page.word("draftRestored"),
    page.button(page.word("draftDiscard"), () => {
      form.reset();
      drop(nameOf(form));
      touched.delete(form);
      line.remove();
      page.say(page.word("draftDiscarded"));
      changed[0][1].focus();
    }),
  );
  form.prepend(line);
  page.say(page.word("draftRestored"));
}

/* The server has taken it when it sends the browser on to another page; the way to the sign-in page is none. */
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { xhr, requestConfig: asked } = event.detail;
  if (asked.verb === "get" || !asked.elt.matches(FORMS) || !xhr.responseURL || xhr.status >= 400) return;
  if (xhr.getResponseHeader("HX-Redirect") || xhr.responseURL === new URL(asked.path, location.href).href.split("#")[0]) return;
  drop(nameOf(asked.elt));
  touched.delete(asked.elt);
});

/* Sent without htmx, the next page tells: it came from this one, and neither the form nor the sign-in page stands on it. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-sign-out]")) dropAll();
  if (event.defaultPrevented || !form.matches(FORMS)) return;
  saveNow();
  sessionStorage.setItem(SENT, JSON.stringify({ name: nameOf(form), from: location.href.split("#")[0] }));
});

function acknowledge() {
  const sent = JSON.parse(sessionStorage.getItem(SENT));
  sessionStorage.removeItem(SENT);
  if (!sent || document.referrer !== sent.from || document.querySelector("input[type=password]")) return;
  if (![...document.querySelectorAll(FORMS)].some((form) => nameOf(form) === sent.name)) drop(sent.name);
}

document.addEventListener("DOMContentLoaded", () => {
  const { who } = document.documentElement.dataset;
  acknowledge();
  dropAll((name) => !read(name) || (who && !name.startsWith(`${PREFIX}${who}:`)));
  document.querySelectorAll(FORMS).forEach(putBack);
});

document.addEventListener("htmx:afterSettle", (event) => {
  const { target, requestConfig: asked, xhr } = event.detail;
  if (event.target !== target) return;
  const refused = asked.verb !== "get" && xhr.responseURL === new URL(asked.path, location.href).href.split("#")[0];
  if (!refused) document.querySelectorAll(FORMS).forEach(putBack);
});
