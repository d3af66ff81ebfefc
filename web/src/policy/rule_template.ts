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
`;
