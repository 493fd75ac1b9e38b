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

/* Wagtail leaves boxes for formatted text, and those of a list, without a name that a screen reader could say: they
   take that of the field they are in. */
(() => {
  const BOXES = ".public-DraftEditor-content, main select, main textarea, main input:not([type=hidden])";
  const HEADINGS = "label, legend, .w-field__label, [data-panel-heading-text]";

  const seen = new WeakSet(); // a page form has hundreds of boxes: each is looked at once

  const named = (box, labelled) =>
    box.hasAttribute("aria-label") ||
    box.hasAttribute("aria-labelledby") ||
    box.title ||
    labelled.has(box.id) ||
    box.closest("label");

  function words(box) {
    for (let field = box.parentElement; field && field.tagName !== "FORM"; field = field.parentElement) {
      const said = field.querySelector(HEADINGS)?.textContent.replace(/[*\s]+/g, " ").trim();
      if (said) return said;
    }
    return "";
  }

  function name() {
    const boxes = [...document.querySelectorAll(BOXES)].filter((box) => !seen.has(box));
    if (!boxes.length) return;
    const labelled = new Set([...document.querySelectorAll("label[for]")].map((label) => label.htmlFor));
    for (const box of boxes) {
      seen.add(box);
      const said = named(box, labelled) ? "" : words(box);
      if (said) box.setAttribute("aria-label", said);
    }
  }

  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      name();
    }, 200);
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
