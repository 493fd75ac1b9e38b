/* Puts a variable where the cursor stands: a chooser marked `data-put` names the box. Without scripts the server puts
   it at the end. */
(() => {
  "use strict";
  document.addEventListener("change", (event) => {
    const chooser = event.target.closest?.("[data-put]");
    const box = chooser && document.getElementById(chooser.dataset.put);
    if (!box || !chooser.value) return;
    const [from, to] = [box.selectionStart ?? box.value.length, box.selectionEnd ?? box.value.length];
    box.setRangeText(`{{${chooser.value}}}`, from, to, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
    chooser.value = "";
    box.focus();
  });
})();
