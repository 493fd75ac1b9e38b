/* A poor network loses nothing. What htmx could not send (no network, no answer in time, 502, 503, 504) is sent again,
   with the very same data and so the same request key, by which the server knows what it has already done:
   after the seconds of #status[data-retry], at once when the network is back, or when somebody presses the button.
   The screen stays as it is meanwhile. While a form is on its way nothing else is sent; a page that is only waited for
   gives way to another one. */

const page = (window.page ??= {});

const PASSING = new Set([502, 503, 504]);
const BACKOFF = "1,2,4,8,16,30";

let asked = null; // what htmx is about to send
let job = null; // what is on its way: { verb, elt, issue, data, xhr, tries, timer, again, line }

document.addEventListener("htmx:confirm", (event) => {
  const { verb, elt, issueRequest } = event.detail;
  if (job && job.verb !== "get") {
    event.preventDefault();
    return;
  }
  forget();
  asked = { verb, elt, issue: issueRequest, tries: 0 };
});

document.addEventListener("htmx:configRequest", (event) => {
  if (job?.again) event.detail.parameters = job.data;
  else if (asked) asked.data = event.detail.formData;
});

document.addEventListener("htmx:beforeSend", (event) => {
  if (!job?.again) job = asked;
  if (!job) return;
  job.again = false;
  job.xhr = event.detail.xhr;
});

document.addEventListener("htmx:afterRequest", (event) => {
  const { xhr } = event.detail;
  if (job?.xhr === xhr && xhr.status && !PASSING.has(xhr.status)) forget();
});

document.addEventListener("htmx:sendAbort", (event) => {
  if (job?.xhr === event.detail.xhr) forget();
});

for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(name, (event) => {
    const { xhr } = event.detail;
    if (xhr.status && !PASSING.has(xhr.status)) page.line("broken", page.word("failed"));
    else if (job?.xhr === xhr) wait();
  });
}

document.addEventListener("htmx:historyCacheMissLoadError", () => page.line("broken", page.word("failed")));
window.addEventListener("online", () => job?.timer && again());

function wait() {
  const seconds = (page.word("retry") || BACKOFF).split(",").map(Number);
  job.timer = setTimeout(again, 1000 * seconds[Math.min(job.tries, seconds.length - 1)]);
  job.tries += 1;
  if (job.line?.isConnected) return; // said once, not at every try
  const now = page.button(page.word("retryNow"), again);
  const stop = page.button(page.word("retryStop"), forget);
  job.line = page.line("sending", page.word("resending"), now, stop);
}

function again() {
  if (!job?.timer) return; // it is on its way
  clearTimeout(job.timer);
  job.timer = null;
  if (!job.elt.isConnected) {
    forget();
    page.line("broken", page.word("failed"));
    return;
  }
  job.again = true;
  job.issue(true);
}

function forget() {
  clearTimeout(job?.timer);
  job?.line?.remove();
  job = asked = null;
}
