/* Letting people in where there may be no network: codes are kept here until the hub has them. The page works without it. */
(() => {
  "use strict";

  const page = document.querySelector("[data-at-the-door]");
  if (!page) return;
  const form = page.querySelector("[data-codes]");
  const box = form.querySelector("textarea");
  const results = page.querySelector("[data-results]");
  const note = page.querySelector("[data-kept]");
  const counted = page.querySelector("[data-counted]");
  const KEY = `schakel-check-in-${location.pathname}-${page.dataset.atTheDoor}`;
  const PATIENCE = 10000;
  let isSending = false;

  // Only codes and moments are kept, never names; a private window keeps them as long as it is open.
  let memory = [];
  const kept = () => {
    try { return JSON.parse(localStorage.getItem(KEY) || "[]"); } catch { return memory; }
  };
  const keep = (scans) => {
    memory = scans;
    try { scans.length ? localStorage.setItem(KEY, JSON.stringify(scans)) : localStorage.removeItem(KEY); } catch { /* as above */ }
    note.hidden = scans.length === 0;
    note.textContent = scans.length === 1 ? note.dataset.one : note.dataset.many.replace("#", scans.length);
  };

  const show = (text, isIn) => {
    const line = document.createElement("li");
    const words = document.createElement(isIn ? "span" : "strong");
    words.textContent = `${isIn ? "✓" : "✗"} ${text}`;
    line.append(words);
    results.prepend(line);
  };

  // Who came by their code is no longer among those who are not there; once nobody is left, the page is shown anew.
  const arrived = (enrolment) => {
    const line = [...page.querySelectorAll("[name=present]")].find((one) => one.value === enrolment);
    if (!line) return;
    line.closest("li").remove();
    if (!page.querySelector("[name=present]") && kept().length === 0) location.reload();
  };

  // What was sent stays until the hub answered: it may be sent twice, and the hub takes it once.
  const send = async () => {
    const scans = kept();
    if (isSending || scans.length === 0) return;
    isSending = true;
    let wasSent = false;
    try {
      const data = new FormData(form);
      data.set("codes", scans.map((scan) => `${scan.code} ${scan.at}`).join("\n"));
      const answer = await fetch(location.pathname, {
        method: "POST",
        body: data,
        headers: { Accept: "application/json" },
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (!answer.ok) throw new Error(answer.status);
      const { results: came, counted: words } = await answer.json();
      const sent = new Set(scans.map((scan) => `${scan.code} ${scan.at}`));
      keep(kept().filter((scan) => !sent.has(`${scan.code} ${scan.at}`)));
      came.forEach((one) => show(one.text, one.is_in));
      counted.textContent = words;
      came.filter((one) => one.is_in).forEach((one) => arrived(one.enrolment));
      wasSent = true;
    } catch { keep(kept()); } finally { isSending = false; }
    if (wasSent) send(); // what was read meanwhile
  };

  const add = (written) => {
    const codes = written.split(/\s+/).map((code) => code.split("ticket=").pop().trim()).filter(Boolean);
    if (codes.length === 0) return;
    const at = new Date().toISOString();
    keep([...kept(), ...codes.map((code) => ({ code, at }))]);
    send();
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    add(box.value);
    box.value = "";
    box.focus();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); form.requestSubmit(); }
  });
  window.addEventListener("online", send);
  setInterval(send, PATIENCE);
  keep(kept());
  send();

  /* The camera, only where the browser itself can read codes; nothing of what it sees leaves the telephone. */
  const control = form.querySelector("[data-scan]");
  const camera = form.querySelector("[data-camera]");
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  control.hidden = false;
  control.addEventListener("click", async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    camera.srcObject = stream;
    camera.hidden = false;
    control.hidden = true;
    await camera.play();
    let last = "";
    const look = async () => {
      const [found] = await detector.detect(camera).catch(() => []);
      if (found && found.rawValue !== last) { last = found.rawValue; add(last); }
      if (camera.srcObject) setTimeout(look, 250);
    };
    look();
  });
})();
