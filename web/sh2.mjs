import { openBrowser, password, server, signIn, api } from "./scripts/browser.mjs";
const b = await openBrowser();
const p = b.page;
p.on("pageerror", (e) => console.log("PAGEERROR", p.url(), e.message));
try {
await signIn(p, "director", "gaoxin-demo-2026");
const z = (await api(p, "GET", "/api/zones")).json.items.find((x) => x.code === "CN-22").id;
const st = (await api(p, "GET", `/api/project-statements?zone=${z}`)).json.items;
console.log(JSON.stringify(st).slice(0, 400));
const rows = (await api(p, "GET", `/api/projects?zone=${z}&stage=production&page_size=5`)).json.items;
for (const r of rows) { const lock = (await api(p, "GET", `/api/projects/${r.id}/payout-lock?zone=${z}`)).json; console.log(r.id, r.name, lock.locked, lock.reason?.zh); }
const land = (await api(p, "GET", `/api/projects?zone=${z}&stage=aftercare,full_capacity&page_size=10`)).json.items;
let unlocked;
for (const r of land) { const lock = (await api(p, "GET", `/api/projects/${r.id}/payout-lock?zone=${z}`)).json; console.log(r.id, r.name, lock.locked, lock.reason?.zh); if (!lock.locked) unlocked = r.id; }
await p.goto(`${server}/project/projects/${unlocked ?? land[0].id}?tab=commitments&zone=${z}`); await p.locator("main h1").waitFor(); await p.waitForTimeout(2500);
await p.screenshot({ path: "/tmp/web/commit.png" });
if (st[0]) { await p.goto(`${server}/project/appraisal/${st[0].id}?zone=${z}`); await p.locator("main h1").waitFor(); await p.waitForTimeout(2000); await p.screenshot({ path: "/tmp/web/statement.png", fullPage: true }); await p.emulateMedia({ media: "print" }); await p.pdf({ path: "/tmp/web/statement.pdf", format: "A4" }); }
} catch (e) { console.log(String(e)); }
await b.close(); process.exit(0);
