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
