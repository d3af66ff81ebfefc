// The evaluation's pages as a person uses them, against a running server with the demonstration:
// GAOXIN_URL, GAOXIN_USER (an administrator), GAOXIN_PASSWORD.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { api, openBrowser, password, server, signIn } from "../scripts/browser.mjs";

let browser;
let page;
let root;
let park;
const errors = [];
const at = (path, zone) => `${path}${path.includes("?") ? "&" : "?"}zone=${zone}`;
const open = async (path, zone = root) => {
  await page.goto(server + at(path, zone));
  await page.locator("main h1").waitFor();
};
const parameter = (name) => new URL(page.url()).searchParams.get(name);
const get = async (path, zone = root) => {
  const answer = await api(page, "GET", at(path, zone));
  assert.equal(answer.status, 200, `${path}: ${JSON.stringify(answer.json)}`);
  return answer.json;
};
/** Downloads by a button and gives the first bytes of the file. */
const take = async (button) => {
  const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
};

before(async () => {
  assert.notEqual(password, "", "GAOXIN_PASSWORD is not set");
  browser = await openBrowser();
  page = browser.page;
  page.on("pageerror", (error) => errors.push(error.message));
  await signIn(page);
  const { items } = (await api(page, "GET", "/api/zones")).json;
  root = items[0].id;
  const parks = (await api(page, "GET", `/api/parks?zone=${root}`)).json.items.sort((a, b) => b.residents - a.residents);
  park = parks[0].zone_id;
});
after(async () => {
  await browser?.close();
});

test("a report: checked while one types, an error blocks, what is typed survives a reload, a draft is saved", async () => {
  const board = await get("/api/evaluation/reports/board?year=2025&kind=year&page_size=5", park);
  const row = board.items.find((r) => r.enterprise_id > 0);
  await open("/evaluation/statistics?year=2025", park);
  await page.locator(".period-panel").first().waitFor();
  await page.locator(".ant-table-row", { hasText: row.name }).first().locator("a").first().click();
  await page.waitForURL(/\/evaluation\/reports\/2025\//);
  const input = (item) => page.locator(`#item-${item} input`);
  await input("staff").fill("-5");
  await page.locator("#item-staff .finding-error").waitFor();
  assert.ok(await page.getByRole("button", { name: /^提\s*交$/ }).isDisabled(), "an error blocks");
  await input("staff").fill("120");
  await input("rd_staff").fill("12");
  await input("revenue").fill("3456.7");
  await page.locator("#item-staff .finding-error").waitFor({ state: "detached" });
  await page.reload();
  await input("revenue").waitFor();
  assert.equal(await input("revenue").inputValue(), "3456.7", "what was typed survives");
  await page.getByRole("button", { name: "保存草稿" }).click();
  await page.getByText("草稿已保存").waitFor();
  const saved = await get(`/api/evaluation/reports/${row.enterprise_id}/2025`, park);
  assert.equal(saved.state, "draft");
  assert.equal(saved.values.find((v) => v.item === "revenue").value, "34567000.00", "money was typed in 万元");
  assert.equal(saved.values.find((v) => v.item === "tax").value, null, "what was left out is unknown");
});

test("totals with coverage; unknown says why; the chart has a table; the export is a spreadsheet", async () => {
  const totals = await get("/api/evaluation/totals?period=2024");
  await open("/evaluation/statistics?tab=totals");
  await page.getByText(`${totals.accepted} / ${totals.expected}`).first().waitFor();
  await page.locator(".chart svg").first().waitFor();
  await page.getByRole("tab", { name: "比率", exact: true }).click();
  await page.locator(`tr[data-row-key="${totals.ratios[0].code}"]`).waitFor();
  const file = await take(page.getByRole("button", { name: "Excel" }));
  assert.equal(file.bytes.subarray(0, 2).toString(), "PK");
});

test("an index system: what is unknown is marked; a changed weight is checked and saved as a draft that its author may not publish", async () => {
  await open("/evaluation/systems/hitech-zones-2021");
  await page.locator(".ant-table-row .ant-tag-orange", { hasText: "未知" }).first().waitFor();
  await open("/evaluation/systems/demonstration-parks/edit");
  await page.getByText("检查通过").waitFor();
  const weight = page.locator(".csv-table input[aria-label^='weight']").nth(1);
  const old = await weight.inputValue();
  await weight.fill("abc");
  await page.locator(".findings .ant-tag-red").first().waitFor();
  await weight.fill(old === "30" ? "31" : "30");
  await page.locator(".findings .ant-tag-red").first().waitFor({ state: "detached" });
  await page.getByRole("button", { name: "保存草稿" }).click();
  await page.waitForURL(/\/evaluation\/systems\/demonstration-parks\?revision=/);
  const drafted = await get(`/api/evaluation/systems/demonstration-parks?revision=${parameter("revision")}`);
  assert.equal(drafted.row.state, "draft");
  const refused = await api(page, "POST", "/api/evaluation/systems/demonstration-parks/publish", { zone: root, revision: drafted.row.revision, version: drafted.row.version });
  assert.equal(refused.json.error.key, "evaluation.system.second_person");
  await page.getByRole("tab", { name: "版本比较" }).click();
  await page.getByText("改动").first().waitFor();
});

test("a run: ranking with intervals, a cell down to its steps, uncertainty, another weight moves ranks at once", async () => {
  const { items } = await get("/api/evaluation/runs");
  const id = items[0].id;
  const run = await get(`/api/evaluation/runs/${id}`);
  await open(`/evaluation/runs/${id}`);
  await page.locator(".chart svg").first().waitFor();
  assert.equal(await page.locator("tbody .ant-table-row").count(), Math.min(60, run.result.rows.length));
  await page.getByRole("tab", { name: "热力表" }).click();
  await page.locator(".heat td button").first().click();
  await page.locator(".ant-drawer .ant-timeline-item").first().waitFor();
  assert.ok(parameter("cell") !== null && parameter("cell_unit") !== null, "the cell is in the address");
  await open(`/evaluation/runs/${id}?tab=uncertainty`);
  await page.getByRole("button", { name: /^模\s*拟$/ }).click();
  await page.getByText(/10000 次,/).waitFor();
  await page.getByRole("button", { name: "哪个选择最要紧" }).click();
  await page.getByRole("tab", { name: "敏感性(Sobol 指数)" }).waitFor();
  await open(`/evaluation/runs/${id}?tab=what-if`);
  const share = page.locator(".weight-row .ant-input-number input").first();
  await share.fill("95");
  await share.press("Enter");
  await page.getByText(/平均变动/).waitFor();
  const moved = await page.locator("tbody .strong-number, tbody .weak-number").count();
  assert.ok(moved > 0, "ranks moved");
});

test("dynamic management: an unsafe verdict warns and needs a note; the proposer may not approve", async () => {
  const { items: schemes } = (await api(page, "GET", "/api/evaluation/management/schemes")).json;
  const scheme = schemes.find((s) => s.to_year === null) ?? schemes[0];
  const { items } = await get(`/api/evaluation/management/verdicts?scheme=${scheme.id}&year=2024`);
  const unsafe = items.find((v) => v.met && !v.safe && v.case_id === null);
  assert.ok(unsafe, "the demonstration has an unsafe verdict");
  await open(`/evaluation/management?scheme=${scheme.id}&year=2024&open=${unsafe.zone_id}.${unsafe.rule.id}`);
  await page.locator(".ant-drawer .ant-alert-warning").waitFor();
  const propose = page.locator(".ant-drawer").getByRole("button", { name: /^提\s*出$/ });
  assert.ok(await propose.isDisabled(), "a note is needed");
  await page.locator(".ant-drawer textarea").fill("浏览器测试:说明为什么仍然提出");
  await propose.click();
  await page.waitForURL(/\/evaluation\/cases\/\d+/);
  const id = Number(new URL(page.url()).pathname.split("/").at(-1));
  await page.locator(".ant-timeline-item").first().waitFor();
  const refused = await api(page, "POST", `/api/evaluation/management/cases/${id}/approve`, { zone: root, version: 1, note: "x" });
  assert.equal(refused.json.error.key, "evaluation.case.second_person");
});

test("planning: proposals with reasons, overlap as a matrix, the stage of parks", async () => {
  await open("/evaluation/planning", park);
  await page.locator(".ant-table-row a").first().click();
  await page.locator(".ant-drawer .ant-table-row").first().waitFor();
  await open("/evaluation/planning?tab=overlap");
  await page.locator(".heat td button").first().waitFor();
  await open("/evaluation/planning?tab=stages");
  await page.locator(".ant-table-row").first().click();
  await page.getByText("这一阶段的措施").waitFor();
});

test("the bulletin: figures with their origin, the document in both formats, the published example", async () => {
  await open("/evaluation/bulletin");
  await page.locator(".ant-table-row").first().waitFor();
  const pdf = await take(page.getByRole("button", { name: "PDF" }));
  assert.equal(pdf.bytes.subarray(0, 5).toString(), "%PDF-");
  const docx = await take(page.getByRole("button", { name: "DOCX" }));
  assert.equal(docx.bytes.subarray(0, 2).toString(), "PK");
  await open("/evaluation/bulletin?published=1");
  await page.getByText("2012 年公报原文的数字").waitFor();
});

test("no page threw an error", () => assert.deepEqual(errors, []));
