/* The player of a demonstration or a replay, on top of its links: without this file previous and next still work.
   - plays by pressing "next" after as long as the caption takes to read; begins paused, unless the address says
     ?chay=1 and nobody asked for less motion;
   - pauses when the page is hidden, on any key or click in the pane or the guide, and at the end;
   - with the focus on the player: Space plays or pauses, the arrows step;
   - what comes takes no focus away from the player, and shows what is pointed out. */

(() => {
  const SHORTEST = 3000; // milliseconds that a frame stays at least
  const A_CHARACTER = 62; // milliseconds to read one
  const by = (id) => document.getElementById(id);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let playing = false;
  let timer = 0;
  let turn = 0;
  let speed = "1";
  let stepped = false; // the request under way is the player's own
  let focused = ""; // what had the focus when it began

  function delay() {
    const length = by("caption")?.textContent.trim().length || 0;
    return Math.max(SHORTEST, length * A_CHARACTER) / Number(speed);
  }

  function nextFrame() {
    const link = by("player-next");
    return link && !link.hasAttribute("data-again") ? link : null;
  }

  function draw() {
    const button = by("player-play");
    if (!button) return;
    by("player-run").hidden = false;
    by("player-speed").value = speed;
    const words = playing ? button.dataset.pause : button.dataset.play;
    if (button.textContent !== words) button.textContent = words;
    by("player").classList.toggle("player--playing", playing);
  }

  function schedule() {
    clearTimeout(timer);
    clearTimeout(turn);
    if (playing && nextFrame()) {
      timer = setTimeout(() => step(nextFrame()), delay());
      turn = setTimeout(() => show("button.pf-spotted"), delay() * 0.6); // a long form: first its boxes, then its button
    } else playing = false;
    draw();
  }

  function play(on) {
    playing = on;
    schedule();
  }

  function step(link) {
    if (!link || link.tagName !== "A") return;
    link.click();
  }

  document.addEventListener("click", (event) => {
    const on = event.target;
    if (on.closest("#player-play")) {
      if (!playing && !nextFrame()) return step(by("player-next")); // from the end: once more from the start
      return play(!playing);
    }
    if (on.closest("#player-next, #player-previous")) {
      clearTimeout(timer);
      clearTimeout(turn);
      stepped = true;
      focused = document.activeElement?.id || "";
      return;
    }
    if (on.closest("#platform, #guide")) play(false);
  });

  document.addEventListener("change", (event) => {
    if (event.target.id !== "player-speed") return;
    speed = event.target.value;
    schedule();
  });

  document.addEventListener("keydown", (event) => {
    if (!by("player") || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.closest("#platform, #guide")) return play(false);
    if (!event.target.closest("#player") || event.target.closest("select")) return;
    if (event.key === " " && !event.target.closest("#player-play")) {
      event.preventDefault();
      play(!playing);
    } else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      event.preventDefault();
      step(event.key === "ArrowRight" ? nextFrame() : by("player-previous"));
    }
  });

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) play(false);
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id !== "platform" || !by("player")) return;
    if (stepped) {
      for (const greedy of event.target.querySelectorAll("[data-focus]")) greedy.removeAttribute("data-focus");
    }
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "platform" || !by("player")) return;
    if (stepped) {
      const active = document.activeElement;
      const lost = !active || active === document.body || active.closest("#platform");
      if (lost) (by(focused) || by("player")).focus({ preventScroll: true });
      toScreen();
    }
    stepped = false;
    schedule();
  });

  /* Phones show one side at a time, by the address: a step belongs to the platform's side. */
  function toScreen() {
    if (getComputedStyle(by("platform")).display === "none") location.replace("#thuc-hanh");
    show(".pf-field--filled") || show("#cho-nay");
  }

  function show(what) {
    const found = by("platform").querySelector(what);
    const go = () => found.scrollIntoView({ block: "center" });
    if (found) requestAnimationFrame(() => requestAnimationFrame(go)); // page.js brings the mark into view before
    return Boolean(found);
  }

  for (const failed of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(failed, () => by("player") && play(false));
  }

  function begin() {
    if (!by("player")) return;
    if (by("platform").querySelector("#cho-nay") && getComputedStyle(by("platform")).display !== "none") toScreen();
    play(by("player").hasAttribute("data-run") && !calm.matches);
  }

  document.addEventListener("htmx:historyRestore", draw);
  begin();
})();
