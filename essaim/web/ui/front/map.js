// The interactive map: MapLibre over our own outlines and points, no tile, no third party. Started by map-starter.js.
//
// frame: the element drawn by components/map.html. Its data-* attributes: outlines and points (GeoJSON addresses, both
// optional), bounds ("west,south,east,north"), label, worker and style (files of the bundle). The shades, texts and links
// of the outlines are read from the drawing already in the page, so that both maps always say the same thing.
// Points carry the properties name, href, family and, optionally, detail.
import { LngLatBounds, Map as LibreMap, NavigationControl, AttributionControl, Popup, setWorkerUrl } from "maplibre-gl";
import { CLUSTER_LAYERS, POINT_LAYERS, familyLegend, hatch, outlineLayers, pointLayers } from "./map-layers.js";

const FRENCH = {
  "AttributionControl.ToggleAttribution": "Afficher ou masquer les sources",
  "CooperativeGesturesHandler.MacHelpText": "⌘ + défilement pour zoomer",
  "CooperativeGesturesHandler.MobileHelpText": "Deux doigts pour déplacer la carte",
  "CooperativeGesturesHandler.WindowsHelpText": "Ctrl + défilement pour zoomer",
  "Map.Title": "Carte",
  "NavigationControl.ResetBearing": "Remettre le nord en haut",
  "NavigationControl.ZoomIn": "Zoomer",
  "NavigationControl.ZoomOut": "Dézoomer",
  "Popup.Close": "Fermer",
};
const HELP =
  "Au clavier, une fois la carte atteinte : flèches pour déplacer, + et − pour zoomer, Entrée pour ouvrir ce qui est au centre, Échap pour fermer.";

/** Loads the data, replaces the drawing by the map. Rejects when the data cannot be had: the drawing then stays. */
export async function start(frame, said) {
  const { outlines, points, worker, style } = frame.dataset;
  setWorkerUrl(new URL(worker, location.href).href);
  const [shapes, places] = await Promise.all([outlines && fetchGeoJson(outlines), points && fetchGeoJson(points), loadStyle(style)]);
  const drawn = readDrawing(frame);
  const inDrawing = (shapes?.features ?? []).filter((feature) => drawn.has(String(feature.properties.code)));
  for (const feature of inDrawing) Object.assign(feature.properties, drawn.get(String(feature.properties.code)));

  const box = document.createElement("div");
  box.className = "map__live";
  const drawing = frame.querySelector(".map__svg");
  drawing.setAttribute("hidden", "");
  frame.append(box);
  let map;
  try {
    map = new LibreMap({
      container: box,
      style: { version: 8, sources: {}, layers: [{ id: "ground", type: "background", paint: { "background-color": token("--sunk") } }] },
      bounds: boundsOf(frame.dataset.bounds, inDrawing, places?.features ?? []),
      fitBoundsOptions: { padding: 24, maxZoom: 13 },
      maxZoom: 17,
      attributionControl: false,
      cooperativeGestures: true,
      dragRotate: false,
      fadeDuration: 0,
      locale: { ...FRENCH, "Map.Title": frame.dataset.label },
    });
  } catch (error) {
    box.remove();
    drawing.removeAttribute("hidden");
    throw error;
  }
  map.on("error", (event) => console.warn("map:", event.error?.message));
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new AttributionControl({ compact: false, customAttribution: frame.dataset.attribution || "Contours et points : voir les sources de la page" }));
  map.on("load", () => {
    if (inDrawing.length) {
      map.addImage("hatch", hatch(token), { pixelRatio: 2 });
      map.addSource("outlines", { type: "geojson", data: { type: "FeatureCollection", features: inDrawing } });
      for (const layer of outlineLayers(token)) map.addLayer(layer);
    }
    if (places) {
      map.addSource("points", { type: "geojson", data: places, cluster: true, clusterRadius: 42, clusterMaxZoom: 14 });
      for (const layer of pointLayers(token)) map.addLayer(layer);
      frame.after(familyLegend(places.features, token));
    }
    map.on("idle", () => frame.setAttribute("data-idle", "true"));
  });
  listen(map);
  map.getCanvas().setAttribute("aria-label", `${frame.dataset.label}. ${HELP}`);
  said.textContent = HELP;
  map.getCanvas().focus({ preventScroll: true });
}

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

async function fetchGeoJson(address) {
  const answer = await fetch(new URL(address, location.href));
  if (!answer.ok) throw new Error(`${answer.status} for ${address}`);
  const data = await answer.json();
  if (!Array.isArray(data.features)) throw new Error(`not a FeatureCollection: ${address}`);
  return data;
}

function loadStyle(address) {
  return new Promise((resolve, reject) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address });
    link.onload = resolve;
    link.onerror = () => reject(new Error(`style sheet unavailable: ${address}`));
    document.head.append(link);
  });
}

/** code → shade, text and address, from the drawing. An unknown value is hatched there and here. */
function readDrawing(frame) {
  const found = new Map();
  for (const path of frame.querySelectorAll(".map__svg [data-code]")) {
    const fill = getComputedStyle(path).fill;
    found.set(path.dataset.code, {
      fill: fill.startsWith("url") ? token("--grey-pale") : fill,
      unknown: fill.startsWith("url"),
      text: path.querySelector("title")?.textContent ?? "",
      href: path.closest("a")?.getAttribute("href") ?? "",
    });
  }
  return found;
}

function boundsOf(given, shapes, points) {
  const numbers = (given ?? "").split(",").map(Number);
  if (given && numbers.length === 4 && numbers.every(Number.isFinite)) return numbers;
  const bounds = new LngLatBounds();
  const extend = (coordinates) => (typeof coordinates[0] === "number" ? bounds.extend(coordinates) : coordinates.forEach(extend));
  for (const { geometry } of shapes.length ? shapes : points) if (geometry) extend(geometry.coordinates);
  return bounds.isEmpty() ? [-5.2, 41.3, 9.6, 51.1] : bounds;
}

function listen(map) {
  const canvas = map.getCanvas();
  const at = (point, reach) =>
    map.queryRenderedFeatures(
      [
        [point.x - reach, point.y - reach],
        [point.x + reach, point.y + reach],
      ],
      { layers: [...POINT_LAYERS, "outlines-fill"].filter((id) => map.getLayer(id)) },
    );
  map.on("click", (event) => open(map, at(event.point, 4), event.lngLat, false));
  map.on("mousemove", (event) => {
    canvas.style.cursor = at(event.point, 2).length ? "pointer" : "";
  });
  canvas.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    open(map, at(map.project(map.getCenter()), 24), map.getCenter(), true);
  });
}

/** Opens what was met: a cluster is unfolded, organisations are listed, else the territory. */
async function open(map, features, where, byKeyboard) {
  const cluster = features.find((feature) => CLUSTER_LAYERS.includes(feature.layer.id));
  const single = features.filter((feature) => feature.layer.id === "points");
  if (cluster && !single.length) {
    const source = map.getSource("points");
    const center = cluster.geometry.coordinates;
    const zoom = await source.getClusterExpansionZoom(cluster.properties.cluster_id);
    if (zoom <= 14 && zoom <= map.getMaxZoom()) return map.easeTo({ center, zoom });
    const leaves = await source.getClusterLeaves(cluster.properties.cluster_id, 50, 0);
    return popup(map, center, leaves.map((leaf) => leaf.properties), cluster.properties.point_count, byKeyboard);
  }
  if (single.length) return popup(map, single[0].geometry.coordinates, unique(single.map((feature) => feature.properties)), 0, byKeyboard);
  const shape = features.find((feature) => feature.layer.id === "outlines-fill");
  if (shape) popup(map, where, [{ name: shape.properties.text, href: shape.properties.href }], 0, byKeyboard);
}

function unique(properties) {
  return [...new Map(properties.map((one) => [`${one.href} ${one.name}`, one])).values()];
}

function popup(map, where, entries, total, byKeyboard) {
  const list = document.createElement("ul");
  for (const { name, href, detail } of entries) {
    const item = document.createElement("li");
    const link = document.createElement(href ? "a" : "span");
    if (href) link.href = href;
    link.textContent = name;
    item.append(link);
    if (detail) item.append(document.createElement("br"), detail);
    list.append(item);
  }
  if (total > entries.length) {
    list.append(Object.assign(document.createElement("li"), { textContent: `et ${total - entries.length} autres au même endroit : voir la liste.` }));
  }
  const bubble = new Popup({ maxWidth: "20rem", focusAfterOpen: byKeyboard }).setLngLat(where).setDOMContent(list).addTo(map);
  const escape = (event) => event.key === "Escape" && bubble.remove();
  bubble.getElement().addEventListener("keydown", escape);
  bubble.on("close", () => map.getCanvas().focus({ preventScroll: true }));
}
