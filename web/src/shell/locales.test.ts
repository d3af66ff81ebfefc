// Both languages of every module say the same things: same keys, same placeholders, nothing empty.
import { expect, test } from "vitest";

const files = import.meta.glob<{ default: object }>("/src/*/locale.{zh,en}.ts", { eager: true });

function flat(value: object, path = ""): Map<string, string> {
  const out = new Map<string, string>();
  for (const [name, item] of Object.entries(value)) {
    if (typeof item === "string") out.set(path + name, item);
    else for (const [key, text] of flat(item as object, `${path}${name}.`)) out.set(key, text);
  }
  return out;
}

const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1]).sort().join();
const folders = [...new Set(Object.keys(files).map((path) => path.replace(/\/locale\.\w+\.ts$/, "")))];

test("every module has both languages", () => {
  expect(folders.length).toBeGreaterThanOrEqual(4);
  expect(Object.keys(files).length).toBe(folders.length * 2);
});

test.each(folders)("%s", (folder) => {
  const zh = flat(files[`${folder}/locale.zh.ts`]!.default);
  const en = flat(files[`${folder}/locale.en.ts`]!.default);
  expect([...en.keys()].sort()).toEqual([...zh.keys()].sort());
  for (const [key, text] of zh) {
    expect(text.trim(), key).not.toBe("");
    expect(en.get(key)!.trim(), key).not.toBe("");
    expect(placeholders(en.get(key)!), key).toBe(placeholders(text));
  }
});

// Keys that the code writes out in full must exist; a key made of parts cannot be checked here.
const sources = import.meta.glob<string>("/src/*/*.tsx", { eager: true, query: "?raw", import: "default" });
test.each(Object.keys(sources))("keys used in %s", (path) => {
  const own = path.split("/").at(-2)!;
  const known = (folder: string) => flat(files[`/src/${folder}/locale.zh.ts`]!.default);
  for (const [, key] of sources[path]!.matchAll(/(?<![\w.])t\("([\w.:]+)"/g)) {
    const [folder, name] = key!.includes(":") ? (key!.split(":") as [string, string]) : [own, key!];
    expect([...known(folder).keys()], `${path}: ${key}`).toContain(name);
  }
});
