// Measures loading, Leontief, weak links, targets and (with the argument `evaluate`) the ranking,
// on the files of a data folder given as the first argument. bench/chain_peer.py does the same in
// Python.
#include <fmt/format.h>

#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "chain/company_files.h"
#include "chain/evaluation.h"
#include "chain/targets.h"
#include "chain/weak_links.h"

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

/// A park of 200 residents in 20 sectors, with the provinces' quotients; mean of 50.
double milliseconds_of_park(const Coefficients& coefficients) {
  std::vector<ChainResident> residents;
  for (int i = 0; i < 200; ++i) residents.push_back({i, "resident", {{60 + i % 20, 1.0}}, 1e8 + i});
  ChainPlace place;
  for (int i = 0; i < 153; ++i) place.quotients.emplace_back(0.1 * (i % 20));
  return milliseconds([&] {
           for (int i = 0; i < 50; ++i) (void)find_weak_links(coefficients, residents, place);
         }) /
         50;
}

double milliseconds_of_targets(const LinkModel& model, const ChainNames& names,
                               const std::string& product) {
  TargetQuery query;
  query.product_name = product;
  query.product = model.graph().find_product(product);
  if (product.empty()) query.industries = {{*model.graph().find_industry("280206"), 1.0}};
  query.region = "吉林省";
  for (uint32_t i = 0; i < 50; ++i) query.residents.push_back({"resident", i * 50, {i * 100}, {i}});
  return milliseconds([&] {
           for (int i = 0; i < 20; ++i) (void)find_targets(model, names, query, 100);
         }) /
         20;
}

double milliseconds_of_walk(const LinkModel& model) {
  const std::pair<uint32_t, double> seed{
      model.graph().product_node(*model.graph().find_product("动力电池系统")), 1.0};
  return milliseconds([&] {
           for (int i = 0; i < 20; ++i) (void)model.walk().personalised({&seed, 1}, 1e-6);
         }) /
         20;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string folder = argc > 1 && *argv[1] != '\0' ? argv[1] : "../shared/data";
  if (!std::filesystem::exists(folder + "/chain/company.json")) {
    fmt::print("the published data are not at {}: nothing measured\n", folder);
    return 0;
  }
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
  const Coefficients coefficients = solve_leontief(table).value();
  fmt::print("weak links of a park             {:10.2f} ms\n", milliseconds_of_park(coefficients));
  const LinkModel model(graph, *names, {});
  for (const char* product : {"正极材料", "车规级芯片"})
    fmt::print("100 targets for {}        {:10.2f} ms\n", product,
               milliseconds_of_targets(model, *names, product));
  fmt::print("100 targets for an industry      {:10.2f} ms\n",
             milliseconds_of_targets(model, *names, ""));
  fmt::print("PageRank from one product        {:10.2f} ms\n", milliseconds_of_walk(model));
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
