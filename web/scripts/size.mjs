// What the first load weighs: the page, everything it imports at once, and the first page after
// signing in (the list of enterprises). Fails over the limit.
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const limit = 400_000;
const first = ["index.html", "src/registry/enterprises.tsx"];

const dist = new URL("../dist/", import.meta.url).pathname;
const manifestPath = join(dist, ".vite/manifest.json");
if (!existsSync(manifestPath) || !existsSync(join(dist, "index.html.gz"))) {
  console.error("web/dist is missing or not compressed: run `npm run build` first");
  process.exit(1);
}
const manifest = JSON.parse(readFileSync(manifestPath, "utf8"));
const wanted = new Set(["index.html"]);
const visited = new Set();
function visit(key) {
  if (visited.has(key)) return;
  visited.add(key);
  const chunk = manifest[key];
  if (!chunk) throw new Error(`no chunk for ${key}`);
  wanted.add(chunk.file);
  for (const css of chunk.css ?? []) wanted.add(css);
  for (const next of chunk.imports ?? []) visit(next);
}
first.forEach(visit);
const sizes = { gz: 0, br: 0 };
for (const file of wanted)
  for (const ending of Object.keys(sizes)) {
    const packed = join(dist, `${file}.${ending}`);
    sizes[ending] += statSync(existsSync(packed) ? packed : join(dist, file)).size;
  }
for (const [ending, bytes] of Object.entries(sizes)) console.log(`first load ${ending}: ${(bytes / 1000).toFixed(1)} kB in ${wanted.size} files (limit ${limit / 1000} kB)`);
if (sizes.gz > limit) {
  console.error("The first load is too heavy: find what the shell imports that could be loaded later.");
  process.exit(1);
}
