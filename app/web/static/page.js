// The page's behaviour: ask the service, show what it answers, link values with their words. No library.
"use strict";

const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

const form = $("#article-form"), text = $("#text"), state = $("#state"), result = $("#result");
const stop = $("#stop"), keyLine = $("#key-line"), key = $("#key");
let asking = null;   // the AbortController of the request in progress
let held = null;     // the id of the value that was clicked: it stays lit

// Asking.

const headers = () => {
  const given = sessionStorage.getItem("sitrep-key");
  return {"Content-Type": "application/json", ...(given ? {Authorization: `Bearer ${given}`} : {})};
};

const asked = () => {
  const fields = {text: text.value};
  for (const name of ["title", "source", "published_on"]) if ($(`#${name}`).value) fields[name] = $(`#${name}`).value;
  return fields;
};

async function summarise() {
  asking?.abort();
  asking = new AbortController();
  const mine = asking, began = performance.now();
  let doing = "Reading the article", found = "";
  const told = () => say(`${doing}${found}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
  const hear = {
    status: (status) => { doing = stated(status); told(); },
    partial: ({incidents}) => { found = `, ${incidents} incident${incidents === 1 ? "" : "s"} so far`; told(); },
    result: (answer) => show(answer.html),
    error: refused,
  };
  const tick = setInterval(told, 500);
  say(doing);
  stop.hidden = false;
  result.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch("/web/summaries", {
      method: "POST", headers: {...headers(), Accept: "text/event-stream"}, body: JSON.stringify(asked()), signal: mine.signal});
    if (!answer.ok) { await refuse(answer); return; }
    let last = "";
    for await (const [name, data] of events(answer)) { last = name; hear[name]?.(data); }
    if (last !== "result" && last !== "error") say("The service stopped before it had read the article. Send it again: what was read is kept.");
  } catch (error) {
    say(error.name === "AbortError" ? "Stopped." : "The service cannot be reached.");
  } finally {
    clearInterval(tick);
    if (mine === asking) { stop.hidden = true; result.removeAttribute("aria-busy"); }
  }
}

const stated = ({state, place, done, of, unit}) => ({
  queued: `Waiting, number ${place} in the queue`,
  asking: of > 1 ? `Reading the article, ${done} of ${of} ${unit}` : "Reading the article",
  checking: "Holding each value against the article",
}[state] || "Reading the article");

// The server-sent events of an answer, as pairs of a name and what its JSON says. (EventSource can only GET.)
async function* events(answer) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let kept = "";
  for (;;) {
    const {value, done} = await reader.read();
    if (done) return;
    const blocks = (kept + value).split("\n\n");
    kept = blocks.pop();
    for (const block of blocks) {
      const fields = Object.fromEntries(block.split("\n").map((line) => line.split(/: (.*)/s)));
      if (fields.data) yield [fields.event, JSON.parse(fields.data)];
    }
  }
}

async function refuse(answer) {
  if (answer.status === 401) { keyLine.hidden = false; key.focus(); }
  refused(await answer.json().catch(() => ({status: answer.status})));
}

function refused(problem) {
  const faults = (problem.errors || []).map((each) => `${each.pointer}: ${each.detail}.`);
  say([problem.detail || problem.title || `Status ${problem.status}.`, ...faults, problem.hint].filter(Boolean).join(" "));
}

function show(html) {
  result.innerHTML = html;     // made by the service's own templates, which escape every value
  say("The record is below.");
  held = null;
  form.classList.add("answered");
  result.focus({preventScroll: true});
  result.scrollIntoView({behavior: "smooth"});
}

const say = (words) => { state.textContent = words; };

form.addEventListener("submit", (event) => { event.preventDefault(); summarise(); });
stop.addEventListener("click", () => asking?.abort());
key.addEventListener("change", () => { sessionStorage.setItem("sitrep-key", key.value.trim()); say("Kept for this tab."); });
for (const button of $$("[data-sample]")) button.addEventListener("click", async () => {
  text.value = await (await fetch(button.dataset.sample)).text();
  summarise();
});
text.addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) summarise(); });

// A file that is dropped.

form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
form.addEventListener("dragleave", () => form.classList.remove("over"));
form.addEventListener("drop", async (event) => {
  event.preventDefault();
  form.classList.remove("over");
  const [file] = event.dataTransfer.files;
  if (file) { text.value = await file.text(); say(`${file.name}: press Summarise.`); }
});

// Values and their words.

const marksOf = (id) => $$("mark", result).filter((mark) => mark.dataset.values.split(" ").includes(id));

function light(ids) {
  for (const lit of $$(".lit", result)) lit.classList.remove("lit");
  for (const id of ids) {
    $(`#${id}`, result)?.classList.add("lit");
    for (const bar of $$(`[data-value="${id}"]`, result)) bar.classList.add("lit");
    for (const mark of marksOf(id)) mark.classList.add("lit");
  }
}

const rest = () => light(held ? [held] : []);

function hold(id) {
  held = id;
  rest();
  const first = marksOf(id)[0];
  if (first) bring(first);
}

// Within its own column, so that the other one stays where it is.
function bring(element) {
  const column = element.closest("article, .cards");
  const box = element.getBoundingClientRect(), frame = column.getBoundingClientRect();
  const scrolls = column.scrollHeight > column.clientHeight + 1;
  if (!scrolls) { element.scrollIntoView({block: "center"}); return; }
  if (box.top < frame.top || box.bottom > frame.bottom) column.scrollTop += box.top - frame.top - frame.height / 3;
}

// A page that scrolls under a pointer at rest is no pointing.
let pointing = true;
document.addEventListener("mousemove", () => { pointing = true; });

result.addEventListener("mouseover", (event) => {
  if (!pointing) return;
  const value = event.target.closest(".value, .bar"), mark = event.target.closest("mark");
  if (value) light([value.id || value.dataset.value]); else if (mark) light(mark.dataset.values.split(" "));
});
result.addEventListener("mouseout", () => { if (pointing) rest(); });
result.addEventListener("click", (event) => {
  const value = event.target.closest(".value, .bar"), mark = event.target.closest("mark");
  if (value) hold(value.id || value.dataset.value);
  if (mark) { const [id] = mark.dataset.values.split(" "); hold(id); light(mark.dataset.values.split(" ")); bring($(`#${id}`)); }
  if (event.target.id === "print") window.print();
  if (event.target.dataset.copy) copy(event.target.dataset.copy);
  if (event.target.dataset.export) save(event.target.dataset.export);
});
result.addEventListener("focusin", (event) => { const value = event.target.closest(".value"); if (value) { held = value.id; rest(); } });
result.addEventListener("keydown", (event) => {
  if ((event.key === "Enter" || event.key === " ") && event.target.matches(".value")) {
    event.preventDefault();
    hold(event.target.id);
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { held = null; rest(); }
  if (event.target.matches("input, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = {j: 1, k: -1}[event.key];
  const values = $$(".value", result);
  if (!step || !values.length) return;
  const at = values.findIndex((value) => value.id === held);
  pointing = false;
  const next = values[(at + step + values.length) % values.length];
  next.focus({preventScroll: true});
  hold(next.id);
  bring(next);
});

// Taking it along.

const record = () => $("#record").textContent;

async function copy(what) {
  const quoted = JSON.stringify(asked()).replaceAll("'", "'\\''");
  const curl = `curl -H 'Content-Type: application/json' -d '${quoted}' ${location.origin}/v1/summaries`;
  await navigator.clipboard.writeText(what === "curl" ? curl : JSON.stringify(JSON.parse(record()), null, 2));
  say("Copied.");
}

async function save(convention) {
  const answer = await fetch(`/v1/exports?convention=${convention}`, {method: "POST", headers: headers(), body: record()});
  if (!answer.ok) { await refuse(answer); return; }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = `sitrep-${convention}.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
}
