/* Where one is on the page, and stays, while parts of it change.
   - After a swap the focus is never lost: it goes to what came back with `data-focus`; for who asked from the guide it
     stays with the button pressed, or begins at the new step; otherwise at the heading.
   - What the guide points at (#cho-nay) comes into view, its control takes the focus, and its name is said.
   - A new step is read from the guide's top.
   - Asking the guide for something loses nothing that was typed beside it. */

const page = (window.page ??= {});

const CONTROL = "a[href], button, summary, input:not([type=hidden]), select, textarea";
const HEADINGS = ["pf-title", "step-here", "main"];

let held = null; // what had the focus before the swap
let fromGuide = false;
let fromPlayer = false; // a step of the player keeps the focus there: playback.js sees to it
let typed = [];
let step = null;

const stepNow = () => document.getElementById("step-here")?.textContent;

document.addEventListener("DOMContentLoaded", () => {
  step = stepNow();
  const spot = document.getElementById("cho-nay");
  if (spot) requestAnimationFrame(() => pointOut(spot));
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const asked = event.detail.requestConfig.elt;
  held = describe(document.activeElement);
  fromGuide = Boolean(asked.closest("#guide"));
  fromPlayer = Boolean(asked.closest("#player"));
  const boxes = event.target.id === "platform" && fromGuide ? event.target.querySelectorAll("form [id][name]") : [];
  typed = [...boxes].filter((box) => box.type !== "hidden");
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "platform") return;
  for (const old of typed) {
    const box = document.getElementById(old.id);
    if (!box || box.type !== old.type || box.form?.getAttribute("action") !== old.form.getAttribute("action")) continue;
    if (box.type === "checkbox" || box.type === "radio") box.checked = old.checked;
    else if (box.name !== "q") box.value = old.value;
  }
  typed = [];
});

document.addEventListener("htmx:afterSettle", (event) => {
  const { target } = event.detail;
  if (event.target !== target) return;
  const moved = stepNow() !== step;
  step = stepNow();
  if (moved) document.getElementById("huong-dan")?.scrollTo(0, 0);
  const spot = target.querySelector("#cho-nay");
  if (fromPlayer) return;
  if (spot) requestAnimationFrame(() => pointOut(spot));
  else settle(target, moved);
});

function settle(target, moved) {
  const stay = fromGuide && (moved ? document.getElementById("step-here") : twin(held));
  if (stay && take(stay)) return;
  if (take(target.querySelector("[data-focus]"))) return;
  if (document.activeElement && document.activeElement !== document.body) return;
  if (take(twin(held))) return;
  for (const id of HEADINGS) if (take(document.getElementById(id))) return;
}

function take(element, options = {}) {
  if (!element) return false;
  if (!element.matches(CONTROL) && !element.hasAttribute("tabindex")) element.tabIndex = -1;
  element.focus(options);
  return document.activeElement === element;
}

function describe(element) {
  if (!element || element === document.body) return null;
  const { id, tagName, name, value } = element;
  const home = element.closest("#guide, #platform")?.id;
  return { id, tagName, name, value, home, href: element.getAttribute("href"), text: element.textContent };
}

/* The same control in what came back. */
function twin(was) {
  const home = was && document.getElementById(was.home || "main");
  if (!home) return null;
  const same = was.id && document.getElementById(was.id);
  if (same) return same;
  const others = [...home.querySelectorAll(was.tagName)];
  return (
    (was.name && others.find((one) => one.name === was.name && one.value === was.value)) ||
    (was.href && others.find((one) => one.getAttribute("href") === was.href)) ||
    others.find((one) => one.matches(CONTROL) && one.textContent === was.text) ||
    null
  );
}

function pointOut(spot) {
  for (let fold = spot.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  if (!spot.offsetParent) location.hash = spot.id; // phones: over to the platform's side
  const control = controlOf(spot);
  const begin = spot.textContent.trim() ? control : document.getElementById("pf-title"); // a form is read from its top
  spot.scrollIntoView({ block: "center" });
  take(begin, { preventScroll: true });
  page.say(`${page.word("here")}: ${wordsOf(control)}`);
}

function controlOf(spot) {
  const around = spot.closest("a, button, summary, label");
  if (around) return around.control ?? around;
  const marked = spot.closest(".pf-spotted, p, tr, form") ?? document.querySelector("#platform button.pf-spotted");
  return !marked || marked.matches(CONTROL) ? marked : (marked.querySelector(CONTROL) ?? marked);
}

function wordsOf(control) {
  const name = control.getAttribute("aria-label");
  if (name) return name;
  const words = (control.closest("fieldset")?.querySelector("legend") ?? control.labels?.[0] ?? control).cloneNode(true);
  for (const mark of words.querySelectorAll(".pf-here, .pf-req, .pf-sort")) mark.remove();
  return words.textContent.trim().replace(/\s+/g, " ");
}
