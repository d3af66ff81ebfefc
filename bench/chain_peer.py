"""The chain's computations in numpy, scipy and networkx on the same files, for comparison.

Prints one line a measurement: name, milliseconds. Called by bench/chain_peer.sh with the data folder.
"""
import csv
import json
import sys
import time

import networkx
import numpy
import scipy.linalg
import scipy.sparse

folder = sys.argv[1] if len(sys.argv) > 1 else "../shared/data"


def timed(name, work, repeat=1):
    begin = time.perf_counter()
    for _ in range(repeat):
        result = work()
    print(f"{name:34}{(time.perf_counter() - begin) * 1000 / repeat:10.2f} ms", flush=True)
    return result


def lines(name):
    with open(f"{folder}/chain/{name}", encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def table(name):
    with open(f"{folder}/chain/{name}", encoding="utf-8", newline="") as file:
        return [row for row in csv.reader(file) if row][1:]


def load():
    graph = networkx.Graph()
    codes = set()
    for row in lines("company.json"):
        codes.add(row["code"][:6])
        graph.add_node("c" + row["code"][:6])
    names = {}
    for row in lines("industry.json"):
        names[row["name"]] = row["code"]
        graph.add_node("i" + row["code"])
    for row in lines("product.json"):
        graph.add_node("p" + row["name"])
    for code, product, _, _ in table("company_product.csv"):
        graph.add_edge("c" + code[:6], "p" + product, weight=1.0)
    for row in lines("company_industry.json"):
        if row["company_code"][:6] in codes:
            graph.add_edge("c" + row["company_code"][:6], "i" + row["industry_code"], weight=1.0)
    for row in lines("industry_industry.json"):
        graph.add_edge("i" + row["from_code"], "i" + row["to_code"], weight=0.5)
    for row in lines("industry_up.json"):
        for supplier in row["ups"]:
            if row["industry"] in names and supplier in names:
                graph.add_edge("i" + names[row["industry"]], "i" + names[supplier], weight=0.2)
    for left, right, _ in table("product_product.csv"):
        if left != right:
            graph.add_edge("p" + left, "p" + right, weight=0.5)
    return graph


def read_io():
    with open(f"{folder}/input_output/china_2020_153.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    n = 153
    inputs = numpy.array([[float(v or 0) for v in row[3:3 + n]] for row in rows[1:1 + n]])
    output = numpy.array([float(v or 0) for v in rows[-1][3:3 + n]])
    return inputs, output


def leontief(inputs, output):
    direct = inputs / output
    return direct, scipy.linalg.inv(numpy.eye(len(output)) - direct)


def weak_links(direct, complete, output, relatedness):
    activity = numpy.zeros(len(output))
    present = numpy.zeros(len(output))
    for i in range(200):
        activity[60 + i % 20] += 1e8 + i
        present[60 + i % 20] += 1
    demand = direct @ activity
    supply = numpy.minimum(1, activity / numpy.maximum(demand, 1e-9))
    forward = (complete @ output) / output
    criticality = forward / forward.mean() * (0.5 + 0.5 * ((direct > 0.01) @ present) / 200)
    feasibility = relatedness[:, present > 0].max(axis=1)
    return numpy.argsort(-demand / demand.sum() * (1 - supply) * criticality * feasibility)


def targets_by_pagerank(matrix, order, seed, count):
    personal = numpy.zeros(len(order))
    personal[seed] = 1
    rank = personal.copy()
    for _ in range(50):
        rank = 0.15 * personal + 0.85 * (matrix @ rank)
    companies = [(rank[i], node) for node, i in order.items() if node[0] == "c"]
    return sorted(companies, reverse=True)[:count]


graph = timed("load graph (networkx)", load)
inputs, output = read_io()
direct, complete = timed("Leontief, 153 sectors (scipy)", lambda: leontief(inputs, output), 20)
unit = direct / numpy.maximum(numpy.linalg.norm(direct, axis=0), 1e-12)
relatedness = unit.T @ unit
timed("weak links of a park (numpy)", lambda: weak_links(direct, complete, output, relatedness), 50)
seed = "p动力电池系统"
timed("PageRank from one product (networkx)",
      lambda: networkx.pagerank(graph, alpha=0.85, personalization={seed: 1}, tol=1e-6))
order = {node: i for i, node in enumerate(graph)}
matrix = networkx.to_scipy_sparse_array(graph, weight="weight", format="csr")
degree = numpy.maximum(numpy.asarray(matrix.sum(axis=0)).ravel(), 1e-12)
matrix = (matrix @ scipy.sparse.diags(1 / degree)).tocsr()
timed("100 by PageRank (scipy sparse)",
      lambda: targets_by_pagerank(matrix, order, order[seed], 100), 5)
