// The project pages as people use them, against a running server with the demonstration data:
// GAOXIN_URL, GAOXIN_USER (an administrator), GAOXIN_PASSWORD (of every demonstration account).
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { api, openBrowser, password, server, signIn, user } from "../scripts/browser.mjs";

const run = Date.now().toString(36);
const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
const pdf = (text) => Buffer.from(`%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n% ${run} ${text}\ntrailer<</Root 1 0 R>>\n%%EOF\n`);
const errors = [];
let officer; // enters and moves projects
let director; // verifies and approves
let zone;
let lead; // the project that the tests take along

const at = (path) => `${server}${path}${path.includes("?") ? "&" : "?"}zone=${zone}`;
const open = async (who, path) => {
  await who.page.goto(at(path));
  await who.page.locator("main h1").waitFor();
};
const ask = async (who, method, path, body) => {
  const answer = await api(who.page, method, method === "GET" ? at(path).slice(server.length) : path, body);
  assert.equal(answer.status, 200, `${method} ${path}: ${JSON.stringify(answer.json)}`);
  return answer.json;
};
const project = () => ask(officer, "GET", `/api/projects/${lead}`);
const person = async (name, options) => {
  const browser = await openBrowser(options);
  browser.page.on("pageerror", (error) => errors.push(`${name}: ${error.message}`));
  try {
    await signIn(browser.page, name, password);
  } catch (error) {
    await browser.close(); // Else nothing would ever end.
    throw error;
  }
  return browser;
};
/** The dialog that moves the project on, from the board, by the keyboard. */
const moveByKey = async (name) => {
  await open(officer, `/project/board?q=${encodeURIComponent(name)}`);
  const card = officer.page.locator(`.board-card[data-project="${lead}"]`);
  await card.waitFor();
  await card.focus();
  await officer.page.keyboard.press("]");
  await officer.page.locator(".ant-modal-title", { hasText: "→" }).waitFor();
  return officer.page.locator(".ant-modal");
};
const upload = async (form, file, name, issuer) => {
  await form.locator("input[type=file]").setInputFiles({ name, mimeType: "application/octet-stream", buffer: file });
  await form.locator("input[id$=issuer]").fill(issuer);
  await form.locator("button[type=submit]").click();
};

before(async () => {
  assert.notEqual(password, "", "GAOXIN_PASSWORD is not set");
  officer = await person("investment");
  director = await person("director");
  const { items } = (await api(officer.page, "GET", "/api/zones")).json;
  zone = items.find((one) => one.level === "park").id;
});
after(async () => {
  await officer?.close();
  await director?.close();
});

const name = `测试储能项目${run}`;

test("a lead: the form looks for duplicates while one types, and the same code is met by its owner", async () => {
  const node = (await ask(officer, "GET", "/api/chain/weak-links?page_size=1")).items[0]?.id;
  await open(officer, `/project/new?source=${encodeURIComponent("展会")}${node ? `&node=${encodeURIComponent(node)}` : ""}`);
  await officer.page.locator("#name").fill(name);
  await officer.page.locator("#foreign_id").fill(`E2E-${run}`);
  await officer.page.locator("#introducer").fill("自主");
  await officer.page.getByText("没有发现相同的项目").waitFor();
  await officer.page.locator("button[type=submit]").click();
  await officer.page.waitForURL(/\/project\/projects\/\d+/);
  lead = Number(/projects\/(\d+)/.exec(officer.page.url())[1]);
  await officer.page.getByRole("heading", { level: 1, name }).waitFor();
  const made = await project();
  assert.equal(made.stage, "lead");
  if (!node) await ask(officer, "PUT", `/api/projects/${lead}`, { zone, version: made.version, project: { chain_node: "product:1" } });
  await open(officer, "/project/new");
  await officer.page.locator("#foreign_id").fill(`E2E-${run}`);
  await officer.page.getByText("可能已有 1 个相同项目").waitFor();
});

test("the board refuses a move, the card stays and says why; with the proof uploaded right there it moves", async () => {
  let dialog = await moveByKey(name);
  await dialog.getByText("来源记录").first().waitFor();
  await dialog.locator(".ant-modal-footer .ant-btn-primary").click();
  await dialog.locator(".failure").waitFor();
  await dialog.locator(".ant-modal-footer .ant-btn").first().click();
  await officer.page.getByText(`“${name}”没有移动`).waitFor();
  await officer.page.locator(`.board-column[data-stage="lead"] .board-card[data-project="${lead}"]`).waitFor();
  assert.equal((await project()).stage, "lead");

  dialog = await moveByKey(name);
  await dialog.getByRole("button", { name: "上传", exact: true }).click();
  await upload(dialog.locator(".evidence-form"), pdf("source"), "来源.pdf", "示范商会");
  await dialog.getByText("所需的资料和证明材料已齐备").waitFor();
  await dialog.locator(".ant-modal-footer .ant-btn-primary").click();
  await officer.page.locator(`.board-column[data-stage="assessment"] .board-card[data-project="${lead}"]`).waitFor();
  assert.equal((await project()).stage, "assessment");
});

test("a project that several people have scored may be negotiated", async () => {
  await open(officer, `/project/projects/${lead}?tab=overview`);
  await officer.page.locator(".ant-collapse-header").first().click();
  await officer.page.getByRole("link", { name: "去研判与要素办理" }).first().waitFor();
  for (const name of ["director", "planner", "auditor"]) {
    const assessor = name === "director" ? director : await person(name);
    try {
      await ask(assessor, "POST", `/api/projects/${lead}/sheets`, { zone, scores: { fit: 80, market: 75, technology: 82, environment: 78, energy: 70, benefit: 76 }, comment: "测试" });
    } finally {
      if (assessor !== director) await assessor.close();
    }
  }
  const check = await ask(officer, "GET", `/api/projects/${lead}/stage`);
  assert.ok(!check.missing.some((item) => item.rule === "negotiation.score"));
});

test("evidence counts once another person has verified it", async () => {
  await ask(director, "POST", "/api/project-rules", { zone, stage: "negotiation", evidence: "signed_assessment", verified: true, effective_from: "2026-01-01", clause: "测试", message: { zh: "研判意见须经核实", en: "verified" } });
  let dialog = await moveByKey(name);
  await dialog.locator("textarea[id$=assessment_opinion]").fill("符合主导产业,同意继续洽谈。");
  await dialog.getByRole("button", { name: "保存所填" }).click();
  await dialog.locator("textarea[id$=assessment_opinion]").waitFor({ state: "detached" });
  await dialog.getByRole("button", { name: "上传", exact: true }).first().click();
  await upload(dialog.locator(".evidence-form"), pdf("assessment"), "研判.pdf", "专家组");
  await dialog.getByText("待核实").first().waitFor();
  await dialog.locator(".ant-modal-footer .ant-btn-primary").click();
  await dialog.locator(".failure").waitFor();

  await open(officer, `/project/projects/${lead}?tab=evidence`);
  await officer.page.locator(".ant-table-row", { hasText: "研判.pdf" }).getByText("待核实", { exact: true }).waitFor();
  const own = await ask(officer, "GET", `/api/projects/${lead}/evidence`);
  const paper = own.items.find((one) => one.filename === "研判.pdf");
  const refused = await api(officer.page, "POST", `/api/project-evidence/${paper.id}/decide`, { zone, verify: true });
  assert.notEqual(refused.status, 200, "the uploader cannot verify it");

  await open(director, `/project/projects/${lead}?tab=evidence`);
  const row = director.page.locator(".ant-table-row", { hasText: "研判.pdf" });
  await row.getByRole("button", { name: "核实通过" }).click();
  await director.page.locator(".ant-popconfirm-buttons .ant-btn-primary").click();
  await row.getByText("已核实").waitFor();

  dialog = await moveByKey(name);
  await dialog.getByText("所需的资料和证明材料已齐备").waitFor();
  await dialog.locator(".ant-modal-footer .ant-btn-primary").click();
  await officer.page.locator(`.board-column[data-stage="negotiation"] .board-card[data-project="${lead}"]`).waitFor();
});

test("two people at one project: the later one sees who was faster, and can do it again", async () => {
  await open(officer, `/project/projects/${lead}`);
  await officer.page.locator(".project-tabs").getByRole("button", { name: "编辑" }).first().click();
  await officer.page.locator("textarea#decision_maker").fill("董事长");
  const seen = await project();
  await ask(director, "PUT", `/api/projects/${lead}`, { zone, version: seen.version, project: { jobs: 321 } });
  await officer.page.locator(".form-actions .ant-btn-primary").click();
  const conflict = officer.page.locator(".conflict");
  await conflict.getByText(/主任/).first().waitFor();
  await conflict.locator(".ant-btn-primary").click();
  await officer.page.locator(".form-actions .ant-btn-primary").waitFor({ state: "detached" });
  const now = await project();
  assert.equal(now.fields.decision_maker, "董事长");
  assert.equal(now.jobs, 321, "the other one's change stays");
});

test("a visit on the phone: text, photo and position", async () => {
  const phone = await person("investment", { viewport: { width: 390, height: 844 }, geolocation: { longitude: 125.32, latitude: 43.88 }, permissions: ["geolocation"] });
  try {
    await open(phone, `/project/projects/${lead}?tab=timeline`);
    await phone.page.getByRole("button", { name: "记走访" }).click();
    await phone.page.locator("textarea#text").fill("现场查看两处厂房");
    await phone.page.locator(".event-form input[type=file]").setInputFiles({ name: "现场.png", mimeType: "image/png", buffer: png });
    await phone.page.getByRole("button", { name: "取当前位置" }).click();
    await phone.page.waitForFunction(() => document.querySelector("#longitude")?.value === "125.320000");
    await phone.page.locator(".event-form button[type=submit]").click();
    await phone.page.getByText("现场查看两处厂房").waitFor();
    const over = await phone.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(over <= 1, `${over}px too wide`);
    const events = await ask(officer, "GET", `/api/projects/${lead}/events`);
    const visit = events.items.find((event) => event.kind === "visit");
    assert.equal(visit.detail.longitude, 125.32);
    const evidence = await ask(officer, "GET", `/api/projects/${lead}/evidence`);
    assert.ok(evidence.items.some((one) => one.kind === "site_photo" && one.media_type === "image/png"));
    for (const path of ["/project/day", "/project/board", "/project/list", "/project/outlook", "/project/leader", "/project/teams", "/project/appraisal", `/project/projects/${lead}?tab=commitments`, `/project/projects/${lead}?tab=selection`, `/project/projects/${lead}?tab=claims`]) {
      await open(phone, path);
      await phone.page.locator("main .loading").first().waitFor({ state: "detached" });
      const wide = await phone.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 1, `${path} is ${wide}px too wide`);
    }
  } finally {
    await phone.close();
  }
});

test("the credit is divided only when it adds up to 100 %", async () => {
  await open(officer, `/project/projects/${lead}?tab=claims`);
  await officer.page.getByRole("button", { name: "分配业绩" }).click();
  const dialog = officer.page.locator(".ant-modal");
  await dialog.getByRole("button", { name: "增加一方" }).click();
  const save = dialog.locator(".ant-modal-footer .ant-btn-primary");
  assert.ok(await save.isDisabled());
  await dialog.locator(".credit-row").nth(1).locator(".ant-select").nth(1).click();
  await officer.page.keyboard.type("主任");
  await officer.page.keyboard.press("Enter");
  await dialog.getByRole("button", { name: "平均分配" }).click();
  await save.click();
  await dialog.waitFor({ state: "detached" });
  const claim = await ask(officer, "GET", `/api/projects/${lead}/claim`);
  assert.deepEqual(claim.credit.map((share) => share.basis_points), [5000, 5000]);
});

test("a ledger: mapped, previewed, imported, reported", async () => {
  const csv = `\ufeff项目名称,投资方,计划总投资(万元),项目来源,负责人\n甲乙丙试验项目${run},甲乙丙公司${run},12000,展会,招商专员(示范)\n,无名公司,abc,展会,招商专员(示范)\n`;
  await open(officer, "/project/imports");
  await officer.page.locator("input[type=file]").setInputFiles({ name: `台账${run}.csv`, mimeType: "text/csv", buffer: Buffer.from(csv) });
  await officer.page.getByText("各列含义").waitFor();
  await officer.page.locator(".ant-table-row", { hasText: "整行" }).or(officer.page.locator(".ant-tag-red")).first().waitFor();
  await officer.page.getByRole("button", { name: "开始导入" }).click();
  await officer.page.getByText("没有写入任何数据").waitFor();
  assert.equal((await ask(officer, "GET", `/api/projects?q=${encodeURIComponent(`甲乙丙试验项目${run}`)}`)).total, 0);

  await open(officer, "/project/imports");
  await officer.page.locator("input[type=file]").setInputFiles({ name: `台账${run}b.csv`, mimeType: "text/csv", buffer: Buffer.from(csv) });
  await officer.page.getByText("有问题的行跳过").click();
  await officer.page.getByRole("button", { name: "开始导入" }).click();
  await officer.page.getByText("有问题的行没有导入").waitFor();
  const { items } = await ask(officer, "GET", `/api/projects?q=${encodeURIComponent(`甲乙丙试验项目${run}`)}`);
  assert.equal(items[0]?.total_investment, "120000000.00");
});

test("the dashboard's numbers lead to lists of just so many rows", async () => {
  const board = await ask(director, "GET", "/api/project-dashboard");
  const figure = (title) => director.page.locator(".figure-card", { hasText: title });
  const rows = async (title, number, pager) => {
    await open(director, "/project/leader");
    assert.equal(await figure(title).locator(".figure").textContent(), String(number), title);
    await figure(title).click();
    if (number > 0) await director.page.locator(pager).getByText(`${number} 条`).waitFor();
    else await director.page.locator(".nothing").waitFor();
  };
  await rows("本月开工", board.started_this_month, "main");
  await rows("本月流失", board.lost_this_month, "main");
  await rows("逾期任务", board.overdue_tasks, ".ant-drawer");
});

test("appraisal: every point leads to its event; a second person approves; nothing counts twice", async () => {
  const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const begin = new Date(Date.now() - 730 * 86_400_000).toISOString().slice(0, 10);
  const root = (await api(officer.page, "GET", "/api/zones")).json.items;
  // The first zone, from above, whose projects have something to count.
  let found;
  for (const one of root.filter((each) => ["province", "zone", "park"].includes(each.level))) {
    const answer = (await api(officer.page, "GET", `/api/project-appraisal?zone=${one.id}&from_date=${begin}&to_date=${yesterday}&pool=100000`)).json;
    if (answer.rows?.length > 0) { found = { zone: one.id, answer }; break; }
  }
  assert.ok(found, "the demonstration has something to count");
  const url = (path) => `${server}${path}${path.includes("?") ? "&" : "?"}zone=${found.zone}`;
  await officer.page.goto(url(`/project/appraisal?from=${begin}&to=${yesterday}&pool=100000`));
  await officer.page.locator(".ant-table-row-expand-icon").first().click();
  const first = officer.page.locator(".ant-table-expanded-row a").first();
  assert.match(await first.getAttribute("href"), /\/project\/projects\/\d+\?tab=timeline&event=\d+/);
  await officer.page.getByRole("button", { name: "生成结果单" }).click();
  await officer.page.locator(".ant-modal-footer .ant-btn-primary").click();
  await officer.page.waitForURL(/\/project\/appraisal\/\d+/);
  await officer.page.getByText("结果一致").waitFor();
  assert.equal(await officer.page.getByRole("button", { name: "批准", exact: true }).count(), 0, "the officer may not approve");
  const id = /appraisal\/(\d+)/.exec(officer.page.url())[1];

  // Nobody approves what pays himself.
  const director_id = (await api(director.page, "GET", "/api/session")).json.user.id;
  const paid = found.answer.lines.some((line) => line.holder_kind === "person" && line.holder_id === director_id);
  const approver = paid ? await person(user) : director;
  try {
    await approver.page.goto(url(`/project/appraisal/${id}`));
    await approver.page.getByRole("button", { name: "批准", exact: true }).click();
    await approver.page.locator(".ant-popconfirm-buttons .ant-btn-primary").click();
    await approver.page.locator(".page-help .ant-tag-green").waitFor();
  } finally {
    if (paid) await approver.close();
  }
  const again = (await api(officer.page, "GET", `/api/project-appraisal?zone=${found.zone}&from_date=${begin}&to_date=${yesterday}&pool=100000`)).json;
  assert.equal(again.rows.length, 0);
  assert.ok(again.skipped.some((one) => one.key === "counted_before"));
});

/** Opens a tab of the teams, fills the form in and saves it. */
const enter = async (tab, button, fields, more = async () => {}) => {
  const { page } = officer;
  await open(officer, `/project/teams?tab=${tab}`);
  await page.getByRole("button", { name: button, exact: true }).click();
  const form = page.locator(".ant-modal");
  for (const [name, value] of Object.entries(fields)) await form.locator(`#${name}`).fill(value);
  await more(form);
  await form.locator(".ant-modal-footer .ant-btn-primary").click();
  await form.waitFor({ state: "detached" });
};
const choose = async (page, box, text) => {
  await box.click();
  await page.locator(".ant-select-item-option:visible", { hasText: text }).first().click();
};

test("teams with their people, advisers, activities, introducers and signals are entered", async () => {
  const { page } = officer;
  await enter("teams", "新建专班", { name: `示范专班 ${run}` });
  const team = page.locator(".ant-table-row", { hasText: run });
  await team.getByRole("button", { name: "加成员" }).click();
  const form = page.locator(".ant-modal");
  await choose(page, form.locator(".ant-select").first(), "其他人员");
  await form.locator("#person").fill("示范链长");
  await choose(page, form.locator(".ant-form-item", { has: page.locator("#role") }).locator(".ant-select"), "链长");
  await form.locator(".ant-modal-footer .ant-btn-primary").click();
  await team.locator(".ant-tag-gold", { hasText: "示范链长" }).waitFor();
  await enter("advisers", "新增顾问或专家", { name: `示范顾问 ${run}`, organisation: "示范研究院", expertise: "光电" });
  await page.locator(".ant-table-row", { hasText: run }).waitFor();
  await enter("activities", "新增活动", { title: `示范推介会 ${run}`, place: "长春", cost: "50000.5" });
  await page.locator(".ant-table-row", { hasText: run }).getByText("50,000.50").waitFor();
  await enter("introducers", "新增引荐人", { name: `示范商会 ${run}` });
  await page.locator(".ant-table-row", { hasText: run }).waitFor();
  await enter("reinvestment", "登记线索信号", { text: `扩产 ${run}`, source: "走访" }, async (dialog) => {
    await dialog.locator("#enterprise_id").fill("示范");
    await page.locator(".ant-select-item-option:visible").first().click();
  });
  await page.locator(".ant-table-row-expand-icon").first().click();
  await page.getByText(`扩产 ${run}`).waitFor();
});

test("two entries of one project are merged and parted again; a transfer is accepted over there", async () => {
  const { page } = officer;
  const enterLead = async (name) => (await ask(officer, "POST", "/api/projects", { zone, project: { name, source: "展会", source_record: "登记表", introducer: "自主", chain_node: "sector:39", investor: `${name}公司`, foreign_id: name } })).id;
  const kept = await enterLead(`甲${run}`);
  const twin = (await ask(officer, "POST", "/api/projects", { zone, project: { name: `乙${run}`, source: "展会", source_record: "登记表", introducer: "自主", chain_node: "sector:39", investor: `乙${run}公司`, foreign_id: `甲${run}` }, distinct_reason: "同一外资,待核对" })).id;
  await open(officer, `/project/projects/${kept}?tab=claims`);
  const box = page.locator(".form-row .ant-select input");
  await box.fill(`乙${run}`);
  await page.locator(".ant-select-item-option:visible", { hasText: run }).first().click();
  await page.locator(".form-row").getByRole("button").last().click();
  await page.locator(".ant-popconfirm-buttons .ant-btn-primary").click();
  await page.getByRole("button", { name: "撤销" }).waitFor();
  assert.equal((await ask(officer, "GET", `/api/projects/${twin}`)).merged_into, kept);
  await page.getByRole("button", { name: "撤销" }).click();
  await page.locator("ul.plain .ant-tag").waitFor();
  assert.equal((await ask(officer, "GET", `/api/projects/${twin}`)).merged_into, null);

  const { items } = (await api(director.page, "GET", "/api/zones")).json;
  const other = items.find((one) => one.level === "park" && one.id !== zone);
  await ask(officer, "POST", `/api/projects/${kept}/transfer`, { zone, id: kept, to_zone_id: other.id, reason: "更合适" });
  await director.page.goto(`${server}/project/day?zone=${other.id}`);
  const row = director.page.locator(".ant-table-row", { hasText: `甲${run}` });
  const accept = row.getByRole("button", { name: "接收", exact: true });
  await accept.click();
  await director.page.locator(".ant-popover:visible .ant-btn-primary").click();
  await accept.waitFor({ state: "detached" });
  assert.equal((await api(director.page, "GET", `/api/projects/${kept}?zone=${other.id}`)).json.host_zone_id, other.id);
});
test("no page threw an error", () => {
  assert.deepEqual(errors, []);
});
