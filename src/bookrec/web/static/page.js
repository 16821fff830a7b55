"use strict";
// After a card was swapped for what was done to it, the focus goes with it: never to the page's top.
document.addEventListener("htmx:afterSwap", (event) => {
  const changed = document.querySelector(".changed:not([data-seen])");
  if (changed) {
    changed.dataset.seen = "yes";
    changed.focus();
  }
});
// Where an answer is a failure, the plain form is sent instead: its page says what is wrong.
document.addEventListener("htmx:responseError", (event) => {
  const form = event.detail.elt;
  if (form instanceof HTMLFormElement) {
    form.submit();
  }
});
