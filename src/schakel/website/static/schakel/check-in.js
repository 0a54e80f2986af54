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
  const session = page.dataset.atTheDoor;
  const PREFIX = `schakel-check-in-${location.pathname}-`;
  const MOST = Number(page.dataset.most);
  const PATIENCE = 10000;
  let isSending = false;

  // By the session in which they were read. Only codes and moments are kept, never names; a private window keeps them
  // as long as it is open.
  const memory = new Map();
  const kept = (of = session) => {
    try { return JSON.parse(localStorage.getItem(PREFIX + of) || "[]"); } catch { return memory.get(of) || []; }
  };
  const sessionsKept = () => {
    const found = new Set([session, ...memory.keys()]);
    try {
      Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).forEach((key) => found.add(key.slice(PREFIX.length)));
    } catch { /* as above */ }
    return [...found].filter((of) => kept(of).length);
  };
  const number = () => sessionsKept().reduce((sum, of) => sum + kept(of).length, 0);
  const keep = (scans, of = session) => {
    memory.set(of, scans);
    try { scans.length ? localStorage.setItem(PREFIX + of, JSON.stringify(scans)) : localStorage.removeItem(PREFIX + of); } catch { /* as above */ }
    tell();
  };
  const tell = () => {
    const waiting = number();
    note.hidden = waiting === 0;
    note.textContent = waiting === 1 ? note.dataset.one : note.dataset.many.replace("#", waiting);
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
    if (!page.querySelector("[name=present]") && number() === 0) location.reload();
  };

  // What was sent stays until the hub answered: it may be sent twice, and the hub takes it once. No more goes in one go
  // than the hub reads; what was read for another session of this edition goes with it, from whichever page is open.
  const post = async (of, scans) => {
    const data = new FormData(form);
    data.set("session", of);
    data.set("codes", scans.map((scan) => `${scan.code} ${scan.at}`).join("\n"));
    const answer = await fetch(location.pathname, {
      method: "POST",
      body: data,
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(PATIENCE),
    });
    const isOff = answer.status === 404 && (answer.headers.get("Content-Type") || "").startsWith("application/json");
    if (!answer.ok && !isOff) throw new Error(answer.status);
    const said = await answer.json();
    const sent = new Set(scans.map((scan) => `${scan.code} ${scan.at}`));
    keep(kept(of).filter((scan) => !sent.has(`${scan.code} ${scan.at}`)), of);
    if (isOff) {
      show(`${said.text} ${scans.map((scan) => scan.code).join(", ")}`, false);
      return;
    }
    said.results.forEach((one) => show(one.text, one.is_in));
    if (of !== session) return;
    counted.textContent = said.counted;
    said.results.filter((one) => one.is_in).forEach((one) => arrived(one.enrolment));
  };
  const send = async () => {
    if (isSending) return;
    isSending = true;
    try {
      for (let waiting = sessionsKept(); waiting.length; waiting = sessionsKept()) { // what was read meanwhile, too
        await post(waiting[0], kept(waiting[0]).slice(0, MOST));
      }
    } catch { tell(); } finally { isSending = false; }
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
  tell();
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
