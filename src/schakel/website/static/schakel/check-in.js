/* Letting people in where there may be no network: codes and ticks are kept here until the hub has them. The page works without it. */
(() => {
  "use strict";

  const page = document.querySelector("[data-at-the-door]");
  if (!page) return;
  const form = page.querySelector("[data-codes]");
  const box = form.querySelector("textarea");
  const results = page.querySelector("[data-results]");
  const note = page.querySelector("[data-kept]");
  const counted = page.querySelector("[data-counted]");
  const names = page.querySelector("[data-names]");
  const present = page.querySelector("[data-present]");
  const filter = page.querySelector("[data-name-filter]");
  const session = page.dataset.atTheDoor;
  const PREFIX = `schakel-check-in-${location.pathname}-`;
  const TICKED = "#"; // before the code of an enrolment, as no ticket has it
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
    sift();
  };

  const show = (text, isIn) => {
    const line = document.createElement("li");
    const words = document.createElement(isIn ? "span" : "strong");
    words.textContent = `${isIn ? "✓" : "✗"} ${text}`;
    line.append(words);
    results.prepend(line);
  };

  // Among the names are those that are looked for, without those whose tick is kept here: these come back only when the
  // hub says no.
  const wanted = () => (filter ? filter.querySelector("[name=q]").value.trim().toLowerCase() : "");
  const sift = () => {
    const letters = wanted();
    const ticks = new Set(kept().map((scan) => scan.code));
    page.querySelectorAll("[data-name]").forEach((line) => {
      const tick = line.querySelector("[name=present]");
      const isKept = tick !== null && ticks.has(TICKED + tick.value);
      line.hidden = isKept || !line.textContent.toLowerCase().includes(letters);
    });
  };

  // Who came is no longer among those who are not there, but among those who are; once nobody is left to come, the page
  // is shown anew.
  const arrived = (one) => {
    const line = [...page.querySelectorAll("[name=present]")].find((each) => each.value === one.enrolment);
    if (!line) return;
    line.closest("li").remove();
    const came = page.querySelector("[data-came]").content.cloneNode(true);
    came.querySelectorAll("[data-who]").forEach((who) => { who.textContent = one.name; });
    came.querySelector("[data-since]").textContent = one.time;
    came.querySelector("[name=not_there]").value = one.enrolment;
    present.querySelector("ul").prepend(came);
    present.hidden = false;
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
    said.results.filter((one) => one.is_in).forEach(arrived);
    sift();
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

  const add = (codes) => {
    if (codes.length === 0) return;
    const at = new Date().toISOString();
    keep([...kept(), ...codes.map((code) => ({ code, at }))]);
    send();
  };
  const read = (written) => add(written.split(/[\r\n]+/).map((code) => code.split("ticket=").pop().trim()).filter(Boolean));

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    read(box.value);
    box.value = "";
    box.focus();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); form.requestSubmit(); }
  });
  if (names) {
    names.addEventListener("submit", (event) => {
      event.preventDefault();
      const ticked = [...names.querySelectorAll("[name=present]:checked")];
      ticked.forEach((one) => { one.checked = false; });
      add(ticked.map((one) => TICKED + one.value));
    });
  }
  if (filter) {
    filter.addEventListener("input", sift);
    filter.addEventListener("submit", (event) => { // all names stand here: the hub need not be asked
      if (filter.dataset.whole !== undefined) { event.preventDefault(); sift(); }
    });
  }
  window.addEventListener("online", send);
  setInterval(send, PATIENCE);
  tell();
  send();

  /* The camera. Nothing of what it sees leaves the telephone: the browser reads the codes, or a script of the hub where
     the browser cannot. */
  const control = form.querySelector("[data-scan]");
  const stop = form.querySelector("[data-stop]");
  const camera = form.querySelector("[data-camera]");
  const trouble = form.querySelector("[data-trouble]");
  const WIDEST = 720; // pixels that are read of a picture: enough for a code on a telephone, and quick
  if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) return;

  const byBrowser = async () => {
    const known = "BarcodeDetector" in window ? await BarcodeDetector.getSupportedFormats().catch(() => []) : [];
    if (!known.includes("qr_code")) return null;
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async () => ((await detector.detect(camera))[0] || {}).rawValue;
  };
  const byScript = async () => {
    const { default: decode } = await import(page.dataset.decoder);
    if (!decode) throw new Error("not installed");
    const canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    return async () => {
      const scale = Math.min(1, WIDEST / camera.videoWidth);
      canvas.width = Math.round(camera.videoWidth * scale);
      canvas.height = Math.round(camera.videoHeight * scale);
      pen.drawImage(camera, 0, 0, canvas.width, canvas.height);
      return decode(pen.getImageData(0, 0, canvas.width, canvas.height)); // throws where there is none
    };
  };
  const reader = byBrowser().then((found) => found || byScript()); // asked for at once: there may be no network later
  reader.catch(() => { /* said once somebody wants to scan */ });

  const say = (text) => { trouble.textContent = text; trouble.hidden = text === ""; };
  const end = () => {
    if (camera.srcObject) camera.srcObject.getTracks().forEach((track) => track.stop());
    camera.srcObject = null;
    camera.hidden = stop.hidden = true;
    control.hidden = false;
  };
  control.hidden = false;
  control.addEventListener("click", async () => {
    say("");
    try {
      const look = await reader;
      camera.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      camera.hidden = stop.hidden = false;
      control.hidden = true;
      stop.focus();
      await camera.play();
      let last = "";
      const again = async () => {
        if (!camera.srcObject) return;
        const found = await look().catch(() => "");
        if (found && found !== last) { last = found; read(found); }
        setTimeout(again, 250);
      };
      again();
    } catch (error) {
      end();
      say(error.name === "NotAllowedError" ? trouble.dataset.refused : trouble.dataset.missing);
    }
  });
  stop.addEventListener("click", () => { end(); control.focus(); });
  window.addEventListener("pagehide", end);
})();
