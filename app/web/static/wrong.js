// "This is wrong": a form below a value, sent to POST /v1/corrections with the tab's key (docs/review.md).
"use strict";

let pressed = null;     // the button whose form is open
let selected = "";     // the last words that were selected in the article

document.addEventListener("selectionchange", () => {
  const selection = getSelection(), text = $("article .text", result);
  if (!selection.isCollapsed && text?.contains(selection.anchorNode) && text.contains(selection.focusNode)) selected = String(selection).trim();
});
result.addEventListener("shown", () => { pressed = null; selected = ""; });

const opened = () => $(".wrong-form", result);
const choices = () => JSON.parse($("#forms").textContent)[pressed.dataset.form];
const chosen = () => choices()[$("#wrong-option").value];

const HELP = {count: "4, at least 4, about 4, 4 to 6, dozens", number: "a number", day: "a day", words: "as the article has it", lines: "one a line, as the article has it"};

// Opening and closing.

function openForm(button) {
  closeForm();
  pressed = button;
  button.after($("#wrong").content.cloneNode(true));
  button.setAttribute("aria-expanded", "true");
  const form = opened(), options = choices();
  form.setAttribute("aria-label", button.getAttribute("aria-label") || "This is wrong");
  $("#wrong-option").append(...options.map((option, at) => new Option(option.label, at)));
  $(".option", form).hidden = options.length === 1;
  $("#wrong-quote").value = selected || $("q", button.closest(".value") || form)?.textContent || "";
  choose();
  (options.length > 1 ? $("#wrong-option") : $(".parts :is(input, select, textarea)", form)).focus();
}

function closeForm() {
  opened()?.remove();
  pressed?.removeAttribute("aria-expanded");
}

function choose() {
  const option = chosen(), none = $("#wrong-none");
  $(".parts", opened()).replaceChildren(...option.parts.map(field));
  none.checked = !option.parts.length;
  none.disabled = !option.parts.length;
  none.closest("p").hidden = !option.removable;
}

function field(part, at) {
  const row = document.createElement("p"), label = document.createElement("label"), id = `wrong-part-${at}`;
  const listed = part.kind === "truth" ? [["true", "yes"], ["false", "no"]] : part.choices.map((each) => [each, each.replaceAll("_", " ")]);
  const input = document.createElement(listed.length ? "select" : part.kind === "lines" ? "textarea" : "input");
  if (listed.length) input.append(new Option("", ""), ...listed.map(([value, text]) => new Option(text, value)));
  if (part.kind === "day") input.type = "date";
  if (part.kind === "number") input.inputMode = "numeric";
  if (["text", "textarea"].includes(input.type)) input.placeholder = HELP[part.kind];
  input.id = label.htmlFor = id;
  input.value = part.was ?? "";
  input.required = part.required;
  label.textContent = `It should say: ${part.label}`;
  if (part.name) label.textContent = part.label;
  row.append(label, " ", input);
  return row;
}

// What the form says.

const read = (part, text) => {
  if (part.kind === "lines") return text.split("\n").map((line) => line.trim()).filter(Boolean);
  if (!text) return part.nullable ? null : undefined;     // which JSON leaves out
  if (part.kind === "number") return Number(text);
  return part.kind === "truth" ? text === "true" : text;
};

function said() {
  const option = chosen();
  if ($("#wrong-none").checked) return null;
  const values = option.parts.map((part, at) => [part.name, read(part, $(`#wrong-part-${at}`).value.trim())]);
  return option.parts[0].name ? Object.fromEntries(values) : values[0][1];
}

function correction() {
  const {article, fresh} = $("#forms").dataset, optional = {quote: $("#wrong-quote").value, note: $("#wrong-note").value.trim()};
  if (fresh !== undefined) optional.text = $("article .text", result).textContent;   // the index may keep no texts
  const given = Object.entries(optional).filter(([, value]) => value);
  return {article_id: article, path: chosen().path, value: said(), basis: $("#wrong-basis").value, ...Object.fromEntries(given)};
}

async function keep() {
  const fault = $(".fault", opened()), button = pressed, path = button.dataset.form, submit = $(".main", opened());
  fault.textContent = "";
  submit.disabled = true;
  try {
    const answer = await fetch("/v1/corrections", {method: "POST", headers: headers(), body: JSON.stringify(correction())});
    if (!answer.ok) { await explain(answer, fault); return; }
    await anew(path);
  } catch {
    fault.textContent = "The service cannot be reached.";
  } finally {
    submit.disabled = false;
  }
}

// Why it is not taken, beside the form; the part that is wrong has the focus.
async function explain(answer, fault) {
  const problem = await answer.json().catch(() => ({status: answer.status}));
  const [first] = problem.errors || [];
  fault.textContent = problem.detail || problem.title || `Status ${problem.status}.`;
  if (first) fault.textContent = `Not taken (${first.pointer.slice(1)}): ${first.detail}.`;
  if (answer.status === 401) { keyLine.hidden = false; fault.textContent += " Type the key at the top of the page."; }
  const wrong = {"/value": "#wrong-part-0", "/quote": "#wrong-quote", "/note": "#wrong-note"}[first?.pointer];
  if (wrong && $(wrong)) { $(wrong).setAttribute("aria-invalid", "true"); $(wrong).focus(); }
}

// The cards as they are by now, from the page of the record; the rest of this page stays as it is.
async function anew(path) {
  const {article, fresh} = $("#forms").dataset, search = fresh === undefined ? location.search : "";
  const answer = await fetch(`/web/summaries/${article}${search}`, {headers: headers()});
  closeForm();
  say("The correction is kept.");
  if (!answer.ok) { await refuse(answer); return; }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of $$("[data-anew]", page)) $(`#${part.id}`, result)?.replaceWith(part);
  $("#forms").textContent = $("#forms", page).textContent;
  const button = $(`[data-form="${path}"]`, result);
  (button?.closest(".value") || button)?.focus();
}

result.addEventListener("click", (event) => {
  const button = event.target.closest("[data-form]");
  if (button && button === pressed && opened()) closeForm(); else if (button) openForm(button);
  if (event.target.closest("[data-cancel]")) { closeForm(); pressed.focus(); }
  if (event.target.closest("[data-take]")) { $("#wrong-quote").value = selected; if (!selected) say("Select words in the article first."); }
});
result.addEventListener("change", (event) => {
  if (event.target.id === "wrong-option") choose();
  if (event.target.id === "wrong-none") for (const input of $$(".parts :is(input, select, textarea)", opened())) input.disabled = event.target.checked;
});
result.addEventListener("submit", (event) => { event.preventDefault(); keep(); });
result.addEventListener("keydown", (event) => { if (event.key === "Escape" && opened()) { closeForm(); pressed.focus(); } });
