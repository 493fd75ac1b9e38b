/* The little that pages need beyond HTML and htmx; nothing depends on it.
   - a menu (account, seats, further modules) closes on Escape and on a click elsewhere;
   - when the network or the server fails an htmx request, say so in #status and lose nothing;
   - what came back with `data-focus` takes the focus, and what the guide points out comes into view;
   - a new step is read from the guide's top;
   - asking the guide for something loses nothing that was typed beside it. */

const MENUS = ["menu", "pf-seats", "pf-more-mods"].map((name) => `details.${name}[open]`).join();

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(MENUS)) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector(MENUS);
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

function sayFailed() {
  const status = document.getElementById("status");
  if (!status) return;
  const line = document.createElement("p");
  line.className = "status status--broken";
  line.textContent = status.dataset.failed;
  status.replaceChildren(line);
}

for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(name, sayFailed);
}

document.addEventListener("htmx:afterSettle", (event) => {
  const target = event.target.querySelector("[data-focus]");
  if (target) target.focus();
  const spot = event.target.querySelector("#cho-nay");
  if (spot) requestAnimationFrame(() => pointOut(spot));
});

function pointOut(spot) {
  if (spot.offsetParent) spot.scrollIntoView({ block: "center" });
  else location.hash = spot.id; // phones: over to the platform's side
}

let typed = [];
let step = document.getElementById("step-here")?.textContent;

document.addEventListener("htmx:beforeSwap", (event) => {
  const asked = event.detail.requestConfig.elt;
  const boxes = event.target.id === "platform" && asked.closest("#guide") ? event.target.querySelectorAll("form [id][name]") : [];
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
  const now = document.getElementById("step-here")?.textContent;
  if (now !== step) document.getElementById("huong-dan")?.scrollTo(0, 0);
  step = now;
});
