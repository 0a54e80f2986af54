/* What makes the pages a little easier where JavaScript runs. Every page works without it. */
(() => {
  "use strict";

  const KEYS = "schakel-keys";

  const announce = (sentence) => {
    const announcer = document.getElementById("announcer");
    if (!announcer || !sentence) return;
    announcer.textContent = "";
    // A screen reader notices a change, not a sentence that was there already.
    setTimeout(() => { announcer.textContent = sentence; }, 100);
  };

  /* Boxes to type in grow with the text; most browsers do so by themselves. */
  const growsByItself = CSS.supports("field-sizing", "content");
  const grow = (box) => {
    if (growsByItself) return;
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`;
  };

  const prepare = (part) => {
    part.querySelectorAll("[data-grows]").forEach(grow);
    part.querySelectorAll("[data-needs-script]").forEach((element) => { element.hidden = false; });
    part.querySelector("[data-focus]")?.focus();
  };

  /* Keys: / goes to the search box; j, k, enter and e walk through a table that is worked in. */
  const areKeysOn = () => {
    try { return localStorage.getItem(KEYS) !== "off"; } catch { return true; }
  };

  const showKeys = () => {
    const note = document.querySelector("[data-shortcuts]");
    if (!note) return;
    const control = note.querySelector("[data-shortcuts-switch]");
    note.hidden = false;
    control.textContent = areKeysOn() ? control.dataset.off : control.dataset.on;
  };

  const switchKeys = () => {
    try { localStorage.setItem(KEYS, areKeysOn() ? "off" : "on"); } catch { /* private window: keys stay on */ }
    showKeys();
  };

  const isTyping = (element) =>
    element.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName);

  const walk = (table, step) => {
    const links = [...table.querySelectorAll("tbody th a")];
    const here = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
    links[Math.min(Math.max(here + step, 0), links.length - 1)]?.focus();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !areKeysOn()) return;
    const table = document.querySelector("[data-rows]");
    if (event.key === "/") {
      const box = document.querySelector("[data-slash]");
      if (!box) return;
      event.preventDefault();
      box.focus();
    } else if (table && event.key === "j") {
      walk(table, 1);
    } else if (table && event.key === "k") {
      walk(table, -1);
    } else if (table && event.key === "e") {
      document.activeElement.closest("tr")?.querySelector("[data-edit]")?.click();
    }
  });

  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-grows]")) grow(event.target);
  });

  document.addEventListener("click", async (event) => {
    if (!(event.target instanceof Element)) return;
    if (event.target.closest("[data-shortcuts-switch]")) switchKeys();
    if (event.target.closest("[data-print]")) window.print();
    const copier = event.target.closest("[data-copy]");
    if (copier) {
      await navigator.clipboard.writeText(copier.dataset.copy);
      announce(copier.dataset.done);
    }
  });

  /* What somebody opened stays open when its contents are replaced. */
  let opened = [];
  let focused = "";
  document.addEventListener("htmx:before:swap", () => {
    opened = [...document.querySelectorAll("[data-stays-open][open]")].map((fold) => fold.id);
    focused = document.activeElement?.id ?? "";
  });

  /* Another answer came in place of the old one: say how many there are now. */
  document.addEventListener("htmx:after:swap", () => {
    opened.forEach((id) => { const fold = document.getElementById(id); if (fold) fold.open = true; });
    if (document.activeElement === document.body && focused) document.getElementById(focused)?.focus();
    prepare(document);
    announce(document.querySelector("[data-result-count]")?.textContent.trim());
  });

  document.addEventListener("DOMContentLoaded", () => {
    prepare(document);
    showKeys();
  });
})();
