/* The little that pages need beyond HTML and htmx; nothing depends on it.
   - an account menu closes on Escape and on a click elsewhere;
   - when the network or the server fails an htmx request, say so in #status and lose nothing;
   - what came back with `data-focus` takes the focus. */

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
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
});
