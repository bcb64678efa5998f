// Offers the interactive map above the drawing. MapLibre (300 KB) is fetched only when the reader asks for it.
for (const frame of document.querySelectorAll("[data-map]")) {
  if (!frame.dataset.outlines && !frame.dataset.points) continue;
  const bar = document.createElement("div");
  bar.className = "map__bar";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--s";
  button.textContent = "Afficher la carte interactive";
  const said = document.createElement("span");
  said.className = "map__note";
  said.setAttribute("role", "status");
  bar.append(button, said);
  frame.before(bar);
  button.addEventListener("click", async () => {
    button.disabled = true;
    said.textContent = "Chargement de la carte…";
    try {
      const { start } = await import(new URL(frame.dataset.module, location.href).href);
      await start(frame, said);
      button.remove();
    } catch (error) {
      // The drawing and the table stay: say what happened and let the reader try again.
      button.disabled = false;
      said.textContent = "La carte interactive n’a pas pu démarrer. Le dessin et le tableau restent disponibles.";
      console.warn("interactive map unavailable:", error.message);
    }
  });
}
