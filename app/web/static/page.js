// The form: articles in, the service's answer shown.
"use strict";

const form = $("#article-form"), articles = $("#articles"), stop = $("#stop");
let asking = null;   // the AbortController of the request in progress
let made = 1;        // how many articles the form has had: their fields' ids end in it

// The articles of the form.

const texts = () => $$("textarea", articles);

function add() {
  const copy = $(".one").cloneNode(true);
  made += 1;
  for (const field of $$("textarea, input", copy)) {
    const label = $(`label[for="${field.id}"]`, copy);
    field.id = label.htmlFor = `${field.name}-${made}`;
    field.value = "";
    field.required = false;
  }
  const remove = document.createElement("button");
  remove.type = "button";
  remove.textContent = "Remove";
  remove.addEventListener("click", () => { copy.remove(); number(); texts()[0].focus(); });
  copy.append(remove);
  articles.append(copy);
  number();
  return $("textarea", copy);
}

function number() {
  const several = texts().length > 1;
  $$("legend", articles).forEach((legend, at) => { legend.textContent = several ? `Article ${at + 1}` : "Article"; });
  $(".main").textContent = several ? "Compare" : "Summarise";
}

// Into the fields that are empty, and then into new ones.
const fill = (given) => given.forEach((text) => { (texts().find((area) => !area.value.trim()) || add()).value = text; });

function clear() {
  $$(".one", articles).slice(1).forEach((each) => each.remove());
  for (const field of $$("textarea, input", articles)) field.value = "";
  number();
}

const asked = () => $$(".one", articles).filter((each) => $("textarea", each).value.trim()).map((each) =>
  Object.fromEntries($$("textarea, input", each).filter((field) => field.value).map((field) => [field.name, field.value])));

const request = (given) => given.length > 1 ? ["dossiers", {articles: given}] : ["summaries", given[0] || {text: ""}];

// Asking.

async function ask() {
  asking?.abort();
  asking = new AbortController();
  const mine = asking, began = performance.now(), given = asked(), [what, body] = request(given);
  let doing = given.length > 1 ? `Reading ${given.length} articles` : "Reading the article", found = "";
  const told = () => say(`${doing}${found}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
  const hear = {
    status: (status) => { doing = stated(status); told(); },
    partial: ({incidents, contradictions}) => {
      found = `, ${count(incidents, "incident")}${contradictions ? ` and ${count(contradictions, "contradiction")}` : ""} so far`;
      told();
    },
    result: (answer) => show(answer.html),
    error: refused,
  };
  const tick = setInterval(told, 500);
  say(doing);
  stop.hidden = false;
  result.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`/web/${what}`, {
      method: "POST", headers: {...headers(), Accept: "text/event-stream"}, body: JSON.stringify(body), signal: mine.signal});
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

const count = (many, noun) => `${many} ${noun}${many === 1 ? "" : "s"}`;

function stated({state, place, done, of, unit, position, articles, finished}) {
  const which = articles ? `article ${position + 1} of ${articles}` : "the article";
  const doing = {
    queued: `Waiting${articles ? ` for ${which}` : ""}, number ${place} in the queue`,
    asking: `Reading ${which}${of > 1 ? `, ${done} of ${of} ${unit}` : ""}`,
    checking: `Holding each value against ${which}`,
    finished: `Read ${which}`,
    failed: `Could not read ${which}`,
    comparing: `Comparing ${articles} articles`,
  }[state] || `Reading ${which}`;
  return articles ? `${doing} (${finished} done)` : doing;
}

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

result.addEventListener("shown", () => {
  form.classList.add("answered");
  result.scrollIntoView({behavior: "smooth"});
});
form.addEventListener("submit", (event) => { event.preventDefault(); ask(); });
stop.addEventListener("click", () => asking?.abort());
$("#another").addEventListener("click", () => add().focus());
for (const button of $$("[data-samples]")) button.addEventListener("click", async () => {
  const files = button.dataset.samples.split(" ");
  const given = await Promise.all(files.map(async (file) => (await fetch(`/web/static/samples/${file}`)).text()));
  clear();
  fill(given);
  ask();
});
articles.addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) ask(); });

// Files that are dropped.

form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
form.addEventListener("dragleave", () => form.classList.remove("over"));
form.addEventListener("drop", async (event) => {
  event.preventDefault();
  form.classList.remove("over");
  const files = [...event.dataTransfer.files];
  fill(await Promise.all(files.map((file) => file.text())));
  if (files.length) say(`${files.map((file) => file.name).join(", ")}: press ${$(".main").textContent}.`);
});
