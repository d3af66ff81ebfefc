// temporary: node shots.mjs ROLE LANG THEME WIDTH path...
import { openBrowser, password, server, signIn } from "./scripts/browser.mjs";
const [role, lang, theme, width, ...list] = process.argv.slice(2);
const b = await openBrowser({ viewport: { width: Number(width), height: width < 500 ? 844 : 900 }, colorScheme: theme, locale: lang === "en" ? "en-GB" : "zh-CN" });
const p = b.page;
p.on("pageerror", (e) => console.log("PAGEERROR", p.url(), e.message));
p.on("console", (m) => { if (["error", "warning"].includes(m.type())) console.log("CONSOLE", p.url(), m.text().slice(0, 300)); });
try {
await signIn(p, role, "gaoxin-demo-2026");
await p.evaluate(([l, t]) => { for (const k of Object.keys(localStorage)) console.log(k); localStorage.setItem("gaoxin.language", l); localStorage.setItem("gaoxin.theme", t); }, [lang, theme]);
for (const path of list) {
  const started = Date.now();
  await p.goto(server + path);
  await p.locator("main h1").waitFor({timeout: 15000}).catch(() => console.log("no h1", path));
  await p.locator("main .loading").first().waitFor({ state: "detached", timeout: 15000 }).catch(() => console.log("still loading", path));
  await p.waitForTimeout(700);
  const over = await p.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const name = `/tmp/web/s-${role}-${lang}-${theme}-${width}-${path.replace(/[^a-zA-Z0-9]+/g, "_").slice(1, 60)}.png`;
  await p.screenshot({ path: name, fullPage: true });
  console.log(name, over > 1 ? `TOO WIDE ${over}` : "", Date.now() - started, "ms");
}
} catch (e) { console.log(String(e)); }
await b.close(); process.exit(0);
