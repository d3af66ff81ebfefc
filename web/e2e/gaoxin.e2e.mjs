// The product as a person uses it, in a real browser against a running server: GAOXIN_URL,
// GAOXIN_USER (an administrator), GAOXIN_PASSWORD. Tests stand in the order of a day's work and
// share one browser; each leaves the data usable for the next.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { api, openBrowser, password, server, signIn, user } from "../scripts/browser.mjs";

let browser;
let page;
let zone;
const errors = [];
const at = (path) => `${server}${path}${path.includes("?") ? "&" : "?"}zone=${zone}`;
const open = async (path) => {
  await page.goto(at(path));
  await page.locator("main h1").waitFor();
};
const parameter = (name) => new URL(page.url()).searchParams.get(name);

before(async () => {
  assert.notEqual(password, "", "GAOXIN_PASSWORD is not set");
  browser = await openBrowser();
  page = browser.page;
  page.on("pageerror", (error) => errors.push(error.message));
});
after(async () => {
  await browser?.close();
});

test("a wrong password says so and lets one try again; the address is kept", async () => {
  await page.goto(`${server}/access/audit`);
  await page.locator("#username").fill(user);
  await page.locator("#password").fill("surely-not-this-one");
  await page.locator("button[type=submit]").click();
  await page.locator(".failure").waitFor();
  await page.locator("#password").fill(password);
  await page.locator("button[type=submit]").click();
  await page.locator(".bar").waitFor();
  assert.match(page.url(), /\/access\/audit/);
});

test("the language changes at once and is remembered", async () => {
  await page.goto(`${server}/registry/enterprises`);
  await page.locator("main h1").waitFor();
  assert.equal(await page.locator("main h1").innerText(), "企业");
  await page.getByRole("button", { name: "EN", exact: false }).first().click();
  await page.getByRole("heading", { level: 1, name: "Enterprises" }).waitFor();
  await page.reload();
  await page.getByRole("heading", { level: 1, name: "Enterprises" }).waitFor();
  await page.getByRole("button", { name: "中文" }).click();
  await page.getByRole("heading", { level: 1, name: "企业" }).waitFor();
});

test("the zone is chosen by search and stands in the address", async () => {
  const zones = (await api(page, "GET", "/api/zones")).json.items;
  const withResidents = (await api(page, "GET", `/api/parks?zone=${zones[0].id}`)).json.items.sort((a, b) => b.residents - a.residents)[0];
  assert.ok(withResidents, "the demonstration has parks");
  const wanted = zones.find((z) => z.id === withResidents.zone_id);
  zone = wanted.id;
  await page.locator(".zone-switcher").click();
  await page.locator(".zone-switcher input").fill(wanted.name.zh);
  // Until nothing but what was searched for stands there (with those above and below it), the tree still moves.
  const byId = new Map(zones.map((z) => [z.id, z]));
  const lineage = (z) => (z ? [z, ...lineage(byId.get(z.parent_id))] : []);
  const found = zones.filter((z) => z.name.zh.includes(wanted.name.zh));
  const left = zones.filter((z) => found.some((f) => lineage(f).includes(z) || lineage(z).includes(f))).map((z) => z.name.zh);
  await page.waitForFunction((names) => {
    const titles = [...document.querySelectorAll(".ant-select-tree-title")].map((title) => title.textContent);
    return titles.length > 0 && titles.every((title) => names.includes(title));
  }, left);
  await page.locator(".ant-select-tree-title").getByText(wanted.name.zh, { exact: true }).first().click();
  await page.waitForURL((url) => url.searchParams.get("zone") === String(zone));
  await page.locator("main h1").waitFor();
});

test("a list searches, sorts and pages on the server, and a link shows the same rows", async () => {
  await open("/registry/enterprises");
  const rows = page.locator(".ant-table-tbody tr.ant-table-row");
  await rows.first().waitFor();
  const name = (await rows.first().locator("td").first().locator("a").innerText()).trim();
  await page.keyboard.press("/");
  await page.keyboard.type(name);
  await page.waitForURL((url) => url.searchParams.get("q") === name);
  await page.locator("td", { hasText: name }).first().waitFor();
  await page.locator("th", { hasText: "企业名称" }).click();
  await page.waitForURL((url) => url.searchParams.get("sort") === "name");
  await page.locator("th", { hasText: "企业名称" }).click();
  await page.waitForURL((url) => url.searchParams.get("sort") === "-name");
  await page.reload();
  await page.locator("td", { hasText: name }).first().waitFor();
  assert.equal(parameter("q"), name);
  await open("/registry/enterprises?q=zzqqxxnothingatall");
  await page.locator(".nothing").waitFor();
});

test("an export is the same list as a file", async () => {
  await open("/registry/enterprises");
  await page.locator(".ant-table-row").first().waitFor();
  const total = (await api(page, "GET", `/api/enterprises?zone=${zone}&page_size=1`)).json.total;
  await page.getByRole("button", { name: "导出" }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByText("CSV", { exact: true }).click()]);
  assert.match(download.suggestedFilename(), /\.csv$/);
  const lines = readFileSync(await download.path(), "utf8").trim().split(/\r?\n/);
  assert.equal(lines.length - 1, total);
  await page.getByRole("button", { name: "导出" }).click();
  const [workbook] = await Promise.all([page.waitForEvent("download"), page.getByText("Excel (.xlsx)").click()]);
  assert.equal(readFileSync(await workbook.path()).subarray(0, 2).toString(), "PK");
});

test("the keyboard opens a row and leads between pages", async () => {
  await open("/registry/enterprises");
  await page.locator(".ant-table-row").first().waitFor();
  await page.locator(".table-body").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/registry\/enterprises\/\d+/);
  await page.locator(".ant-tabs").waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("w");
  await page.waitForURL(/\/chain\/weak-links/);
  await page.keyboard.press("?");
  await page.locator(".keys").waitFor();
  await page.keyboard.press("Escape");
});

test("an import shows every bad row, writes nothing until told, and keeps the good rows", async () => {
  const mark = `测试${Date.now()}`;
  const file = join(tmpdir(), `gaoxin-e2e-${Date.now()}.csv`);
  writeFileSync(file, `企业名称,统一社会信用代码\n${mark}轴承有限公司,\n${mark}齿轮有限公司,91220101MA0Y1ABC1X\n`);
  await open("/registry/imports");
  await page.locator("input[type=file]").setInputFiles(file);
  await page.waitForURL((url) => url.searchParams.has("import"));
  await page.locator(".import-run").waitFor();
  await page.locator("td", { hasText: "91220101MA0Y1ABC1X" }).first().waitFor();
  const found = async () => (await api(page, "GET", `/api/enterprises?zone=${zone}&q=${encodeURIComponent(mark)}`)).json.total;
  assert.equal(await found(), 0);
  await page.getByText("导入正确的行,报告其余").click();
  await page.getByRole("button", { name: "开始导入" }).click();
  await page.getByText("正确的行已导入").waitFor();
  assert.equal(await found(), 1);
});

test("from the chain map to a weak link, its targets, 'not this one' and a briefing", async () => {
  await open("/chain/map");
  await page.locator(".node").first().waitFor();
  const weak = page.locator(".node-weak").first();
  await weak.waitFor();
  const node = await weak.getAttribute("data-node");
  await weak.locator("rect").click({ force: true });
  await page.locator(".map-panel").waitFor();
  assert.equal(parameter("node"), node);
  await page.locator(".map").focus();
  await page.keyboard.press("ArrowRight");
  await page.waitForURL((url) => url.searchParams.get("node") !== node);
  await page.keyboard.press("Escape");
  await page.waitForURL((url) => !url.searchParams.has("node"));

  await open("/chain/weak-links");
  await page.locator(".ant-table-row").first().waitFor();
  await page.locator(".ant-table-row td").nth(1).click();
  await page.locator(".factors").first().waitFor();
  const links = (await api(page, "GET", `/api/chain/weak-links?zone=${zone}&page_size=50`)).json.items;
  const link = links.find((row) => row.candidates > 0);
  assert.ok(link, "the demonstration has companies that would fill a link");
  await open(`/chain/targets?node=${encodeURIComponent(link.id)}`);
  await page.locator(".ant-table-row").first().waitFor();
  const first = await page.locator(".ant-table-row").first().locator("td").nth(1).innerText();
  const [briefing] = await Promise.all([page.waitForEvent("download"), page.locator(".ant-table-row").first().getByRole("button", { name: "下载简报" }).click()]);
  assert.match(briefing.suggestedFilename(), /\.docx$/);
  await page.locator(".ant-table-row").first().getByRole("button", { name: "不选" }).click();
  await page.locator(".ant-modal textarea").fill("已在外省签约,测试后撤回");
  await page.locator(".ant-modal-footer .ant-btn-dangerous").click();
  await page.locator(".ant-card", { hasText: "已排除的企业" }).waitFor();
  await page.waitForFunction((old) => document.querySelector(".ant-table-row td:nth-child(2)")?.innerText !== old, first);
  await page.getByRole("button", { name: "撤回" }).first().click();
  await page.waitForFunction((old) => document.querySelector(".ant-table-row td:nth-child(2)")?.innerText === old, first);
});

test("a user is made, may sign in, must change the password, and leaves a trace", async () => {
  const name = `e2e${Date.now()}`;
  const made = await api(page, "POST", "/api/users", { username: name, display_name: "测试", password: "first-password-1", must_change_password: true, grants: [{ role: "director", zone_id: zone }] });
  assert.equal(made.status, 200);
  const other = await openBrowser();
  try {
    await other.page.goto(server);
    await other.page.locator("#username").fill(name);
    await other.page.locator("#password").fill("first-password-1");
    await other.page.locator("button[type=submit]").click();
    await other.page.locator("#current").fill("first-password-1");
    await other.page.locator("#next").fill("second-password-2");
    await other.page.locator("#again").fill("second-password-2");
    await other.page.locator("button[type=submit]").click();
    await other.page.locator(".bar").waitFor();
  } finally {
    await other.close();
  }
  await open("/access/audit");
  await page.locator("td", { hasText: "session.change_password" }).first().waitFor();
  await page.locator(".ant-table-row-expand-icon").first().click();
  await page.locator(".audit-details").waitFor();
});

test("what one may not do is not offered, and the server refuses it too", async () => {
  const name = `e2ebank${Date.now()}`;
  await api(page, "POST", "/api/users", { username: name, display_name: "银行", password: "bank-password-1", must_change_password: false, grants: [{ role: "bank", zone_id: zone }] });
  const other = await openBrowser();
  try {
    await signIn(other.page, name, "bank-password-1");
    assert.equal(await other.page.getByRole("menuitem", { name: "用户" }).count(), 0);
    assert.equal((await api(other.page, "GET", `/api/users?zone=${zone}`)).status, 403);
    await other.page.goto(at("/access/users"));
    await other.page.locator(".nothing").waitFor();
  } finally {
    await other.close();
  }
});

test("a session that ends leads to signing in and back", async () => {
  await open("/registry/parks");
  await browser.context.clearCookies();
  await page.getByRole("menuitem", { name: "薄弱环节" }).click();
  await page.locator("#username").waitFor();
  await page.locator("#username").fill(user);
  await page.locator("#password").fill(password);
  await page.locator("button[type=submit]").click();
  await page.getByRole("heading", { level: 1, name: "薄弱环节" }).waitFor();
});

test("a narrow window: navigation in a drawer, rows as cards, nothing wider than the screen", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ["/registry/enterprises", "/registry/imports", "/chain/map", "/chain/weak-links", "/chain/structure", "/registry/parks", "/access/users", "/access/zones", "/access/audit"]) {
    await open(path);
    await page.waitForLoadState("networkidle");
    // A card that runs over the edge does not widen the page when an ancestor cuts it off.
    const over = await page.evaluate(() => {
      const widest = Math.max(0, ...[...document.querySelectorAll(".cards li, .ant-card, .data-table")].map((e) => e.scrollWidth - e.clientWidth));
      return Math.max(widest, document.documentElement.scrollWidth - document.documentElement.clientWidth);
    });
    assert.ok(over <= 1, `${path} is ${over}px too wide`);
  }
  await open("/registry/enterprises");
  await page.locator(".cards li").first().waitFor();
  await page.getByRole("button", { name: "导航" }).click();
  await page.locator(".ant-drawer").getByRole("menuitem", { name: "产业链图谱" }).click();
  await page.waitForURL(/\/chain\/map/);
  await page.setViewportSize({ width: 1440, height: 900 });
});

test("no page threw an error", () => {
  assert.deepEqual(errors, []);
});
