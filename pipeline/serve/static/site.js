// What makes pages nicer; every page works without it.
"use strict";
// Menus of filters that were opened stay open on the next page of the same visit.
for (const menu of document.querySelectorAll("details[data-keep]")) {
  const key = `open:${menu.dataset.keep}`;
  const kept = sessionStorage.getItem(key);
  if (kept !== null) menu.open = kept === "1";
  menu.addEventListener("toggle", () => sessionStorage.setItem(key, menu.open ? "1" : "0"));
}
// On a narrow screen the filters are closed at first, so that findings come into view.
if (matchMedia("(max-width: 59.99rem)").matches) {
  for (const menu of document.querySelectorAll(".facets details")) menu.open = false;
}
// Beside a letter the marked place is brought into view, without moving the letter itself.
const sheet = document.querySelector(".reading .sheet");
const place = sheet?.querySelector("rect");
if (place) {
  addEventListener("load", () => {
    const top = place.getBoundingClientRect().top - sheet.getBoundingClientRect().top;
    sheet.scrollTop = Math.max(0, top - sheet.clientHeight / 4);
  });
}
// Fields that were left empty do not make addresses longer.
for (const form of document.querySelectorAll("form[method=get]")) {
  form.addEventListener("submit", () => {
    for (const field of form.elements) if (field.name && !field.value) field.disabled = true;
  });
}
// On a narrow screen the rows of a table become blocks, whose cells say which column they are of.
// The roles are those that they have anyhow: some browsers forget them when a table is set so.
const MOST_COLUMNS = 8;
for (const table of document.querySelectorAll("main table")) {
  const heads = table.tHead?.rows;
  if (heads?.length !== 1 || heads[0].cells.length > MOST_COLUMNS) continue;
  const labels = [...heads[0].cells].map((cell) => cell.textContent.replaceAll("\u00ad", "").trim());
  table.role = "table";
  for (const part of [table.tHead, ...table.tBodies]) {
    part.role = "rowgroup";
    for (const row of part.rows) {
      row.role = "row";
      for (const [place, cell] of [...row.cells].entries()) {
        const isHead = cell.tagName === "TH";
        cell.role = !isHead ? "cell" : part === table.tHead ? "columnheader" : "rowheader";
        if (!isHead && row.cells.length === labels.length && labels[place]) {
          cell.dataset.label = labels[place];
        }
      }
    }
  }
  table.classList.add("stacked");
}
// What is still too wide says so.
for (const region of document.querySelectorAll("main .scroll")) {
  if (region.scrollWidth <= region.clientWidth + 1) continue;
  const hint = document.createElement("p");
  hint.className = "sideways small quiet noprint";
  hint.textContent = "Move sideways to see all of it.";
  region.before(hint);
}
