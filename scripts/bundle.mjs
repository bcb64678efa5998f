// Builds what the browser receives: essaim/web/ui/front/*.js → essaim/web/ui/static/dist/, with MapLibre, its worker,
// its style sheet and the fonts. No network, no inline code, nothing fetched from elsewhere at run time.
import { build } from "esbuild";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const front = join(root, "essaim/web/ui/front");
const dist = join(root, "essaim/web/ui/static/dist");
const modules = join(root, "node_modules");

await rm(dist, { recursive: true, force: true });
await mkdir(join(dist, "fonts"), { recursive: true });

// One file a role: a page loads only what it uses; map.js (with MapLibre) is imported by map-starter.js on demand.
await build({
  entryPoints: ["map.js", "map-starter.js", "autocomplete.js", "filters.js"].map((name) => join(front, name)),
  outdir: dist,
  bundle: true,
  format: "esm",
  minify: true,
  target: ["es2022"],
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
});

// MapLibre 6 runs its worker from a file of its own: a strict policy allows neither blob: nor inline workers.
await cp(join(modules, "maplibre-gl/dist/maplibre-gl-worker.mjs"), join(dist, "maplibre-gl-worker.mjs"));
const worker = await readFile(join(dist, "maplibre-gl-worker.mjs"), "utf8");
await writeFile(join(dist, "maplibre-gl-worker.mjs"), worker.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n"));
await build({
  entryPoints: [join(front, "map.css")],
  outfile: join(dist, "map.css"),
  bundle: true,
  minify: true,
  loader: { ".svg": "dataurl" },
  logLevel: "warning",
});

const fonts = [
  ["atkinson-hyperlegible-next", 400],
  ["atkinson-hyperlegible-next", 700],
  ["bricolage-grotesque", 700],
];
for (const [family, weight] of fonts) {
  for (const subset of ["latin", "latin-ext"]) {
    const name = `${family}-${subset}-${weight}-normal.woff2`;
    await cp(join(modules, "@fontsource", family, "files", name), join(dist, "fonts", name));
  }
  await cp(join(modules, "@fontsource", family, "LICENSE"), join(dist, "fonts", `${family}-OFL.txt`));
}
await cp(join(modules, "maplibre-gl/LICENSE.txt"), join(dist, "maplibre-gl-LICENSE.txt"));
console.log("front-end bundle built: essaim/web/ui/static/dist");
