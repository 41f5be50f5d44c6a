// The answer: values linked with their words, by pointer and by keyboard; tables; taking it along.
"use strict";

let held = [];          // the ids of the values that were clicked: they stay lit
let pointing = true;    // false while the page scrolls under a pointer at rest, which is no pointing

result.addEventListener("shown", () => { held = []; });

// Values and their words.

const marksOf = (id) => $$("mark", result).filter((mark) => mark.dataset.values.split(" ").includes(id));

function light(ids) {
  for (const lit of $$(".lit", result)) lit.classList.remove("lit");
  for (const id of ids) {
    $(`#${id}`, result)?.classList.add("lit");
    for (const drawn of $$(`[data-value="${id}"]`, result)) drawn.classList.add("lit");
    for (const mark of marksOf(id)) mark.classList.add("lit");
  }
}

const rest = () => light(held);

function hold(ids, jump = true) {
  held = ids;
  rest();
  const first = new Map();   // in each article the first words
  for (const mark of ids.flatMap(marksOf)) if (!first.has(mark.closest("article"))) first.set(mark.closest("article"), mark);
  for (const mark of first.values()) bring(mark, jump);
}

// Within its own column, so that the other one stays where it is; in a single column only where that may `jump`.
function bring(element, jump = true) {
  const columns = ["article", ".articles", ".cards"].map((each) => element.closest(each)).filter(Boolean);
  const scrolling = columns.filter((each) => each.scrollHeight > each.clientHeight + 1 && getComputedStyle(each).overflowY === "auto");
  if (!scrolling.length && jump) element.scrollIntoView({block: "center"});
  for (const column of scrolling) {
    const box = element.getBoundingClientRect(), frame = column.getBoundingClientRect();
    if (box.top < frame.top || box.bottom > frame.bottom) column.scrollTop += box.top - frame.top - frame.height / 3;
  }
}

document.addEventListener("mousemove", () => { pointing = true; });

const valueAt = (event) => event.target.closest(".value, .position, [data-value]");

result.addEventListener("mouseover", (event) => {
  if (!pointing) return;
  const value = valueAt(event), mark = event.target.closest("mark");
  if (value) light([value.id || value.dataset.value]); else if (mark) light(mark.dataset.values.split(" "));
});
result.addEventListener("mouseout", () => { if (pointing) rest(); });
result.addEventListener("click", (event) => {
  if (event.target.closest("[data-form], form")) return;   // of wrong.js
  const cell = event.target.closest(".cell"), value = valueAt(event), mark = event.target.closest("mark");
  if (cell) compare(cell);
  else if (value) hold([value.id || value.dataset.value]);
  if (mark) { const ids = mark.dataset.values.split(" "); held = [ids[0]]; light(ids); bring($(`#${ids[0]}`)); }
  if (event.target.id === "print") window.print();
  if (event.target.dataset.copy) copy(event.target.dataset.copy);
  if (event.target.dataset.export) save(event.target.dataset.export);
});
result.addEventListener("focusin", (event) => { const value = event.target.closest(".value"); if (value) { held = [value.id]; rest(); } });
result.addEventListener("keydown", (event) => {
  if ((event.key === "Enter" || event.key === " ") && event.target.matches(".value")) {
    event.preventDefault();
    hold([event.target.id]);
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { held = []; rest(); }
  if (event.target.matches("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = {j: 1, k: -1}[event.key];
  const values = $$(".value", result);
  if (!step || !values.length) return;
  const at = values.findIndex((value) => value.id === held[0]);
  pointing = false;
  const next = values[(at + step + values.length) % values.length];
  next.focus({preventScroll: true});
  hold([next.id]);
  bring(next);
});

// The table: a cell shows the words of its whole row, and lights them in the articles.

function compare(cell) {
  const row = $(`#${cell.getAttribute("aria-controls")}`), opens = row.hidden;
  for (const other of $$(".quoted", result)) other.hidden = true;
  row.hidden = !opens;
  for (const each of $$(".cell", result)) each.setAttribute("aria-expanded", String(!$(`#${each.getAttribute("aria-controls")}`).hidden));
  hold(opens ? $$(".position", row.previousElementSibling).map((each) => each.id) : [], false);
}

// Taking it along.

const record = () => $("#record").textContent;

function curl() {
  if (location.pathname !== "/") return `curl '${location.origin}/v1${location.pathname}${location.search}'`;
  const [path, body] = request(asked());   // of page.js
  const quoted = JSON.stringify(body).replaceAll("'", "'\\''");
  return `curl -H 'Content-Type: application/json' -d '${quoted}' ${location.origin}/v1/${path}`;
}

async function copy(what) {
  await navigator.clipboard.writeText(what === "curl" ? curl() : JSON.stringify(JSON.parse(record()), null, 2));
  say("Copied.");
}

async function save(format) {
  const body = $("#dossier")?.textContent || record();   // of an incident of the index: the dossier that it is
  const answer = await fetch(`/v1/exports?convention=acled&format=${format}`, {method: "POST", headers: headers(), body});
  if (!answer.ok) { await refuse(answer); return; }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = `sitrep-acled.${format}`;
  link.click();
  URL.revokeObjectURL(link.href);
}
