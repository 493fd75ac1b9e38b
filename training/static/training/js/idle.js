/* Who has done nothing for a while may be stuck: the offer of the guide, `#idle-offer[hidden]`, is shown and said, once a step.
   `data-idle` is the seconds (60 if not said); only a tab that is looked at counts. */

const page = (window.page ??= {});

const SECOND = 1000;
let last = Date.now();

const alive = () => {
  last = Date.now();
};

for (const name of ["keydown", "pointerdown", "pointermove", "htmx:beforeSend", "visibilitychange"]) {
  document.addEventListener(name, alive, { passive: true });
}
document.addEventListener("scroll", alive, { passive: true, capture: true });

setInterval(() => {
  const offer = document.getElementById("idle-offer");
  if (!offer?.hidden || document.visibilityState !== "visible") return;
  if (Date.now() - last < SECOND * (Number(offer.dataset.idle) || 60)) return;
  const step = `idle:${location.pathname.split("/")[2]}:${document.getElementById("step-here")?.textContent.trim()}`;
  if (sessionStorage.getItem(step)) return;
  sessionStorage.setItem(step, "1");
  offer.hidden = false;
  page.say(offer.textContent.trim().replace(/\s+/g, " "));
}, SECOND);
