// Single keys for judging, and a spoken word on what was decided. Every page works without it.
"use strict";
(() => {
  // A message that is there when a page comes is not read out: it is put in once more.
  const said = document.querySelector("[data-said]");
  if (said) {
    const nodes = [...said.childNodes];
    setTimeout(() => {
      said.replaceChildren();
      requestAnimationFrame(() => said.replaceChildren(...nodes));
    }, 150);
  }
  // A form is sent once, however often its button is pressed; a page from the browser's memory
  // shows what was true when it was left.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  for (const form of document.querySelectorAll("form[method=post]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "1";
    });
  }
  const keys = document.querySelector("[data-keys]");
  if (!keys) return;
  const name = "review:keys";
  const control = keys.querySelector("[data-switch]");
  const help = keys.querySelector("[data-help]");
  const show = () => {
    help.hidden = !control.checked;
  };
  control.checked = localStorage.getItem(name) !== "off";
  control.addEventListener("change", () => {
    localStorage.setItem(name, control.checked ? "on" : "off");
    show();
  });
  keys.hidden = false;
  show();
  const fields = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
  const same = { ArrowRight: "j", ArrowLeft: "k" };
  addEventListener("keydown", (event) => {
    const place = event.target instanceof Element ? event.target : document.body;
    if (event.key === "Escape" && place.matches("textarea")) {
      place.blur();
      return;
    }
    if (!control.checked || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (place.matches(fields)) return;
    if (event.key in same && place.matches("[type=radio], .sheet")) return;
    const key = same[event.key] ?? event.key.toLowerCase();
    if (!/^[a-z]$/.test(key)) return;
    const wanted = document.querySelector(`[data-key="${key}"]`);
    if (!wanted) return;
    event.preventDefault();
    if (wanted.matches("textarea")) wanted.focus();
    else wanted.click();
  });
})();
