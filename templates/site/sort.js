// A click on a heading sorts its table, another one turns it round; without this file the tables stay in their order.
"use strict";
const order = new Intl.Collator("vi", { numeric: true });

function compare(a, b, column) {
  const [first, second] = [a.cells[column], b.cells[column]];
  if (first.dataset.by && second.dataset.by) return Number(first.dataset.by) - Number(second.dataset.by);
  if (first.dataset.by || second.dataset.by) return first.dataset.by ? 1 : -1;
  return order.compare(first.textContent, second.textContent);
}

function sort(table, heading, column) {
  const falling = heading.getAttribute("aria-sort") === "ascending";
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", falling ? "descending" : "ascending");
  const rows = [...table.tBodies[0].rows].filter((row) => !row.classList.contains("sum"));
  const sums = [...table.tBodies[0].rows].filter((row) => row.classList.contains("sum"));
  rows.sort((a, b) => (falling ? -1 : 1) * compare(a, b, column));
  table.tBodies[0].append(...rows, ...sums);
}

for (const table of document.querySelectorAll("table.sortable")) {
  [...table.tHead.rows[0].cells].forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    button.addEventListener("click", () => sort(table, heading, column));
    heading.append(button);
  });
}
