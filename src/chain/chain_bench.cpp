// Measures loading, Leontief, and (with the argument `evaluate`) the ranking, on the files of a
// data folder given as the first argument. bench/chain_peer.py does the same in Python.
#include <fmt/format.h>

#include <chrono>
#include <cstring>
#include <fstream>
#include <sstream>

#include "chain/company_files.h"
#include "chain/evaluation.h"
#include "chain/leontief.h"

namespace {

using namespace gaoxin;

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

template <typename F>
double milliseconds(F&& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
      .count();
}

ChainRecords load(const std::string& folder) {
  ChainRecords records;
  const std::string chain = folder + "/chain/";
  records.companies = read_companies(bytes_of(chain + "company.json")).value().data;
  records.company_industries =
      read_company_industries(bytes_of(chain + "company_industry.json")).value().data;
  records.industries = read_industries(bytes_of(chain + "industry.json")).value().data;
  records.industry_parents =
      read_industry_parents(bytes_of(chain + "industry_industry.json")).value().data;
  records.industry_inputs = read_industry_inputs(bytes_of(chain + "industry_up.json")).value().data;
  records.products = read_products(bytes_of(chain + "product.json")).value().data;
  records.company_products =
      read_company_products(bytes_of(chain + "company_product.csv")).value().data;
  records.product_relations =
      read_product_relations(bytes_of(chain + "product_product.csv")).value().data;
  for (const char* file : {"stock_basics_2016.csv", "profit2015_4.csv", "debtpaying2015_4.csv"}) {
    const auto read = read_company_figures(bytes_of(folder + "/companies/" + file), 2015);
    for (const CompanyFiguresRecord& record : read.value().data)
      merge_figures(records.figures[record.company], record.figures);
  }
  return records;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string folder = argc > 1 ? argv[1] : "../shared/data";
  ChainRecords records;
  ReadReport report;
  ChainGraph graph;
  const double read_ms = milliseconds([&] { records = load(folder); });
  const double build_ms = milliseconds([&] { graph = ChainGraph::build(records, report); });
  fmt::print("read graph files                 {:10.1f} ms\n", read_ms);
  fmt::print("build graph ({} nodes, {} edges) {:.1f} ms\n", graph.node_count(), graph.edge_count(),
             build_ms);
  std::optional<ChainNames> names;
  fmt::print("index names                      {:10.1f} ms\n",
             milliseconds([&] { names.emplace(graph); }));
  const IoTable table =
      read_io_table(bytes_of(folder + "/input_output/china_2020_153.csv")).value();
  fmt::print("Leontief, 153 sectors            {:10.2f} ms\n",
             milliseconds([&] { (void)solve_leontief(table).value(); }));
  if (argc > 2 && std::strcmp(argv[2], "evaluate") == 0) {
    Evaluation evaluation;
    const double ms =
        milliseconds([&] { evaluation = evaluate_chain(graph, *names, EvaluationOptions{}); });
    for (const EvaluationResult& r : evaluation.results)
      fmt::print(
          "{:10} {:13} {:18} {:5}  hit@10 {:.4f}  recall@20 {:.4f}  NDCG@10 {:.4f}  MRR {:.4f}\n",
          r.split, r.group, r.method, r.queries, r.hit_10, r.recall_20, r.ndcg_10, r.mrr);
    for (size_t i = 0; i < kLinkFeatures; ++i)
      fmt::print("{} {:.4f}\n", kLinkFeatureNames[i], evaluation.weights[i]);
    fmt::print("evaluate {:.0f} ms\n", ms);
  }
  return 0;
}
