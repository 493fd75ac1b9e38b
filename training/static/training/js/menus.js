/* A menu (account, seats, further modules) closes on Escape and on a click elsewhere. */

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
