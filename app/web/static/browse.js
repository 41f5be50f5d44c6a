// Pages of the index: what they show has the same address below /web, and is asked for with the tab's key.
"use strict";

const filters = $("#filters");

// From the address into the fields, so that an address of a list can be kept and sent.
for (const [name, value] of new URLSearchParams(location.search)) {
  const field = filters.elements[name];
  if (field?.type === "checkbox") field.checked = true; else if (field) field.value = value;
  if (field?.closest("details")) field.closest("details").open = true;
}

const query = (more = {}) => {
  const fields = new URLSearchParams([...new FormData(filters), ...Object.entries(more)].filter(([, value]) => value));
  return String(fields) && `?${fields}`;
};

async function load(search) {
  say("Looking");
  result.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`/web${location.pathname}${search}`, {headers: headers()});
    if (!answer.ok) { await refuse(answer); return; }
    const led = new URL(answer.url).pathname.replace(/^\/web/, "");   // of an incident that is part of another now
    if (led !== location.pathname) history.replaceState(null, "", led);
    show(await answer.text(), "");
  } catch {
    say("The service cannot be reached.");
  } finally {
    result.removeAttribute("aria-busy");
  }
}

function find(more) {
  const search = query(more);
  history.pushState(null, "", location.pathname + search);
  load(search);
}

filters.addEventListener("submit", (event) => { event.preventDefault(); find(); });
filters.addEventListener("reset", () => setTimeout(find));
result.addEventListener("click", (event) => { if (event.target.dataset.cursor) find({cursor: event.target.dataset.cursor}); });
key.addEventListener("change", () => load(location.search));
window.addEventListener("popstate", () => load(location.search));
load(location.search);
