"use strict";
const box = document.getElementById("differences");
const filter = () => document.body.classList.toggle("only-differences", box.checked);
const reveal = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) {
    target.open = true;
    target.scrollIntoView();
  }
};
box.addEventListener("change", filter);
window.addEventListener("hashchange", reveal);
filter();
reveal();
