// Passkeys need a script: what offers them shows itself only where there is one, and where the browser knows them.
if (window.PublicKeyCredential) {
  for (const part of document.querySelectorAll("[data-passkey]")) part.hidden = false;
}
