#!/bin/bash
# The command line as a user meets it, on both databases: cli_test.sh BUILD sqlite|postgres WORK
set -uo pipefail
build=$(cd "$1" && pwd)
engine=$2
work=$3/cli-$2
cd "$(dirname "$0")/.."
mkdir -p "$work"
if [ "$engine" = postgres ]; then
  GAOXIN_DATABASE=$(scripts/postgres.sh create "$3/postgres" cli)
else
  GAOXIN_DATABASE=$work/cli.db
fi
export GAOXIN_DATABASE GAOXIN_EVIDENCE=$work/evidence
failures=0
expect() { # WHAT WANTED COMMAND… : the output must contain WANTED
  local what=$1 wanted=$2 output
  shift 2
  output=$("$@" 2>&1)
  if ! grep -qF -- "$wanted" <<< "$output"; then
    failures=$((failures + 1))
    echo "FAILED: $what: wanted '$wanted', got: $(head -c 600 <<< "$output")"
  fi
}
gaoxin() { "$build/gaoxin" "$@"; }

expect "the demonstration loads" "gaoxin-demo-2026" gaoxin demo
expect "and a second time changes nothing" "gaoxin-demo-2026" gaoxin demo

printf '企业名称,主要产品,营业收入(万元)\n测试甲有限公司,车灯,1200.5\n测试乙有限公司,线束,\n' |
  iconv -f UTF-8 -t GB18030 > "$work/residents-2024.csv"
expect "a GB18030 spreadsheet is imported" "2 新增 created" \
  gaoxin import --zone CN-22 "$work/residents-2024.csv"
expect "the same file again changes nothing" "0 新增 created, 0 更新 updated, 2 未变" \
  gaoxin import --zone CN-22 "$work/residents-2024.csv"
printf '企业名称,统一社会信用代码\n测试丙有限公司,123\n' > "$work/bad.csv"
expect "a bad row is named" "bad.csv:2:2:" gaoxin import --zone CN-22 "$work/bad.csv"
expect "and nothing of the file is kept" '"total":0' \
  gaoxin call registry.enterprises.list zone=1 q=测试丙
head -c 3000 /dev/urandom > "$work/noise.xlsx"
expect "a damaged file is refused" "(" gaoxin import --zone CN-22 "$work/noise.xlsx"
expect "an unknown zone is refused" "没有区域" gaoxin import --zone nowhere "$work/bad.csv"
expect "an unknown operation lists what there is" "registry.enterprises.list" gaoxin call nonsense
expect "a wrong argument is named" "zone" gaoxin call registry.enterprises.list zone=x
expect "permissions hold on the command line too" "access.permission" \
  gaoxin call access.users.list zone=1 --as planner

printf '项目名称,投资方,计划总投资(亿元),当前阶段\n测试项目一,测试投资甲有限公司,1.5,投产\n测试项目二,测试投资乙有限公司,2,线索\n' \
  > "$work/ledger.csv"
expect "a late stage without its proof is told" "阶段较低" \
  gaoxin import --zone CN-2201-OPTO --as admin "$work/ledger.csv"
expect "the same ledger again changes nothing" "0 新增 created, 0 更新 updated, 2 未变" \
  gaoxin project import --zone CN-2201-OPTO --as admin "$work/ledger.csv"
expect "a strict ledger is refused whole" "未导入 not imported" bash -c \
  "sed 's/测试/严格/g' '$work/ledger.csv' > '$work/strict.csv'
   '$build/gaoxin' project import --mode strict --zone CN-2201-OPTO --as admin '$work/strict.csv'"
expect "and nothing of it is kept" '"total":0' \
  gaoxin call project.projects.list zone=CN-22 q=严格
expect "log and evidence are whole" "0 个问题 problems" gaoxin verify
evidence=$(find "$GAOXIN_EVIDENCE" -type f | head -1)
mv "$evidence" "$work/away"
expect "a missing file of evidence is found" "的文件缺失" gaoxin verify
mv "$work/away" "$evidence"
echo nobody > "$GAOXIN_EVIDENCE/orphan"
expect "a file of nobody is named" "orphan: orphan" gaoxin verify
rm "$GAOXIN_EVIDENCE/orphan"
expect "the funnel has its stages" '"stages":[{"stage":"lead"' \
  gaoxin call project.funnel.get zone=1 horizon_months=24
expect "the dashboard counts open projects" '"stock":[{"stage":"lead"' \
  gaoxin call project.dashboard.get zone=1
expect "an approved appraisal says the same again" '"state":"approved"' \
  gaoxin call project.statements.list zone=1
expect "shared tax is in the relocation" '"kind":"relocation"' \
  gaoxin call project.cases.list zone=1 kind=relocation
expect "weights must add up" "project.score_rule.weight" gaoxin call project.score_rules.set zone=1 \
  from_date=2026-01-01 rule:='{"weights":{"fit":1,"market":1,"technology":1,"environment":1,"energy":1,"benefit":1},"threshold":60,"assessors_min":3,"spread_max":25}'

expect "a backup is written" "$work/copy" gaoxin backup "$work/copy"
expect "something changes after it" "2 新增 created" bash -c \
  "sed 's/测试/后来/' <(iconv -f GB18030 -t UTF-8 '$work/residents-2024.csv') > '$work/later-2024.csv'
   '$build/gaoxin' import --zone CN-22 '$work/later-2024.csv'"
mv "$GAOXIN_EVIDENCE" "$work/lost"
expect "the backup is restored" "" gaoxin restore "$work/copy"
expect "with its evidence" "0 个问题 problems" gaoxin verify
expect "and the later change is gone" '"total":0' \
  gaoxin call registry.enterprises.list zone=1 q=后来甲
echo noise > "$work/noise"
expect "a damaged backup is refused" "(storage.restore" gaoxin restore "$work/noise"
expect "and the data stand" '"total":1' gaoxin call registry.enterprises.list zone=1 q=测试甲

if [ "$engine" = sqlite ]; then
  "$build/gaoxin" serve --port 0 > "$work/out" 2>/dev/null &
  server=$!
  for _ in $(seq 100); do grep -q http: "$work/out" && break; sleep 0.1; done
  expect "a second process is refused" "(storage.in_use)" gaoxin migrate
  kill "$server"
  wait "$server"
fi
[ $failures -eq 0 ] && echo "command line on $engine: ok"
[ $failures -eq 0 ]
