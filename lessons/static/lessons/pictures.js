/* Drawing on a picture. The rows of the form are the truth: this draws what they say, and writes into them. */
(() => {
  const form = document.querySelector("[data-marks]");
  if (!form) return;
  const SVG = "http://www.w3.org/2000/svg";
  const MOST = 40;
  const INK = "#92140c";
  const size = { w: Number(form.dataset.width), h: Number(form.dataset.height) };
  const scale = Math.max(1, size.w / 1200, size.h / 900);
  const desk = form.querySelector("[data-marks-desk]");
  const stage = form.querySelector("[data-marks-stage]");
  const rowsBox = form.querySelector("[data-marks-rows]");
  const template = form.querySelector("[data-marks-row-template]");
  const total = form.querySelector("[name=marks-TOTAL_FORMS]");
  const say = form.querySelector("[data-marks-say]");
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${size.w} ${size.h}`);
  svg.setAttribute("role", "group");
  svg.setAttribute("aria-label", form.querySelector("#marks-rows-title").textContent);
  stage.append(svg);
  desk.hidden = false;

  let chosen = null;

  // --- rows

  const rows = () => [...rowsBox.querySelectorAll("[data-mark-row]")];
  const box = (row, name) => row.querySelector(`[name$="-${name}"]`);
  const value = (row, name) => Math.round(Number(box(row, name).value)) || 0;
  const kindOf = (row) => box(row, "kind").value;
  const alive = (row) => kindOf(row) !== "" && !box(row, "DELETE").checked;
  const read = (row) => ({ kind: kindOf(row), x: value(row, "x"), y: value(row, "y"), w: value(row, "w"), h: value(row, "h") });
  const clamp = (number, least, most) => Math.min(most, Math.max(least, Math.round(number)));

  function write(row, mark) {
    for (const name of ["x", "y", "w", "h"]) box(row, name).value = String(Math.round(mark[name]));
  }

  function emptyRow() {
    const free = rows().find((row) => kindOf(row) === "" && !box(row, "DELETE").checked);
    if (free) return free;
    if (rows().filter(alive).length >= MOST) return null;
    const index = Number(total.value);
    const holder = document.createElement("div");
    holder.innerHTML = template.innerHTML.replaceAll("__prefix__", String(index));
    const row = holder.firstElementChild;
    rowsBox.append(row);
    total.value = String(index + 1);
    return row;
  }

  // --- shapes

  function node(name, attributes, parent) {
    const made = document.createElementNS(SVG, name);
    for (const [key, one] of Object.entries(attributes)) made.setAttribute(key, String(one));
    parent.append(made);
    return made;
  }

  function arrowPath(mark) {
    const length = Math.hypot(mark.w, mark.h) || 1;
    const [ax, ay] = [mark.w / length, mark.h / length];
    const head = Math.min(24 * scale, length * 0.6);
    const points = [[0, 2.5], [length - head, 2.5], [length - head, 11], [length, 0], [length - head, -11], [length - head, -2.5], [0, -2.5]];
    return points
      .map(([a, b], i) => [a, i === 3 ? 0 : b * scale])
      .map(([a, b]) => `${mark.x + a * ax - b * ay},${mark.y + a * ay + b * ax}`)
      .join(" ");
  }

  function shape(group, mark, number) {
    const { x, y, w, h } = mark;
    if (mark.kind === "mask") node("rect", { class: "cover", x, y, width: w, height: h, fill: "#1f2937" }, group);
    if (mark.kind === "frame") {
      for (const [colour, inset, width] of [["#141414", 0, 8], ["#fff", 1, 6], [INK, 2, 4]]) {
        const by = (inset + width / 2) * scale;
        node("rect", { x: x + by, y: y + by, width: Math.max(0, w - 2 * by), height: Math.max(0, h - 2 * by), fill: "none", stroke: colour, "stroke-width": width * scale }, group);
      }
      node("rect", { class: "hit", x, y, width: w, height: h }, group);
    }
    if (mark.kind === "arrow") {
      const points = arrowPath(mark);
      node("polygon", { class: "hit", points, "stroke-width": 30 * scale }, group);
      node("polygon", { points, fill: INK, stroke: "#141414", "stroke-width": 7 * scale, "stroke-linejoin": "round" }, group);
      node("polygon", { points, fill: INK, stroke: "#fff", "stroke-width": 5 * scale, "stroke-linejoin": "round" }, group);
      node("polygon", { points, fill: INK }, group);
    }
    if (mark.kind === "number") {
      for (const [colour, part] of [["#141414", 1], ["#fff", 0.94], [INK, 0.8]]) node("circle", { cx: x, cy: y, r: 18 * scale * part, fill: colour }, group);
      node("circle", { class: "hit", cx: x, cy: y, r: 24 * scale }, group);
      const text = node("text", { x, y, transform: "" }, group);
      text.removeAttribute("transform");
      const high = (number < 10 ? 1.05 : 0.85) * 18 * scale;
      text.setAttribute("transform", `translate(${x} ${y}) scale(${high}) translate(${-x} ${-y})`);
      text.textContent = String(number);
    }
    const edge = mark.kind === "number" ? 24 * scale : 6 * scale;
    const left = Math.min(x, x + w) - edge, top = Math.min(y, y + h) - edge;
    node("rect", { class: "around", x: left, y: top, width: Math.abs(w) + 2 * edge, height: Math.abs(h) + 2 * edge }, group);
    if (mark.kind !== "number") node("circle", { class: "grip", "data-grip": "end", cx: x + w, cy: y + h, r: 13 * scale }, group);
    if (mark.kind === "arrow") node("circle", { class: "grip", "data-grip": "start", cx: x, cy: y, r: 13 * scale }, group);
  }

  function words(mark, number) {
    const name = form.dataset[`word${mark.kind[0].toUpperCase()}${mark.kind.slice(1)}`];
    const place = form.dataset.wordPlace.replace("LEFT", mark.x).replace("TOP", mark.y);
    const extent = mark.kind === "number" ? "" : `, ${form.dataset.wordSize.replace("WIDTH", mark.w).replace("HEIGHT", mark.h)}`;
    return `${name} ${number}: ${place}${extent}`;
  }

  function draw() {
    const focused = document.activeElement?.closest?.(".mark");
    const again = focused ? focused.dataset.row : null;
    svg.replaceChildren();
    let discs = 0, position = 0;
    const groups = [];
    for (const [index, row] of rows().entries()) {
      const kind = kindOf(row);
      const gone = box(row, "DELETE").checked;
      row.hidden = kind === "" && !row.querySelector(".marks-refused") ? true : gone;
      row.classList.toggle("chosen", row === chosen);
      for (const name of ["w", "h"]) row.querySelector(`[data-mark-field=${name}]`).hidden = kind === "number";
      row.querySelector("[data-mark-field=n]").hidden = kind !== "number";
      if (!alive(row)) continue;
      position += 1;
      const mark = read(row);
      let number = position;
      if (kind === "number") discs = number = value(row, "n") || discs + 1;
      row.querySelector("[data-mark-title]").textContent = words(mark, number).split(":")[0];
      groups.push([index, row, mark, number]);
    }
    // as they are burnt in: covers first, then the rest
    for (const [index, row, mark, number] of [...groups.filter((one) => one[2].kind === "mask"), ...groups.filter((one) => one[2].kind !== "mask")]) {
      const group = node("g", { class: "mark", tabindex: 0, role: "button", "data-row": index, "aria-label": `${words(mark, number)}. ${form.dataset.wordKeys}` }, svg);
      if (row === chosen) { group.classList.add("chosen"); group.setAttribute("aria-pressed", "true"); }
      shape(group, mark, number);
    }
    if (again !== null) svg.querySelector(`[data-row="${again}"]`)?.focus();
  }

  function choose(row) { if (chosen !== row) { chosen = row; draw(); } }
  const groupOf = (row) => svg.querySelector(`[data-row="${rows().indexOf(row)}"]`);

  function move(row, mark, across, down) {
    const [left, right] = [Math.min(mark.x, mark.x + mark.w), Math.max(mark.x, mark.x + mark.w)];
    const [top, bottom] = [Math.min(mark.y, mark.y + mark.h), Math.max(mark.y, mark.y + mark.h)];
    const dx = clamp(across, -left, size.w - right), dy = clamp(down, -top, size.h - bottom);
    write(row, { ...mark, x: mark.x + dx, y: mark.y + dy });
  }

  function resize(row, mark, across, down) {
    const least = mark.kind === "arrow" ? -Infinity : 8;
    write(row, {
      ...mark,
      w: clamp(Math.max(mark.w + across, least), -mark.x, size.w - mark.x),
      h: clamp(Math.max(mark.h + down, least), -mark.y, size.h - mark.y),
    });
  }

  function add(kind, mark) {
    const row = emptyRow();
    if (!row) { say.textContent = form.dataset.wordFull; return null; }
    box(row, "kind").value = kind;
    box(row, "n").value = "";
    write(row, mark);
    chosen = row;
    draw();
    return row;
  }

  function remove(row) {
    box(row, "DELETE").checked = true;
    if (chosen === row) chosen = null;
    draw();
    say.textContent = form.dataset.wordRemoved;
    (svg.querySelector(".mark") || form.querySelector("[data-marks-add]")).focus();
  }

  // --- mouse and touch

  const tool = () => form.querySelector("[name=tool]:checked").value;
  function at(event) {
    const seen = svg.getBoundingClientRect();
    return {
      x: clamp(((event.clientX - seen.left) / seen.width) * size.w, 0, size.w),
      y: clamp(((event.clientY - seen.top) / seen.height) * size.h, 0, size.h),
    };
  }

  let drag = null;
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || drag) return;
    const from = at(event);
    const group = event.target.closest(".mark");
    const grip = event.target.dataset.grip;
    event.preventDefault();
    if (group && !(tool() === "number" && !grip && !group.classList.contains("chosen") && event.target.matches(".hit") && kindOf(rows()[group.dataset.row]) === "frame")) {
      const row = rows()[group.dataset.row];
      choose(row);
      groupOf(row)?.focus({ preventScroll: true });
      drag = { row, from, start: read(row), how: grip || "move" };
    } else {
      const row = add(tool(), { x: from.x, y: from.y, w: 0, h: 0 });
      if (!row) return;
      drag = { row, from, start: read(row), how: tool() === "number" ? "move" : "new" };
    }
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const to = at(event);
    const { row, from, start, how } = drag;
    if (how === "move") move(row, start, to.x - from.x, to.y - from.y);
    else if (how === "start") write(row, { ...start, x: to.x, y: to.y, w: start.x + start.w - to.x, h: start.y + start.h - to.y });
    else if (how === "new") {
      if (start.kind === "arrow") write(row, { ...start, w: to.x - from.x, h: to.y - from.y });
      else write(row, { x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), w: Math.abs(to.x - from.x), h: Math.abs(to.y - from.y) });
    } else resize(row, start, to.x - from.x, to.y - from.y);
    draw();
  });
  function drop() {
    if (!drag) return;
    const { row, how } = drag;
    drag = null;
    const mark = read(row);
    if (how === "new" && Math.abs(mark.w) + Math.abs(mark.h) < 16 * scale) {  // a mere press: the usual size
      const usual = usualSize(mark.kind);
      write(row, { ...mark, w: clamp(usual.w, -mark.x, size.w - mark.x), h: clamp(usual.h, -mark.y, size.h - mark.y) });
    }
    draw();
    groupOf(row)?.focus({ preventScroll: true });
  }
  svg.addEventListener("pointerup", drop);
  svg.addEventListener("pointercancel", drop);

  // --- keyboard

  const usualSize = (kind) => (kind === "number" ? { w: 0, h: 0 } : { w: Math.round(160 * scale), h: Math.round((kind === "arrow" ? 100 : 60) * scale) });

  form.querySelector("[data-marks-add]").addEventListener("click", () => {
    const usual = usualSize(tool());
    const w = Math.min(usual.w, size.w), h = Math.min(usual.h, size.h);
    const row = add(tool(), { x: Math.round((size.w - w) / 2), y: Math.round((size.h - h) / 2), w, h });
    if (!row) return;
    say.textContent = form.dataset.wordAdded;
    groupOf(row)?.focus();
  });
  svg.addEventListener("focusin", (event) => {
    const group = event.target.closest(".mark");
    if (group && !drag) choose(rows()[group.dataset.row]);
  });
  svg.addEventListener("keydown", (event) => {
    const group = event.target.closest(".mark");
    if (!group) return;
    const row = rows()[group.dataset.row];
    const step = Math.round((event.altKey ? 1 : 8) * scale);
    const way = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
    if (way) {
      event.preventDefault();
      if (event.shiftKey && kindOf(row) !== "number") resize(row, read(row), ...way);
      else move(row, read(row), ...way);
      draw();
      say.textContent = groupOf(row).getAttribute("aria-label").split(". ")[0];
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      remove(row);
    } else if (event.key === "Enter") {
      event.preventDefault();
      box(row, "x").focus();
    }
  });

  rowsBox.addEventListener("input", draw);
  rowsBox.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-mark-row]");
    if (row && alive(row)) choose(row);
  });
  draw();
})();
