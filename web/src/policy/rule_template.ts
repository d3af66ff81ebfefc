// What a new rule begins with: small, complete, and its test passes.
export const ruleTemplate = `policy: new-policy
title: {zh: 新政策, en: New policy}
class: finance
kind: subsidy
effective: {from: 2026-01-01}
source: {document: 文件名称, clause: "1"}
text: {zh: 条款原文, en: The text of the clause}
entity: enterprise
params:
  grant: {type: money, values: {2026-01-01: 500000 CNY}}
conditions:
  - {id: in_park, label: {zh: 位于特色园区, en: In a characteristic park}, clause: "1", expr: park_kind = 'characteristic'}
eligible: all(in_park)
amount: {expr: grant, round: down}
tests:
  - {name: in the park, as_of: 2026-06-30, given: {park_kind: characteristic}, expect: {verdict: eligible, amount: 500000 CNY}}
  - {name: elsewhere, as_of: 2026-06-30, given: {park_kind: ordinary}, expect: {verdict: ineligible, because: [in_park]}}
  - {name: not known, as_of: 2026-06-30, given: {}, expect: {verdict: unknown, missing: [park_kind]}}
  - {name: before it begins, as_of: 2025-12-31, given: {park_kind: characteristic}, expect: {in_force: false}}
`;

/** What an expression may say, for the help below the editor. */
export const syntax: { title: { zh: string; en: string }; code: string }[] = [
  { title: { zh: "逻辑", en: "Logic" }, code: "and or not · if … then … else … · all(a, b) any(a, b) none(a) at_least(2, a, b, c)" },
  { title: { zh: "比较", en: "Comparison" }, code: "= != < <= > >= · between a and b · in ('a', 'b') · under ('C39')" },
  { title: { zh: "计算", en: "Arithmetic" }, code: "+ - * / · share of rd_spending · min max round round_up round_down" },
  { title: { zh: "常数带单位", en: "Constants carry units" }, code: "500000 CNY · 50万元 · 30 % · 24 months · 2024-03-01 · 100000 m2" },
  { title: { zh: "日期", en: "Dates" }, code: "months_between years_between days_between age year year_start year_end · in_year(field, year)" },
  { title: { zh: "阶梯", en: "Bands" }, code: "lookup(table, x) · progressive(table, x)" },
  { title: { zh: "明细行", en: "Rows" }, code: "sum(rows where c, x) count(rows where c) any(rows where c) largest smallest" },
  { title: { zh: "其他政策与列表", en: "Other policies and lists" }, code: "eligible('policy') received('policy') contains(list, 'code') known(x)" },
  { title: { zh: "由区域设定的参数", en: "A parameter the zone sets" }, code: "share: {type: ratio, set_by: zone, minimum: 5 %, maximum: 20 %}" },
  { title: { zh: "测试", en: "A test" }, code: "{name: …, as_of: 2025-06-30, given: {field: value}, expect: {verdict: unknown, missing: [field]}}" },
];
