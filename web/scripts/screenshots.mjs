// Shoots every page in Chinese and English, light and dark, wide and narrow, into
// ../build/screenshots. Says at the end which pages wrote errors to the console.
// ONLY=part of a name limits it; ZONE=id looks from that zone.
import { mkdirSync } from "node:fs";

import { api, openBrowser, server, signIn } from "./browser.mjs";

const folder = process.env.SCREENSHOTS ?? new URL("../../build/screenshots/", import.meta.url).pathname;
mkdirSync(folder, { recursive: true });

const looks = [];
for (const language of ["zh", "en"])
  for (const theme of ["light", "dark"]) for (const width of [1440, 390]) looks.push({ language, theme, width });

const { page, close } = await openBrowser();
const troubles = [];
let shooting = "";
// Asking who is signed in answers 401 before signing in: that is no trouble.
page.on("console", (message) => message.type() === "error" && !message.text().includes("401") && troubles.push(`${shooting}: ${message.text()}`));
page.on("pageerror", (error) => troubles.push(`${shooting}: ${error.message}`));

async function shoot(name, path, { language, theme, width }) {
  shooting = `${name}-${language}-${theme}-${width}`;
  if (process.env.ONLY && !shooting.includes(process.env.ONLY)) return;
  await page.setViewportSize({ width, height: width < 768 ? 844 : 900 });
  await page.goto(server + path);
  await page.waitForLoadState("networkidle");
  await page.waitForTimeout(250);
  await page.screenshot({ path: `${folder}/${shooting}.png`, animations: "disabled" });
}

async function look({ language, theme }) {
  await page.evaluate(([l, t]) => {
    localStorage.setItem("gaoxin.language", l);
    localStorage.setItem("gaoxin.theme", t);
  }, [language, theme]);
}

await page.goto(server);
for (const one of looks) {
  await look(one);
  await shoot("sign-in", "/", one);
}
await signIn(page);

// Pages that show one thing need something to show.
const zone = process.env.ZONE ?? new URL(page.url()).searchParams.get("zone") ?? (await api(page, "GET", "/api/zones")).json.items.find((z) => z.level === "park")?.id;
const enterprise = (await api(page, "GET", `/api/enterprises?zone=${zone}&page_size=1`)).json?.items?.[0]?.id;
const weak = (await api(page, "GET", `/api/chain/weak-links?zone=${zone}&page_size=1`)).json?.items?.[0]?.id;
const project = (await api(page, "GET", `/api/projects?zone=${zone}&page_size=1&sort=-stage`)).json?.items?.[0]?.id;
const run = (await api(page, "GET", `/api/evaluation/runs?zone=${zone}`)).json?.items?.[0]?.id;
const officialCase = (await api(page, "GET", `/api/evaluation/management/cases?zone=${zone}`)).json?.items?.[0]?.id;
const pages = {
  "enterprises": "/registry/enterprises",
  ...(enterprise && { "enterprise": `/registry/enterprises/${enterprise}`, "enterprise-facts": `/registry/enterprises/${enterprise}?tab=facts`, "enterprise-policies": `/registry/enterprises/${enterprise}?tab=policies` }),
  "parks": "/registry/parks",
  "imports": "/registry/imports",
  "reviews": "/registry/reviews",
  "codes": "/registry/codes",
  "map": "/chain/map",
  "map-list": "/chain/map?view=list",
  "weak-links": "/chain/weak-links",
  ...(weak && { "map-node": `/chain/map?node=${weak}`, "weak-link": `/chain/weak-links?open=${weak}`, "targets": `/chain/targets?node=${weak}` }),
  "tables": "/chain/structure",
  "linkages": "/chain/structure?tab=linkages",
  "quotients": "/chain/structure?tab=quotients",
  "concordance": "/chain/structure?tab=concordance",
  "board": "/project/board",
  "projects": "/project/list",
  "day": "/project/day",
  "new-lead": "/project/new",
  ...(project && Object.fromEntries(["overview", "timeline", "evidence", "commitments", "selection", "claims", "people", "tasks", "approvals"].map((tab) => [`project-${tab}`, `/project/projects/${project}?tab=${tab}`]))),
  "ledger": "/project/imports",
  "teams": "/project/teams",
  "activities": "/project/teams?tab=activities",
  "cases": "/project/cases",
  "outlook": "/project/outlook",
  "leader": "/project/leader",
  "appraisal": "/project/appraisal",
  "project-settings": "/project/settings",
  "policies": "/policy/catalogue",
  "proactive": "/policy/proactive",
  "what-if": "/policy/what-if",
  "calculator": "/calculator",
  "statistics": "/evaluation/statistics",
  "totals": "/evaluation/statistics?tab=totals",
  ...(enterprise && { "report": `/evaluation/reports/2024/${enterprise}` }),
  "systems": "/evaluation/systems",
  "system": "/evaluation/systems/hitech-zones-2021",
  "runs": "/evaluation/runs",
  ...(run && Object.fromEntries(["ranking", "heat", "unit", "what-if", "compare"].map((tab) => [`run-${tab}`, `/evaluation/runs/${run}?tab=${tab}`]))),
  "management": "/evaluation/management",
  "management-results": "/evaluation/management?tab=results",
  ...(officialCase && { "case": `/evaluation/cases/${officialCase}` }),
  "planning": "/evaluation/planning",
  "planning-overlap": "/evaluation/planning?tab=overlap",
  "planning-shift": "/evaluation/planning?tab=shift",
  "planning-stages": "/evaluation/planning?tab=stages",
  "bulletin": "/evaluation/bulletin",
  "bulletin-2012": "/evaluation/bulletin?published=1",
  "users": "/access/users",
  "zones": "/access/zones",
  "audit": "/access/audit",
};
for (const one of looks) {
  await look(one);
  for (const [name, path] of Object.entries(pages)) await shoot(name, `${path}${path.includes("?") ? "&" : "?"}zone=${zone}`, one);
}
await close();
for (const trouble of troubles) console.error(trouble);
console.log(`screenshots in ${folder}; ${troubles.length} errors on the console`);
process.exit(troubles.length === 0 ? 0 : 1);
