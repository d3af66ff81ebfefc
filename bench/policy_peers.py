"""numpy and SQLite on the neutral policy workload: python3 policy_peers.py DIR
Both answer with three values (true, false, unknown); one JSON line each, loading excluded."""
import csv
import datetime
import json
import sqlite3
import sys
import time

import numpy as np

folder = sys.argv[1]
with open(folder + "/policies.json", encoding="utf-8") as file:
    workload = json.load(file)
policies = workload["policies"]
kinds = {field["name"]: field["type"] for field in workload["fields"]}
with open(folder + "/enterprises.csv", newline="", encoding="utf-8") as file:
    header, *rows = list(csv.reader(file))


def days(text):
    return (datetime.date.fromisoformat(text) - datetime.date(1970, 1, 1)).days


def report(peer, run):
    best, answer = 1e9, None
    for _ in range(2):
        begin = time.perf_counter()
        answer = run()
        best = min(best, time.perf_counter() - begin)
    eligible, unknown, amount = answer
    print(json.dumps({"peer": peer, "seconds": round(best, 3),
                      "million_evaluations_per_second":
                          round(len(rows) * len(policies) / best / 1e6, 2),
                      "eligible": int(eligible), "unknown": int(unknown),
                      "amounts": round(float(amount), 2)}), flush=True)


def with_numpy():
    values, known, codes = {}, {}, {}
    for name, cells in zip(header, zip(*rows)):
        known[name] = np.array([cell != "" for cell in cells])
        if kinds[name] == "str":
            index = {code: i for i, code in enumerate(sorted(set(cells)))}
            codes[name] = index
            values[name] = np.array([index[cell] for cell in cells])
        elif kinds[name] == "date":
            values[name] = np.array([days(cell) if cell else 0 for cell in cells])
        else:
            values[name] = np.array([float(cell) if cell else 0.0 for cell in cells])
    everyone = np.ones(len(rows), bool)

    def number(node):
        if "const" in node:
            return node["const"], everyone
        if "op" not in node:
            return values[node["field"]], known[node["field"]]
        if node["op"] == "tier":
            result = np.full(len(rows), float(node["else"]))
            for bound, value in node["steps"]:
                result[values[node["field"]] >= bound] = value
            return result, known[node["field"]]
        operate = {"mul": np.multiply, "sub": np.subtract, "min": np.minimum, "max": np.maximum}
        (a, known_a), (b, known_b) = map(number, node["args"])
        return operate[node["op"]](a, b), known_a & known_b

    def truth(node):
        kind = node["op"]
        if kind in ("all", "any"):
            parts = [truth(part) for part in node["args"]]
            true, false = parts[0]
            for t, f in parts[1:]:
                true, false = (true & t, false | f) if kind == "all" else (true | t, false & f)
            return true, false
        if kind == "not":
            true, false = truth(node["arg"])
            return false, true
        name = node["field"]
        value, have = values[name], known[name]
        if kind == "flag":
            holds = value != 0
        elif kind == "in":
            member = np.zeros(len(codes[name]), bool)
            for code in node["values"]:
                if code in codes[name]:
                    member[codes[name][code]] = True
            holds = member[value]
        elif kind == "date_between":
            holds = (value >= days(node["from"])) & (value <= days(node["to"]))
        else:
            other = node.get("value")
            if "expr" in node:
                other, have_other = number(node["expr"])
                have = have & have_other
            compare = {"ge": np.greater_equal, "le": np.less_equal, "gt": np.greater,
                       "lt": np.less}
            holds = compare[kind](value, other)
        return holds & have, ~holds & have

    def run():
        eligible = unknown = 0
        amount = 0.0
        for policy in policies:
            true, false = truth(policy["when"])
            eligible += true.sum()
            unknown += len(rows) - true.sum() - false.sum()
            value, have = number(policy["amount"])
            chosen = true & have
            amount += value * chosen.sum() if np.isscalar(value) else value[chosen].sum()
        return eligible, unknown, amount

    report("numpy " + np.__version__ + ", three-valued", run)


def with_sqlite():
    types = {"str": "TEXT", "date": "TEXT", "bool": "INTEGER", "num": "REAL", "int": "INTEGER"}
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE e (" + ", ".join(f"{n} {types[kinds[n]]}" for n in header) + ")")
    db.executemany("INSERT INTO e VALUES (" + ", ".join("?" * len(header)) + ")",
                   ([cell or None for cell in row] for row in rows))

    def number(node):
        if "const" in node:
            return str(node["const"])
        if "op" not in node:
            return node["field"]
        if node["op"] == "tier":
            name = node["field"]
            steps = " ".join(f"WHEN {name} >= {b} THEN {v}" for b, v in reversed(node["steps"]))
            return f"CASE WHEN {name} IS NULL THEN NULL {steps} ELSE {node['else']} END"
        a, b = map(number, node["args"])
        if node["op"] in ("min", "max"):
            return f"{node['op']}({a}, {b})"
        return f"({a} {dict(mul='*', sub='-')[node['op']]} {b})"

    def truth(node):
        kind = node["op"]
        if kind in ("all", "any"):
            return "(" + (" AND " if kind == "all" else " OR ").join(map(truth, node["args"])) + ")"
        if kind == "not":
            return f"(NOT {truth(node['arg'])})"
        name = node["field"]
        if kind == "flag":
            return f"({name} <> 0)"
        if kind == "in":
            return f"({name} IN ({', '.join(repr(v) for v in node['values'])}))"
        if kind == "date_between":
            return f"({name} BETWEEN '{node['from']}' AND '{node['to']}')"
        other = number(node["expr"]) if "expr" in node else node["value"]
        return f"({name} {dict(ge='>=', le='<=', gt='>', lt='<')[kind]} {other})"

    queries = [f"SELECT sum(t IS 1), sum(t IS NULL), total(CASE WHEN t THEN a END) FROM "
               f"(SELECT {truth(p['when'])} AS t, {number(p['amount'])} AS a FROM e LIMIT -1)"
               for p in policies]

    def run():
        return [sum(column) for column in zip(*(db.execute(q).fetchone() for q in queries))]

    report("SQLite " + sqlite3.sqlite_version + ", three-valued", run)


with_numpy()
with_sqlite()
