// What the interactive map draws, in the colours of the style sheet.
const FAMILIES = [
  ["association", "Associations"],
  ["cooperative", "Coopératives"],
  ["mutual", "Mutuelles"],
  ["foundation", "Fondations"],
  ["sse_company", "Sociétés commerciales de l’ESS"],
];
export const CLUSTER_LAYERS = ["clusters", "cluster-counts"];
export const POINT_LAYERS = [...CLUSTER_LAYERS, "points"];

export function outlineLayers(token) {
  return [
    { id: "outlines-fill", type: "fill", source: "outlines", paint: { "fill-color": ["get", "fill"], "fill-antialias": true } },
    { id: "outlines-unknown", type: "fill", source: "outlines", filter: ["get", "unknown"], paint: { "fill-pattern": "hatch" } },
    { id: "outlines-line", type: "line", source: "outlines", paint: { "line-color": token("--shape-line"), "line-width": 1 } },
  ];
}

/** The hatch of unknown values, as an image MapLibre repeats. */
export function hatch(token) {
  const size = 16;
  const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
  const pen = canvas.getContext("2d");
  pen.strokeStyle = token("--edge");
  pen.lineWidth = 2;
  for (const shift of [-size, 0, size]) {
    pen.moveTo(shift, size);
    pen.lineTo(shift + size, 0);
  }
  pen.stroke();
  return pen.getImageData(0, 0, size, size);
}

export function pointLayers(token) {
  const colours = FAMILIES.flatMap(([id]) => [id, token(`--fam-${id}`)]);
  return [
    {
      id: "clusters",
      type: "circle",
      source: "points",
      filter: ["has", "point_count"],
      paint: {
        "circle-color": token("--ink"),
        "circle-radius": ["interpolate", ["linear"], ["log10", ["get", "point_count"]], 0.3, 12, 2, 18, 4, 28],
        "circle-stroke-color": token("--surface"),
        "circle-stroke-width": 2,
      },
    },
    {
      id: "cluster-counts",
      type: "symbol",
      source: "points",
      filter: ["has", "point_count"],
      layout: {
        "text-field": ["number-format", ["get", "point_count"], { locale: "fr-FR" }],
        "text-font": ["Atkinson Hyperlegible Next Bold"],
        "text-size": 13,
        "text-allow-overlap": true,
      },
      paint: { "text-color": token("--paper") },
    },
    {
      id: "points",
      type: "circle",
      source: "points",
      filter: ["!", ["has", "point_count"]],
      paint: {
        "circle-color": ["match", ["get", "family"], ...colours, token("--fam-other")],
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 8, 5, 15, 8],
        "circle-stroke-color": token("--surface"),
        "circle-stroke-width": 1.5,
      },
    },
  ];
}

/** The colours of the families really on the map. */
export function familyLegend(features, token) {
  const present = new Set(features.map((feature) => feature.properties.family));
  const list = document.createElement("ul");
  list.className = "legend";
  list.setAttribute("aria-label", "Légende des points");
  const entries = FAMILIES.filter(([id]) => present.has(id)).map(([id, label]) => [`fill-${id}`, label]);
  if ([...present].some((id) => !FAMILIES.some(([known]) => known === id))) entries.push(["fill-other", "Autres organismes"]);
  for (const [css, label] of entries) {
    const item = document.createElement("li");
    item.innerHTML = `<svg viewBox="0 0 10 10" aria-hidden="true"><circle class="${css}" cx="5" cy="5" r="5"/></svg>`;
    item.append(label);
    list.append(item);
  }
  return list;
}
