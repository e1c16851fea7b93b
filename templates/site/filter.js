// Shows the rows of the plan's table that fit the three lists; without this file all rows are shown.
"use strict";
const form = document.querySelector(".filters");
const rows = [...document.querySelectorAll("table.actions tbody tr")];
const lists = [...form.querySelectorAll("select")];
const count = form.querySelector(".count");

function fits(row, list) {
  if (!list.value) return true;
  const wanted = list.value === "-" ? "" : list.value;
  return row.dataset[list.dataset.filter].split("|").includes(wanted);
}

function show() {
  for (const row of rows) row.hidden = !lists.every((list) => fits(row, list));
  const shown = rows.filter((row) => !row.hidden).length;
  count.textContent = count.dataset.words.replace("{shown}", shown).replace("{all}", rows.length);
}

form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("change", show);
form.addEventListener("reset", (event) => {
  event.preventDefault();
  for (const list of lists) list.value = "";
  show();
});
show();
