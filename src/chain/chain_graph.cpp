#include "chain/chain_graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_set>

namespace gaoxin {

std::string_view edge_kind_name(EdgeKind kind) {
  switch (kind) {
    case EdgeKind::makes: return "makes";
    case EdgeKind::in_industry: return "in_industry";
    case EdgeKind::part_of: return "part_of";
    case EdgeKind::buys_from: return "buys_from";
    case EdgeKind::made_from: return "made_from";
    case EdgeKind::has_subtype: return "has_subtype";
    case EdgeKind::holds: return "holds";
  }
  check_failed("edge kind is known", __FILE__, __LINE__);
}

EdgeRows::EdgeRows(size_t rows, std::span<const Entry> entries) : begin_(rows + 1, 0) {
  for (const Entry& entry : entries) ++begin_[entry.from + 1];
  for (size_t i = 1; i <= rows; ++i) begin_[i] += begin_[i - 1];
  edges_.resize(entries.size());
  std::vector<uint32_t> next(begin_.begin(), begin_.end() - 1);
  for (const Entry& entry : entries) edges_[next[entry.from]++] = entry.edge;
}

/// Collects nodes first, then edges; an edge's number is its place in the order of adding.
class GraphBuilder {
 public:
  GraphBuilder(const ChainRecords& records, ReadReport& report)
      : records_(records), report_(report) {}

  ChainGraph build() {
    add_companies();
    add_industries();
    add_products();
    add_company_edges();
    add_industry_edges();
    add_product_edges();
    finish();
    return std::move(graph_);
  }

 private:
  void drop(const char* key, std::string zh, std::string en) {
    report_.note(0, "", RowOutcome::dropped, key, {std::move(zh), std::move(en)});
  }

  void add_companies() {
    for (const CompanyRecord& record : records_.companies) {
      GraphCompany company{record.code, record.name, record.full_name, {}};
      if (const auto found = records_.figures.find(record.code); found != records_.figures.end())
        company.figures = found->second;
      graph_.companies_.push_back(std::move(company));
    }
    std::stable_sort(graph_.companies_.begin(), graph_.companies_.end(),
                     [](const GraphCompany& a, const GraphCompany& b) { return a.code < b.code; });
    // The same company or industry in two sources is one.
    const auto same =
        std::unique(graph_.companies_.begin(), graph_.companies_.end(),
                    [](const GraphCompany& a, const GraphCompany& b) { return a.code == b.code; });
    graph_.companies_.erase(same, graph_.companies_.end());
    for (uint32_t i = 0; i < graph_.companies_.size(); ++i)
      graph_.company_index_.emplace(graph_.companies_[i].code, i);
  }

  void add_industries() {
    for (const IndustryRecord& record : records_.industries)
      graph_.industries_.push_back({record.code, record.name, 3});
    std::stable_sort(
        graph_.industries_.begin(), graph_.industries_.end(),
        [](const GraphIndustry& a, const GraphIndustry& b) { return a.code < b.code; });
    const auto same = std::unique(
        graph_.industries_.begin(), graph_.industries_.end(),
        [](const GraphIndustry& a, const GraphIndustry& b) { return a.code == b.code; });
    graph_.industries_.erase(same, graph_.industries_.end());
    for (uint32_t i = 0; i < graph_.industries_.size(); ++i) {
      graph_.industry_index_.emplace(graph_.industries_[i].code, i);
      industry_by_name_.emplace(graph_.industries_[i].name, i);
    }
  }

  void add_products() {
    std::vector<std::string>& products = graph_.products_;
    products = records_.products;
    for (const CompanyProductRecord& record : records_.company_products)
      products.push_back(record.product);
    for (const ProductRelationRecord& record : records_.product_relations) {
      if (!is_accounting_line(record.product)) products.push_back(record.product);
      if (!is_accounting_line(record.other)) products.push_back(record.other);
    }
    std::sort(products.begin(), products.end());
    products.erase(std::unique(products.begin(), products.end()), products.end());
    graph_.product_index_.reserve(products.size());
    for (uint32_t i = 0; i < products.size(); ++i) graph_.product_index_.emplace(products[i], i);
  }

  std::optional<uint32_t> company(const std::string& code, const char* relation) {
    const std::optional<uint32_t> found = graph_.find_company(code);
    if (!found)
      drop("chain.graph.company_unknown", fmt::format("{}：没有公司 {}", relation, code),
           fmt::format("{}: there is no company {}", relation, code));
    return found;
  }

  std::optional<uint32_t> industry(const std::string& code, const std::string& name,
                                   const char* relation) {
    if (const std::optional<uint32_t> found = graph_.find_industry(code)) return found;
    if (const auto found = industry_by_name_.find(name); found != industry_by_name_.end()) {
      report_.note(0, "", RowOutcome::repaired, "chain.graph.industry_moved",
                   {fmt::format("{}：行业代码 {} 不存在，按名称“{}”归入 {}", relation, code, name,
                                graph_.industries_[found->second].code),
                    fmt::format("{}: no industry has code {}; by its name \"{}\" it is {}",
                                relation, code, name, graph_.industries_[found->second].code)});
      return found->second;
    }
    drop("chain.graph.industry_unknown", fmt::format("{}：没有行业 {} {}", relation, code, name),
         fmt::format("{}: there is no industry {} {}", relation, code, name));
    return std::nullopt;
  }

  void add(EdgeKind kind, uint32_t from, uint32_t to, double weight, uint16_t source) {
    if (!seen_[static_cast<size_t>(kind)].insert(uint64_t{from} << 32 | to).second) return;
    const uint32_t edge = next_edge_++;
    graph_.edge_source_.push_back(source);
    const auto value = static_cast<float>(weight);
    forward_[static_cast<size_t>(kind)].push_back({from, {to, value, edge}});
    backward_[static_cast<size_t>(kind)].push_back({to, {from, value, edge}});
  }

  void add_company_edges() {
    for (const CompanyProductRecord& record : records_.company_products) {
      const std::optional<uint32_t> from = company(record.company, "company_product");
      if (from)
        add(EdgeKind::makes, *from, *graph_.find_product(record.product),
            record.share.value_or(std::numeric_limits<double>::quiet_NaN()), record.source);
    }
    for (const CompanyIndustryRecord& record : records_.company_industries) {
      const std::optional<uint32_t> from = company(record.company, "company_industry");
      if (!from) continue;
      const std::optional<uint32_t> to =
          industry(record.industry_code, record.industry_name, "company_industry");
      if (to) add(EdgeKind::in_industry, *from, *to, 1, record.source);
    }
    for (const CompanyRelationRecord& record : records_.holdings) {
      const std::optional<uint32_t> from = company(record.owner, "holding");
      const std::optional<uint32_t> to = company(record.owned, "holding");
      if (from && to && *from != *to) add(EdgeKind::holds, *from, *to, 1, record.source);
    }
  }

  void add_industry_edges() {
    std::vector<int> parents(graph_.industries_.size(), 0);
    for (const IndustryParentRecord& record : records_.industry_parents) {
      const std::optional<uint32_t> child = industry(record.child_code, "", "industry_industry");
      const std::optional<uint32_t> parent = industry(record.parent_code, "", "industry_industry");
      if (!child || !parent) continue;
      add(EdgeKind::part_of, *child, *parent, 1, record.source);
      ++parents[*child];
    }
    for (uint32_t i = 0; i < graph_.industries_.size(); ++i) {
      const std::string& code = graph_.industries_[i].code;
      const bool is_shenwan = code.size() == 6;
      graph_.industries_[i].level = is_shenwan && code.ends_with("0000") ? 1
                                    : is_shenwan && code.ends_with("00") ? 2
                                                                         : 3;
    }
    for (const IndustryInputRecord& record : records_.industry_inputs) {
      const std::optional<uint32_t> user = industry("", record.user, "industry_up");
      const std::optional<uint32_t> supplier = industry("", record.supplier, "industry_up");
      if (user && supplier) add(EdgeKind::buys_from, *user, *supplier, record.count, record.source);
    }
  }

  void add_product_edges() {
    for (const ProductRelationRecord& record : records_.product_relations) {
      const std::optional<uint32_t> product = graph_.find_product(record.product);
      const std::optional<uint32_t> other = graph_.find_product(record.other);
      if (!product || !other || *product == *other) continue;  // Accounting lines.
      add(record.relation == ProductRelation::material ? EdgeKind::made_from
                                                       : EdgeKind::has_subtype,
          *product, *other, 1, record.source);
    }
  }

  void finish() {
    const size_t companies = graph_.companies_.size();
    const size_t industries = graph_.industries_.size();
    const size_t products = graph_.products_.size();
    const size_t from_size[kEdgeKinds] = {companies, companies, industries, industries,
                                          products,  products,  companies};
    const size_t to_size[kEdgeKinds] = {products, industries, industries, industries,
                                        products, products,   companies};
    for (size_t kind = 0; kind < kEdgeKinds; ++kind) {
      graph_.forward_[kind] = EdgeRows(from_size[kind], forward_[kind]);
      graph_.backward_[kind] = EdgeRows(to_size[kind], backward_[kind]);
    }
    graph_.edge_count_ = next_edge_;
    graph_.sources_ = records_.sources;
  }

  const ChainRecords& records_;
  ReadReport& report_;
  ChainGraph graph_;
  std::unordered_map<std::string, uint32_t> industry_by_name_;
  std::vector<EdgeRows::Entry> forward_[kEdgeKinds], backward_[kEdgeKinds];
  std::unordered_set<uint64_t> seen_[kEdgeKinds];  // Two sources may say the same.
  uint32_t next_edge_ = 0;
};

ChainGraph ChainGraph::build(const ChainRecords& records, ReadReport& report) {
  return GraphBuilder(records, report).build();
}

namespace {
std::optional<uint32_t> find_in(const std::unordered_map<std::string_view, uint32_t>& index,
                                std::string_view key) {
  const auto found = index.find(key);
  return found == index.end() ? std::nullopt : std::optional(found->second);
}
}  // namespace

const ChainSource& ChainGraph::source(uint32_t edge) const {
  static const ChainSource kUnknown;
  const uint16_t source = edge_source_[edge];
  return source < sources_.size() ? sources_[source] : kUnknown;
}

std::optional<uint32_t> ChainGraph::find_company(std::string_view code) const {
  return find_in(company_index_, code);
}
std::optional<uint32_t> ChainGraph::find_industry(std::string_view code) const {
  return find_in(industry_index_, code);
}
std::optional<uint32_t> ChainGraph::find_product(std::string_view name) const {
  return find_in(product_index_, name);
}

uint32_t ChainGraph::parent_or_self(uint32_t industry) const {
  const auto parents = edges(EdgeKind::part_of, industry);
  return parents.empty() ? industry : parents.front().to;
}

std::vector<uint32_t> ChainGraph::industry_line(uint32_t company) const {
  std::vector<uint32_t> line;
  const auto own = edges(EdgeKind::in_industry, company);
  if (own.empty()) return line;
  line.push_back(own.front().to);
  while (line.size() < 4) {
    const uint32_t parent = parent_or_self(line.back());
    if (std::find(line.begin(), line.end(), parent) != line.end()) break;
    line.push_back(parent);
  }
  return line;
}

uint32_t ChainGraph::node_count() const {
  return static_cast<uint32_t>(companies_.size() + products_.size() + industries_.size());
}

WalkGraph::WalkGraph(const ChainGraph& graph, const std::vector<bool>& left_out)
    : begin_(graph.node_count() + 1, 0), total_(graph.node_count(), 0) {
  // How much a walker trusts each relation; buys_from divides by the times said.
  static constexpr double kTrust[kEdgeKinds] = {1.0, 1.0, 0.5, 0.2, 0.5, 0.5, 1.0};
  const auto walk = [&](auto&& visit) {
    for (size_t k = 0; k < kEdgeKinds; ++k) {
      const auto kind = static_cast<EdgeKind>(k);
      const bool from_company =
          kind == EdgeKind::makes || kind == EdgeKind::in_industry || kind == EdgeKind::holds;
      const bool from_product = kind == EdgeKind::made_from || kind == EdgeKind::has_subtype;
      const size_t rows = from_company   ? graph.companies().size()
                          : from_product ? graph.products().size()
                                         : graph.industries().size();
      for (uint32_t row = 0; row < rows; ++row) {
        const uint32_t from = from_company   ? row
                              : from_product ? graph.product_node(row)
                                             : graph.industry_node(row);
        for (const GraphEdge& edge : graph.edges(kind, row)) {
          const bool to_product = kind == EdgeKind::makes || from_product;
          const uint32_t to = kind == EdgeKind::holds ? edge.to
                              : to_product            ? graph.product_node(edge.to)
                                                      : graph.industry_node(edge.to);
          visit(from, to, static_cast<float>(kTrust[k]), edge.edge);
        }
      }
    }
  };
  const auto is_out = [&](uint32_t edge) { return !left_out.empty() && left_out[edge]; };
  walk([&](uint32_t from, uint32_t to, float weight, uint32_t edge) {
    if (is_out(edge)) return;
    total_[from] += double{weight};
    total_[to] += double{weight};
    ++begin_[from + 1];
    ++begin_[to + 1];
  });
  for (size_t i = 1; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
  edges_.resize(begin_.back());
  std::vector<uint32_t> next(begin_.begin(), begin_.end() - 1);
  walk([&](uint32_t from, uint32_t to, float weight, uint32_t edge) {
    if (is_out(edge)) return;
    edges_[next[from]++] = {to, weight, edge};
    edges_[next[to]++] = {from, weight, edge};
  });
}

WalkGraph::Scores WalkGraph::personalised(std::span<const std::pair<uint32_t, double>> seeds,
                                          double tolerance,
                                          std::optional<uint32_t> left_out) const {
  constexpr double kRestart = 0.15;
  Scores out;
  out.score.assign(total_.size(), 0);
  std::vector<double> residual(total_.size(), 0);
  std::vector<uint32_t> queue;
  std::vector<bool> queued(total_.size(), false);
  const auto enqueue = [&](uint32_t node) {
    if (queued[node] || residual[node] <= tolerance * std::max(total_[node], 1.0)) return;
    queued[node] = true;
    queue.push_back(node);
  };
  for (const auto& [node, weight] : seeds) {
    residual[node] += weight;
    enqueue(node);
  }
  for (size_t head = 0; head < queue.size(); ++head) {
    const uint32_t node = queue[head];
    queued[node] = false;
    const double mass = residual[node];
    residual[node] = 0;
    if (out.score[node] == 0) out.touched.push_back(node);
    out.score[node] += kRestart * mass;
    if (total_[node] <= 0) continue;
    const double share = (1 - kRestart) * mass / total_[node];
    for (uint32_t i = begin_[node]; i < begin_[node + 1]; ++i) {
      const GraphEdge& edge = edges_[i];
      if (left_out && edge.edge == *left_out) continue;
      residual[edge.to] += share * double{edge.weight};
      enqueue(edge.to);
    }
  }
  return out;
}

}  // namespace gaoxin
