// The policy pages as a person uses them, against a running server with the shipped catalogue and
// the demonstration: GAOXIN_URL, GAOXIN_USER (an administrator), GAOXIN_PASSWORD.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { api, openBrowser, password, server, signIn } from "../scripts/browser.mjs";

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
const get = async (path) => {
  const answer = await api(page, "GET", at(path).slice(server.length));
  assert.equal(answer.status, 200, `${path}: ${JSON.stringify(answer.json)}`);
  return answer.json;
};

before(async () => {
  assert.notEqual(password, "", "GAOXIN_PASSWORD is not set");
  browser = await openBrowser();
  page = browser.page;
  page.on("pageerror", (error) => errors.push(error.message));
  await signIn(page);
  const { items } = (await api(page, "GET", "/api/zones")).json;
  const parks = (await api(page, "GET", `/api/parks?zone=${items[0].id}`)).json.items.sort((a, b) => b.residents - a.residents);
  zone = process.env.ZONE ?? parks[0]?.zone_id ?? items[0].id;
});
after(async () => {
  await browser?.close();
});

test("the catalogue is searched and filtered on the server; a policy shows its text beside the rule", async () => {
  const all = await get("/api/policies?page_size=1");
  assert.ok(all.total >= 40, `${all.total} policies`);
  await open("/policy/catalogue");
  await page.locator(".ant-table-row").first().waitFor();
  await page.getByLabel("类别").first().click();
  await page.locator(".ant-select-item-option", { hasText: "人才与科技" }).click();
  await page.waitForURL((url) => url.searchParams.get("policy_class") === "talent_and_science");
  const filtered = await get("/api/policies?policy_class=talent_and_science&page_size=1");
  assert.ok(filtered.total > 0 && filtered.total < all.total);
  await page.getByText(`共 ${filtered.total} 条`).waitFor();
  await page.locator(".ant-table-row a").first().click();
  await page.waitForURL(/\/policy\/policies\//);
  await page.locator(".conditions li").first().waitFor();
  await page.getByText("条款原文").waitFor();
  await page.getByRole("tab", { name: "规则文件与测试" }).click();
  await page.locator(".check-results .ant-tag-green").first().waitFor();
  assert.equal(parameter("tab"), "source");
});

test("the editor checks while one types, leads to the place, and saves a draft that the author may not approve", async () => {
  const id = `e2e-${Date.now()}`;
  await open("/policy/editor");
  const area = page.locator(".editor textarea");
  const source = await area.inputValue();
  await page.getByText("检查通过").waitFor();
  await area.fill(source.replace("expr: grant", "expr: grantt"));
  await page.getByText("有问题").waitFor();
  const finding = page.locator(".finding").first();
  await finding.waitFor();
  await finding.locator("button").click();
  const { line, caret } = await area.evaluate((element) => ({ line: element.value.slice(0, element.selectionStart).split("\n").length, caret: document.activeElement === element }));
  assert.ok(caret, "the text has the focus");
  assert.equal(source.split("\n")[line - 1].startsWith("amount"), true, `line ${line}`);
  await page.reload();
  assert.match(await area.inputValue(), /grantt/, "text not yet saved survives a reload");
  await area.fill(source.replace("policy: new-policy", `policy: ${id}`));
  await page.getByText("检查通过").waitFor();
  await area.press("Control+s");
  await page.waitForURL(new RegExp(`/policy/editor/${id}`));

  const draft = await get(`/api/policies/${id}`);
  await open(`/policy/policies/${id}?revision=${draft.summary.revision}`);
  await page.getByRole("button", { name: "记录审查" }).click();
  await page.locator("#legal_basis").fill("《测试条例》第一条");
  await page.locator("#fair_competition_review").fill("未发现限制竞争");
  await page.locator(".ant-modal-footer .ant-btn-primary").click();
  const approve = page.locator("main button", { hasText: /^批准$/ });
  await approve.waitFor();
  assert.ok(await approve.isDisabled(), "the author may not approve");
  const reviewed = await get(`/api/policies/${id}?revision=${draft.summary.revision}`);
  const refused = await api(page, "POST", `/api/policies/${id}/approve`, { zone: Number(zone), revision: draft.summary.revision, version: reviewed.version });
  assert.equal(refused.json.error.key, "policy.approval.second_person");
});

test("one enterprise: the next question first, three groups, and reasons down to the datum", async () => {
  const { items } = await get("/api/enterprises?page_size=1");
  await open("/policy/enterprise");
  await page.locator(".nothing").waitFor();
  await open(`/policy/enterprise?id=${items[0].id}`);
  await page.getByRole("heading", { level: 1, name: items[0].name }).waitFor();
  await page.locator(".question-card .question").waitFor();
  const card = page.locator(".match").first();
  await card.getByRole("button", { name: "依据" }).click();
  await card.locator(".why li").first().waitFor();
  const matches = await get(`/api/enterprises/${items[0].id}/policies`);
  for (const [verdict, title] of [["eligible", "可以享受"], ["unknown", "补齐数据可能享受"], ["ineligible", "不能享受"]]) {
    const count = matches.items.filter((item) => item.verdict === verdict).length;
    if (count > 0) await page.getByRole("heading", { level: 2, name: `${title} ${count}` }).waitFor();
  }
});

test("one policy: counts, parks, the list and the same list as a file", async () => {
  const { items } = await get("/api/policies/proactive");
  assert.ok(items.length > 0);
  const row = items.toSorted((a, b) => b.eligible + b.unknown - a.eligible - a.unknown)[0];
  const verdict = row.eligible > 0 ? "eligible" : "unknown";
  await open(`/policy/matches/${row.policy.id}?verdict=${verdict}`);
  await page.locator(".ant-table-row").first().waitFor();
  const { total } = await get(`/api/policies/${row.policy.id}/matches?verdict=${verdict}&page_size=1`);
  await page.getByRole("button", { name: "导出" }).click();
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByText("CSV", { exact: true }).click()]);
  assert.equal(readFileSync(await file.path(), "utf8").trim().split(/\r?\n/).length - 1, total);
});

test("answers make an enterprise eligible, and the proactive list leads to it", async () => {
  const { items } = await get("/api/policies/listing-counselling/matches?verdict=unknown&page_size=1");
  const source = "e2e";
  const answers = [
    { field: "park_kind", value: "characteristic", source },
    { field: "counselling_filed_on", value: "2025-03-01", source },
    { field: "received", value: "", source },
  ];
  const recorded = await api(page, "POST", `/api/enterprises/${items[0].enterprise_id}/policy_answers`, { zone: Number(zone), answers });
  assert.equal(recorded.status, 200, JSON.stringify(recorded.json));
  assert.equal(recorded.json.items.find((card) => card.policy.id === "listing-counselling").verdict, "eligible");
  await open("/policy/proactive");
  await page.locator(".ant-table-row a").first().click();
  await page.waitForURL(/\/policy\/matches\//);
  await page.locator(".statistics").waitFor();
});

test("what-if: a changed parameter, by address too, and a draft rule", async () => {
  const { items } = await get("/api/policies?page_size=200");
  let chosen;
  for (const item of items.filter((one) => one.entity === "enterprise")) {
    const policy = await get(`/api/policies/${item.id}`);
    const money = policy.parameters.find((one) => one.type === "money" && one.value);
    if (money) { chosen = { id: item.id, name: money.name, row: policy.parameters.indexOf(money) }; break; }
  }
  assert.ok(chosen, "a policy with a sum");
  await open(`/policy/what-if?policy=${chosen.id}`);
  await page.locator(".what-if-form input").nth(chosen.row).fill("123456 CNY");
  await page.locator(".what-if-form button[type=submit]").click();
  await page.waitForURL((url) => url.searchParams.get(`p.${chosen.name}`) === "123456 CNY");
  await page.locator(".statistics").waitFor();
  await page.reload();
  await page.locator(".statistics").waitFor();
  await page.getByText("换规则").click();
  await page.locator(".editor textarea").waitFor();
  await page.getByRole("button", { name: "计算" }).click();
  await page.locator(".statistics").waitFor();
});

test("the calculator needs no login, asks one by one, goes back, and keeps nothing", async () => {
  const other = await openBrowser();
  try {
    await other.page.goto(`${server}/calculator`);
    await other.page.locator(".question").waitFor();
    const first = await other.page.locator(".question").innerText();
    await other.page.getByRole("button", { name: "不清楚,跳过" }).click();
    await other.page.waitForFunction((old) => document.querySelector(".question")?.innerText !== old, first);
    await other.page.getByRole("button", { name: "上一步" }).click();
    await other.page.waitForFunction((old) => document.querySelector(".question")?.innerText === old, first);
    for (let i = 0; i < 6 && (await other.page.locator(".question").count()) > 0; ++i) {
      const asked = await other.page.locator(".question").innerText();
      const choice = other.page.locator(".question-card .ant-btn-background-ghost").first();
      if ((await choice.count()) > 0) await choice.click();
      else if ((await other.page.locator(".question-card input[inputmode=decimal]").count()) > 0) {
        await other.page.locator(".question-card input[inputmode=decimal]").fill("100");
        await other.page.keyboard.press("Enter");
      } else await other.page.getByRole("button", { name: "不清楚,跳过" }).click();
      await other.page.waitForFunction((old) => document.querySelector(".question")?.innerText !== old, asked);
    }
    assert.equal(await other.page.locator(".failure").count(), 0);
    await other.page.locator(".match").first().waitFor();
    assert.deepEqual(await other.context.cookies(), []);
    assert.deepEqual(await other.page.evaluate(() => [Object.keys(localStorage), Object.keys(sessionStorage)]), [[], []]);
    await other.page.reload();
    await other.page.locator(".question").waitFor();
    assert.equal(await other.page.locator(".answered").count(), 0);
  } finally {
    await other.close();
  }
});

test("a narrow window: nothing is wider than the screen", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  const { items } = await get("/api/enterprises?page_size=1");
  const policy = (await get("/api/policies?page_size=1")).items[0].id;
  for (const path of ["/policy/catalogue", `/policy/policies/${policy}`, "/policy/editor", `/policy/enterprise?id=${items[0].id}`, `/policy/matches/${policy}`, "/policy/proactive", `/policy/what-if?policy=${policy}`, "/calculator"]) {
    await open(path);
    await page.waitForLoadState("networkidle");
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(over <= 1, `${path} is ${over}px too wide`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
});

test("no page threw an error", () => {
  assert.deepEqual(errors, []);
});
