#!/usr/bin/env python3
"""Holds the module rules of src/modules.txt and the style that a machine can see.

- a file includes only its own module and what modules.txt allows, and of another module only its
  public headers; modules.txt itself has no cycle
- SQL stands only in storage and in *_store.cpp; a store names only tables with its module's prefix
  (another module's data are read through its views v_<module>_…)
- no file is without a head comment or README, no line over 100 columns, no TODO
Prints every breach as file:line: what, and exits 1.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
breaches = []


def breach(path, line, what):
    breaches.append(f"{path.relative_to(ROOT)}:{line}: {what}")


allowed, public = {}, {}
for number, line in enumerate((ROOT / "src/modules.txt").read_text().splitlines(), 1):
    if line.startswith("#") or not line.strip():
        continue
    name, rest = line.split(":", 1)
    modules, headers = rest.split(";")
    for module in modules.split():
        if module not in allowed:  # Only modules above are known: a cycle cannot be written.
            breach(ROOT / "src/modules.txt", number, f"{name} includes {module}, which is not above it")
    allowed[name] = {name, *modules.split()}
    public[name] = set(headers.split())

SQL = re.compile(r'"\s*(SELECT\b.*\bFROM\b|INSERT INTO|UPDATE \w+ SET|DELETE FROM|CREATE TABLE)')
TABLE = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+(?:ONLY\s+)?([a-z]+)_[a-z_]+")
for path in sorted((ROOT / "src").rglob("*")):
    if path.suffix not in (".h", ".cpp"):
        continue
    module = path.relative_to(ROOT / "src").parts[0]
    if module not in allowed:
        breach(path, 1, f"module {module} is not in modules.txt")
        continue
    text = path.read_text()
    test = path.stem.endswith(("_test", "_bench", "_fuzz"))
    for number, line in enumerate(text.splitlines(), 1):
        include = re.match(r'#include "([a-z_]+)/(.+)"', line)
        if include:
            other, header = include.groups()
            if other not in allowed[module] and not (test and other == "storage"):
                breach(path, number, f"{module} may not include {other}")
            elif other != module and "*" not in public[other] and header not in public[other]:
                breach(path, number, f"{other}/{header} is private to {other}")
        if len(line.expandtabs()) > 100 and len(line) > 100 and "http" not in line:
            breach(path, number, f"{len(line)} columns")
        if re.search(r"\bTODO\b|\bFIXME\b", line):
            breach(path, number, "unfinished work")
        if test or module in ("storage",):
            continue
        store = path.stem.endswith("_store")
        if SQL.search(line) and not store:
            breach(path, number, "SQL outside a store")
        if store and '"' in line:
            for prefix in TABLE.findall(line):
                if prefix not in (module, "v", "json", "generate", "pg") and prefix in allowed:
                    breach(path, number, f"{module} names a table of {prefix}")
for module in allowed:
    if not (ROOT / "src" / module / "README.md").exists():
        breach(ROOT / "src" / module / "README.md", 1, "every module says what it owns")
for migration in sorted((ROOT / "migrations").glob("*.sql")):
    owner = migration.stem.split("_", 1)[1].split("_")[0]
    for number, line in enumerate(migration.read_text().splitlines(), 1):
        made = re.match(r"CREATE (?:TABLE|VIEW) (\w+)", line)
        if made and not made.group(1).startswith((owner + "_", f"v_{owner}_")):
            breach(migration, number, f"{made.group(1)} does not begin with {owner}_")
print("\n".join(breaches) if breaches else "module rules: ok")
sys.exit(1 if breaches else 0)
