// json-logic-engine and DuckDB on the neutral policy workload: node policy_peers.mjs DIR MODULES
// One JSON line each, loading excluded. json-logic knows no unknown: missing counts as 0 or false.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder, modules] = process.argv.slice(2);
const locate = createRequire(modules + "/package.json");
const load = (name) => import(pathToFileURL(locate.resolve(name)).href);
const workload = JSON.parse(readFileSync(folder + "/policies.json", "utf8"));
const policies = workload.policies;
const kinds = Object.fromEntries(workload.fields.map((field) => [field.name, field.type]));

function report(peer, count, seconds, { eligible, unknown, amounts }) {
  console.log(JSON.stringify({
    peer, seconds: +seconds.toFixed(3),
    million_evaluations_per_second: +((count * policies.length) / seconds / 1e6).toFixed(2),
    eligible, unknown, amounts: +amounts.toFixed(2),
  }));
}

async function withJsonLogic() {
  const { LogicEngine } = await load("json-logic-engine");
  const engine = new LogicEngine();
  const number = (n) => {
    if ("const" in n) return n.const;
    if (!("op" in n)) return { var: n.field };
    if (n.op === "tier") {
      const steps = [...n.steps].reverse();
      return { if: [...steps.flatMap(([b, v]) => [{ ">=": [{ var: n.field }, b] }, v]), n.else] };
    }
    return { [{ mul: "*", sub: "-", min: "min", max: "max" }[n.op]]: n.args.map(number) };
  };
  const truth = (n) => {
    if (n.op === "all") return { and: n.args.map(truth) };
    if (n.op === "any") return { or: n.args.map(truth) };
    if (n.op === "not") return { "!": [truth(n.arg)] };
    if (n.op === "flag") return { "!!": [{ var: n.field }] };
    if (n.op === "in") return { in: [{ var: n.field }, n.values] };
    if (n.op === "date_between") return { "<=": [n.from, { var: n.field }, n.to] };
    const sign = { ge: ">=", le: "<=", gt: ">", lt: "<" }[n.op];
    return { [sign]: [{ var: n.field }, n.expr ? number(n.expr) : n.value] };
  };
  const [header, ...lines] = readFileSync(folder + "/enterprises.csv", "utf8").trim().split(/\r?\n/);
  const names = header.split(",");
  const read = (name, cell) => {
    if (cell === "") return null;
    if (kinds[name] === "num" || kinds[name] === "int") return +cell;
    return kinds[name] === "bool" ? cell === "1" : cell;
  };
  const rows = lines.map((line) => {
    const cells = line.split(",");
    return Object.fromEntries(names.map((name, i) => [name, read(name, cells[i])]));
  });
  const rules = policies.map((p) => [engine.build(truth(p.when)), engine.build(number(p.amount))]);
  const run = () => {
    let eligible = 0;
    let amounts = 0;
    for (const row of rows) {
      for (const [when, amount] of rules) {
        if (!when(row)) continue;
        eligible += 1;
        amounts += +amount(row) || 0;
      }
    }
    return { eligible, unknown: null, amounts };
  };
  const begin = performance.now();
  const answer = run();
  report("json-logic-engine, compiled, two-valued", rows.length,
    (performance.now() - begin) / 1000, answer);
}

async function withDuckDb() {
  const { DuckDBInstance } = await load("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:", { threads: "2" });
  const db = await instance.connect();
  const types = { str: "VARCHAR", date: "DATE", bool: "INTEGER", num: "DOUBLE", int: "INTEGER" };
  const columns = workload.fields.map((f) => `'${f.name}': '${types[f.type]}'`).join(", ");
  await db.run(`CREATE TABLE e AS SELECT * FROM read_csv('${folder}/enterprises.csv',
    header = true, columns = {${columns}})`);
  const fields = (n) => Array.isArray(n) ? n.flatMap(fields)
    : n && typeof n === "object"
      ? [...("field" in n ? [n.field] : []), ...Object.values(n).flatMap(fields)] : [];
  const plain = (n) => {
    if ("const" in n) return `${n.const}::DOUBLE`;
    if (!("op" in n)) return n.field;
    if (n.op === "tier") {
      const steps = [...n.steps].reverse().map(([b, v]) => `WHEN ${n.field} >= ${b} THEN ${v}`);
      return `CASE ${steps.join(" ")} ELSE ${n.else} END`;
    }
    const args = n.args.map(plain);
    if (n.op === "min") return `least(${args})`;
    if (n.op === "max") return `greatest(${args})`;
    return `(${args.join(n.op === "mul" ? " * " : " - ")})`;
  };
  // least, greatest and CASE pass over a missing value; the whole must then be missing.
  const number = (n) => {
    const needed = [...new Set(fields(n))].map((f) => `${f} IS NOT NULL`);
    return needed.length ? `CASE WHEN ${needed.join(" AND ")} THEN ${plain(n)} END` : plain(n);
  };
  const truth = (n) => {
    if (n.op === "all") return `(${n.args.map(truth).join(" AND ")})`;
    if (n.op === "any") return `(${n.args.map(truth).join(" OR ")})`;
    if (n.op === "not") return `(NOT ${truth(n.arg)})`;
    if (n.op === "flag") return `(${n.field} <> 0)`;
    if (n.op === "in") return `(${n.field} IN (${n.values.map((v) => `'${v}'`)}))`;
    if (n.op === "date_between")
      return `(${n.field} BETWEEN DATE '${n.from}' AND DATE '${n.to}')`;
    const sign = { ge: ">=", le: "<=", gt: ">", lt: "<" }[n.op];
    return `(${n.field} ${sign} ${n.expr ? number(n.expr) : n.value})`;
  };
  const queries = policies.map((p) => `SELECT count(*) FILTER (WHERE t),
    count(*) FILTER (WHERE t IS NULL), coalesce(sum(a) FILTER (WHERE t), 0)
    FROM (SELECT ${truth(p.when)} AS t, ${number(p.amount)} AS a FROM e)`);
  const count = Number((await db.runAndReadAll("SELECT count(*) FROM e")).getRows()[0][0]);
  let best = Infinity;
  let answer;
  for (let i = 0; i < 2; i += 1) {
    const begin = performance.now();
    answer = { eligible: 0, unknown: 0, amounts: 0 };
    for (const query of queries) {
      const [e, u, a] = (await db.runAndReadAll(query)).getRows()[0];
      answer.eligible += Number(e);
      answer.unknown += Number(u);
      answer.amounts += Number(a);
    }
    best = Math.min(best, (performance.now() - begin) / 1000);
  }
  const version = (await db.runAndReadAll("SELECT version()")).getRows()[0][0];
  report(`DuckDB ${version}, 2 threads, three-valued`, count, best, answer);
}

await withJsonLogic();
await withDuckDb();
