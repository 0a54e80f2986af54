/* Connects the buttons of the pages about passkeys with what asks the browser for one. */
(() => {
  "use strict";

  const acts = window.allauth?.webauthn?.forms;
  if (!acts || !window.PublicKeyCredential) return;

  document.querySelectorAll("[data-passkey]").forEach((button) => {
    const { passkey, credential, passwordless } = button.dataset;
    const ids = { add: button.id, authenticate: button.id, login: button.id, credential, passwordless };
    if (document.getElementById("passkey-options")) ids.data = "passkey-options";
    acts[passkey]({ ids });
    button.hidden = false;
  });

  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    document.querySelectorAll("[data-passkey-problem]").forEach((note) => { note.hidden = false; });
  });
})();
