// What all pages share: asking with the tab's key, saying what is the matter, showing what is answered. No library.
"use strict";

const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

const state = $("#state"), result = $("#result"), keyLine = $("#key-line"), key = $("#key");

const say = (words) => { state.textContent = words; };

const headers = () => {
  const given = sessionStorage.getItem("sitrep-key");
  return {"Content-Type": "application/json", ...(given ? {Authorization: `Bearer ${given}`} : {})};
};

async function refuse(answer) {
  if (answer.status === 401) { keyLine.hidden = false; key.focus(); }
  refused(await answer.json().catch(() => ({status: answer.status})));
}

function refused(problem) {
  const faults = (problem.errors || []).map((each) => `${each.pointer}: ${each.detail}.`);
  say([problem.detail || problem.title || `Status ${problem.status}.`, ...faults, problem.hint].filter(Boolean).join(" "));
}

function show(html, words = "The record is below.") {
  result.innerHTML = html;     // made by the service's own templates, which escape every value
  say(words);
  result.focus({preventScroll: true});
  result.dispatchEvent(new Event("shown"));
}

key.addEventListener("change", () => { sessionStorage.setItem("sitrep-key", key.value.trim()); say("Kept for this tab."); });
