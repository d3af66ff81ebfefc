#include "chain/chain_state.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>

#include "base/text.h"
#include "chain/chain_import.h"
#include "registry/registry.h"

namespace gaoxin {
namespace {

template <typename T>
void append(std::vector<T>& into, std::vector<T> more, size_t source) {
  if constexpr (requires(T record) { record.source; })
    for (T& record : more) record.source = static_cast<uint16_t>(source);
  into.insert(into.end(), std::make_move_iterator(more.begin()),
              std::make_move_iterator(more.end()));
}

void load_table(ChainState& state, const std::vector<chain_store::Source>& sources) {
  for (const chain_store::Source& source : sources) {
    if (source.kind != "io_table") continue;
    IoTable table = read_io_table(source.content).value();
    const std::string system =
        table.sectors.front().code.size() == 2 ? "42" : std::to_string(table.size());
    IoTableInfo info{source.id,
                     source.name,
                     source.year,
                     table.size(),
                     system,
                     std::string(io_table_kind_name(table.kind)),
                     table.unit_yuan,
                     source.active,
                     source.invented,
                     source.imported_at,
                     source.imported_by};
    state.io_tables.push_back(info);
    if (!source.active) continue;
    state.active = info;
    state.coefficients = solve_leontief(table).value();
    state.table = std::move(table);
  }
}

void place_companies(ChainState& state) {
  const auto n = static_cast<size_t>(state.table.size());
  state.sector_industries.resize(n);
  state.sector_companies.resize(n);
  state.attractable.assign(n, 1);
  for (size_t i = 0; i < n; ++i) {
    const std::string& code = state.table.sectors[i].code;
    const auto& parts = state.concordance.sectors("io153", code, "42");
    state.attractable[i] = attraction(parts.empty() ? code : parts.front().io_code);
  }
  for (uint32_t i = 0; i < state.graph.industries().size(); ++i)
    if (state.graph.industries()[i].level == 3)
      for (const SectorShare& part : state.sectors_of("sw", state.graph.industries()[i].code))
        state.sector_industries[static_cast<size_t>(part.sector)].emplace_back(i, part.share);
  // Invented companies count only while there are no real ones.
  const auto& all = state.graph.companies();
  const bool any_real = std::any_of(all.begin(), all.end(), [](const GraphCompany& company) {
    return !company.figures.invented && !company.figures.region.empty();
  });
  for (uint32_t c = 0; c < all.size(); ++c) {
    const CompanyFigures& figures = all[c].figures;
    const bool counts = !figures.region.empty() && !(any_real && figures.invented);
    const auto industries = state.graph.edges(EdgeKind::in_industry, c);
    if (industries.empty()) continue;
    for (const SectorShare& part :
         state.sectors_of("sw", state.graph.industries()[industries.front().to].code)) {
      const auto s = static_cast<size_t>(part.sector);
      state.sector_companies[s].push_back(c);
      if (counts) state.by_sector.add(figures.region, state.table.sectors[s].code, part.share);
    }
  }
}

/// All companies of the listing tables, also those the graph does not have. Invented ones count
/// only while there are no real ones.
RegionalCounts count_listed(const ChainRecords& records) {
  const bool any_real = std::any_of(
      records.figures.begin(), records.figures.end(),
      [](const auto& entry) { return !entry.second.invented && !entry.second.region.empty(); });
  RegionalCounts counts;
  for (const auto& [code, figures] : records.figures)
    if (!figures.region.empty() && !figures.listing_industry.empty() &&
        !(any_real && figures.invented))
      counts.add(figures.region, figures.listing_industry, 1);
  return counts;
}

std::shared_ptr<const ChainState> load(Transaction& db) {
  const std::vector<chain_store::Source> sources = chain_store::list_sources(db);
  ChainRecords records = records_of(sources);
  for (const chain_store::OwnershipRow& row : chain_store::list_ownership(db)) {
    const auto owner = stock_code(row.owner), owned = stock_code(row.owned);
    if (owner && owned)
      records.holdings.push_back({*owner, *owned, static_cast<uint16_t>(records.sources.size())});
  }
  records.sources.push_back({"registry", std::nullopt});
  std::vector<ConcordanceRow> rows;
  for (const chain_store::StoredConcordance& stored : chain_store::list_concordance(db))
    rows.push_back(stored.row);
  ReadReport report;
  auto state = std::make_shared<ChainState>(ChainGraph::build(records, report), rows);
  state->by_listing = count_listed(records);
  load_table(*state, sources);
  place_companies(*state);
  return state;
}

}  // namespace

ChainRecords records_of(const std::vector<chain_store::Source>& sources) {
  ChainRecords out;
  for (const chain_store::Source& source : sources) {
    const size_t number = out.sources.size();
    out.sources.push_back({source.invented ? source.name + "（虚构 invented）" : source.name,
                           date_of(source.imported_at)});
    const std::string& text = source.content;
    if (source.kind == "companies") {
      append(out.companies, read_companies(text).value().data, number);
    } else if (source.kind == "company_industries") {
      append(out.company_industries, read_company_industries(text).value().data, number);
    } else if (source.kind == "industries") {
      append(out.industries, read_industries(text).value().data, number);
    } else if (source.kind == "industry_parents") {
      append(out.industry_parents, read_industry_parents(text).value().data, number);
    } else if (source.kind == "industry_inputs") {
      append(out.industry_inputs, read_industry_inputs(text).value().data, number);
    } else if (source.kind == "products") {
      append(out.products, read_products(text).value().data, number);
    } else if (source.kind == "company_products") {
      append(out.company_products, read_company_products(text).value().data, number);
    } else if (source.kind == "product_relations") {
      append(out.product_relations, read_product_relations(text).value().data, number);
    } else if (source.kind == "company_figures") {
      const std::optional<int> year =
          source.year ? std::optional(static_cast<int>(*source.year)) : std::nullopt;
      const auto read = read_company_figures(text, year);
      for (const CompanyFiguresRecord& record : read.value().data)
        merge_figures(out.figures[record.company], record.figures);
    } else if (source.kind == "company_list") {
      CompanyList list = read_company_list(text).value().data;
      append(out.companies, std::move(list.companies), number);
      append(out.company_industries, std::move(list.company_industries), number);
      append(out.industries, std::move(list.industries), number);
      for (const CompanyFiguresRecord& record : list.figures) {
        CompanyFigures& figures = out.figures[record.company];
        merge_figures(figures, record.figures);
        figures.invented = source.invented;
      }
    }
  }
  return out;
}

std::vector<SectorShare> ChainState::sectors_of(std::string_view system,
                                                std::string_view code) const {
  std::vector<SectorShare> out;
  if (!active) return out;
  double sum = 0;
  for (const Concordance::Part& part : concordance.sectors(system, code, active->system))
    if (const std::optional<Eigen::Index> sector = table.find(part.io_code)) {
      out.push_back({*sector, part.share});
      sum += part.share;
    }
  for (SectorShare& part : out) part.share /= sum;
  return out;
}

double attraction(std::string_view code42) {
  // Bound to a place or a licence: farming, mining, refining, networks, trade that follows its
  // customers, banks, public services. Our judgement; everything else can be attracted.
  static const std::map<std::string_view, double> kBound = {
      {"01", 0.2}, {"02", 0},   {"03", 0},   {"04", 0},   {"05", 0},   {"11", 0.3},
      {"14", 0.6}, {"24", 0.1}, {"25", 0.1}, {"26", 0.1}, {"27", 0.3}, {"28", 0.3},
      {"29", 0.5}, {"30", 0.2}, {"32", 0.3}, {"33", 0.1}, {"34", 0.5}, {"37", 0.1},
      {"38", 0.3}, {"39", 0.1}, {"40", 0.2}, {"41", 0.3}, {"42", 0}};
  const auto found = kBound.find(code42);
  return found == kBound.end() ? 1.0 : found->second;
}

std::shared_ptr<const ChainState> current_chain(Call& call) {
  struct Cached {
    int64_t counter = -1;
    std::shared_ptr<const ChainState> state;
  };
  static std::mutex mutex;
  static std::map<const Database*, Cached> cache;  // One entry for each open database.
  const int64_t counter = read_counter(call.db, "chain");
  const std::lock_guard lock(mutex);
  Cached& cached = cache[&call.database];
  if (cached.counter != counter || !cached.state) {
    cached.state = load(call.db);
    cached.counter = counter;
  }
  return cached.state;
}

ZoneResidents zone_residents(Call& call, const ChainState& state, int64_t zone) {
  ZoneResidents out;
  std::set<int64_t> seen;
  std::vector<int64_t> ids;
  const Date today = date_of(call.now);
  for (int64_t id : call.zones.subtree(zone))
    for (chain_store::ResidentRow& row : chain_store::list_residents(call.db, id, today)) {
      if (!seen.insert(row.id).second) continue;
      ids.push_back(row.id);
      std::vector<SectorShare> sectors;
      if (row.industry_code) sectors = state.sectors_of("gb", *row.industry_code);
      out.residents.push_back({row.id, row.name, std::move(sectors), std::nullopt});
      std::vector<std::string> products;
      for (std::string_view product : split(row.products, '\n'))
        if (!trim(product).empty()) products.emplace_back(trim(product));
      out.products.push_back(std::move(products));
      out.stock_codes.push_back(row.stock_code ? stock_code(*row.stock_code) : std::nullopt);
    }
  const std::vector<std::string> fields = {"revenue"};
  const FactColumns facts = latest_facts(call.db, ids, fields);
  if (const auto revenue = facts.columns.find("revenue"); revenue != facts.columns.end())
    for (size_t i = 0; i < ids.size(); ++i)
      if (revenue->second[i]) out.residents[i].revenue = revenue->second[i]->number;
  for (int64_t id : call.zones.ancestors(zone)) {
    const Zone* place = call.zones.find(id);
    if (place == nullptr || !place->region_code || place->region_code->size() < 2) continue;
    out.province =
        chain_store::find_province_name(call.db, place->region_code->substr(0, 2)).value_or("");
    break;
  }
  return out;
}

ChainPlace place_of(const ChainState& state, const std::string& province) {
  ChainPlace place;
  place.attractable = state.attractable;
  std::string region;
  for (const RegionalCounts::Cell& cell : state.by_sector.cells())
    if (!province.empty() && province.starts_with(cell.region)) region = cell.region;
  if (region.empty()) return place;
  for (const IoSector& sector : state.table.sectors)
    place.quotients.push_back(state.by_sector.quotient(region, sector.code));
  return place;
}

}  // namespace gaoxin
