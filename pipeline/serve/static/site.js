// What makes pages nicer; every page works without it.
"use strict";
// Menus of filters that were opened stay open on the next page of the same visit.
for (const menu of document.querySelectorAll("details[data-keep]")) {
  const key = `open:${menu.dataset.keep}`;
  const kept = sessionStorage.getItem(key);
  if (kept !== null && !menu.hasAttribute("data-chosen")) menu.open = kept === "1";
  menu.addEventListener("toggle", () => sessionStorage.setItem(key, menu.open ? "1" : "0"));
}
