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
