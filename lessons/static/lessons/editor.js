/* Names of records: every box marked data-lesson-name suggests the names that are in use on the page. */
(() => {
  const LIST = "lesson-names";
  const boxes = () => document.querySelectorAll("[data-lesson-name] input[type=text]");

  function refresh() {
    let list = document.getElementById(LIST);
    if (!list) {
      list = document.createElement("datalist");
      list.id = LIST;
      document.body.append(list);
    }
    const names = new Set([...boxes()].map((box) => box.value.trim()).filter(Boolean));
    list.replaceChildren(...[...names].sort().map((name) => new Option(name)));
  }

  document.addEventListener("focusin", (event) => {
    if (!event.target.matches("[data-lesson-name] input[type=text]")) return;
    refresh();
    event.target.setAttribute("list", LIST);
  });
})();

/* Boxes for formatted text have no name that a screen reader could say: they take that of their label. */
(() => {
  const NAMELESS = ".public-DraftEditor-content:not([aria-label]):not([aria-labelledby])";

  function name(box) {
    const field = box.closest("[data-contentpath], [data-field], .w-field__wrapper, .w-panel");
    const label = field && field.querySelector("label, .w-field__label, .w-panel__heading");
    const words = label && label.textContent.replace(/[*\s]+/g, " ").trim();
    if (words) box.setAttribute("aria-label", words);
  }

  function all() {
    document.querySelectorAll(NAMELESS).forEach(name);
  }

  new MutationObserver(all).observe(document.documentElement, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", all);
})();
