#include "chain/chain_import.h"

#include <fmt/format.h>

#include <set>

#include "base/text.h"
#include "chain/source_text.h"

namespace gaoxin {
namespace {

const char* outcome_name(RowOutcome outcome) {
  switch (outcome) {
    case RowOutcome::repaired: return "repaired";
    case RowOutcome::dropped: return "dropped";
    case RowOutcome::refused: return "refused";
  }
  check_failed("outcome is known", __FILE__, __LINE__);
}

template <typename T>
Result<ReadReport> report_of(Result<FileRead<T>> read) {
  if (!read.ok()) return read.error();
  return std::move(read->report);
}

Result<ReadReport> report_for(const std::string& kind, const std::string& text) {
  if (kind == "companies") return report_of(read_companies(text));
  if (kind == "company_industries") return report_of(read_company_industries(text));
  if (kind == "industries") return report_of(read_industries(text));
  if (kind == "industry_parents") return report_of(read_industry_parents(text));
  if (kind == "industry_inputs") return report_of(read_industry_inputs(text));
  if (kind == "products") return report_of(read_products(text));
  if (kind == "company_products") return report_of(read_company_products(text));
  if (kind == "product_relations") return report_of(read_product_relations(text));
  if (kind == "company_figures") return report_of(read_company_figures(text, std::nullopt));
  if (kind == "company_list") return report_of(read_company_list(text));
  CHECK(kind == "io_table");
  TRY_ASSIGN(table, read_io_table(text));
  TRY(solve_leontief(table));
  ReadReport report;
  report.rows_read = report.rows_kept = table.size();
  return report;
}

}  // namespace

Result<FileRead<CompanyList>> read_company_list(std::string_view bytes) {
  TRY_ASSIGN(text, source_text(bytes));
  CsvRows rows(text);
  TRY_ASSIGN(first, rows.next());
  TRY_ASSIGN(header, CsvHeader::read(*first, {"code", "name", "full_name", "area", "industry_code",
                                              "industry_name", "industry", "totalAssets"}));
  FileRead<CompanyList> out;
  std::set<std::string> companies, industries;
  while (true) {
    TRY_ASSIGN(row, rows.next());
    if (!row) break;
    ++out.report.rows_read;
    const auto cell = [&](const char* name) { return std::string(trim(header.cell(*row, name))); };
    const std::optional<std::string> code = stock_code(cell("code"));
    if (!code || cell("name").empty() || row->cells.size() != header.size()) {
      out.report.note(row->line, "code", RowOutcome::refused, "chain.file.stock_code",
                      {"需要六位代码、名称以及与表头相同的列数",
                       "a six-digit code, a name and as many cells as the header are needed"});
      continue;
    }
    if (!companies.insert(*code).second) {
      out.report.note(
          row->line, "code", RowOutcome::dropped, "chain.company.duplicate",
          {fmt::format("公司代码 {} 重复", *code), fmt::format("company {} stands twice", *code)});
      continue;
    }
    ++out.report.rows_kept;
    out.data.companies.push_back({*code, cell("name"), cell("full_name"), std::nullopt});
    if (!cell("industry_code").empty()) {
      out.data.company_industries.push_back({*code, cell("industry_code"), cell("industry_name")});
      if (industries.insert(cell("industry_code")).second)
        out.data.industries.push_back({cell("industry_code"), cell("industry_name")});
    }
    CompanyFiguresRecord record{*code, cell("name"), {}};
    record.figures.region = cell("area");
    record.figures.listing_industry = cell("industry");
    if (const std::optional<double> assets = parse_number(cell("totalAssets"));
        assets && *assets > 0 && *assets < 1e12)
      record.figures.total_assets = *assets * 1e4;
    out.data.figures.push_back(std::move(record));
  }
  return out;
}

std::string chain_file_kind(std::string_view text) {
  if (is_io_table(text)) return "io_table";
  const std::string_view line = text.substr(0, text.find('\n'));
  const auto has = [&](std::string_view word) { return line.find(word) != std::string_view::npos; };
  if (line.starts_with('{')) {
    if (has("\"ups\"")) return "industry_inputs";
    if (has("\"company_code\"")) return "company_industries";
    if (has("\"from_industry\"")) return "industry_parents";
    if (has("\"fullname\"")) return "companies";
    if (has("\"code\"")) return "industries";
    if (has("\"name\"")) return "products";
    return "";
  }
  if (has("company_code") && has("product")) return "company_products";
  if (has("from_product") && has("to_product")) return "product_relations";
  if (has("full_name") && has("industry_code") && has("area")) return "company_list";
  if (company_file_kind(text)) return "company_figures";
  return "";
}

Result<CheckedChainFile> check_chain_file(std::string_view bytes, const std::string& filename) {
  TRY_ASSIGN(text, source_text(bytes));
  CheckedChainFile out;
  out.kind = chain_file_kind(text);
  if (out.kind.empty())
    return Error{ErrorCode::invalid,
                 "chain.file.unknown",
                 {fmt::format("文件“{}”不是产业链数据：第 1 行的表头或字段无法识别", filename),
                  fmt::format("the file \"{}\" is none of the chain's: the header or members of "
                              "line 1 are not known",
                              filename)},
                 {}};
  TRY_ASSIGN(report, report_for(out.kind, text));
  out.report = std::move(report);
  out.content = std::move(text);
  return out;
}

Result<ChainImportAnswer> store_chain_file(Transaction& db, const std::string& filename,
                                           std::string_view bytes,
                                           const ChainImportOptions& options, Timestamp now,
                                           const std::string& who) {
  TRY_ASSIGN(checked, check_chain_file(bytes, filename));
  const ReadReport& report = checked.report;
  ChainImportAnswer answer{checked.kind,
                           report.rows_read,
                           report.rows_kept,
                           report.rows_repaired,
                           report.rows_dropped,
                           report.rows_refused,
                           false,
                           {},
                           report.issues_total};
  for (const ReadIssue& issue : report.issues) {
    if (answer.issues.size() >= 200) break;
    answer.issues.push_back(
        {issue.line, issue.column, outcome_name(issue.outcome), issue.key, issue.text});
  }
  if (options.dry_run || (report.rows_refused > 0 && !options.keep_good)) return answer;
  const std::string hash = sha256_hex(checked.content);
  if (chain_store::find_source_hash(db, checked.kind, filename) == hash) return answer;
  bool active = true;
  std::optional<int64_t> previous;
  if (checked.kind == "io_table")
    for (const chain_store::Source& other : chain_store::list_sources(db))
      if (other.kind == "io_table" && other.active && other.name != filename) {
        active = other.invented && !options.invented;
        if (active) previous = other.id;
      }
  const std::optional<int> year = year_in_name(filename);
  chain_store::Source source{db.new_id(),
                             checked.kind,
                             filename,
                             hash,
                             std::move(checked.content),
                             year ? std::optional<int64_t>(*year) : std::nullopt,
                             options.invented,
                             active,
                             now,
                             who};
  chain_store::put_source(db, source);
  if (previous) chain_store::activate_io_table(db, source.id);
  touch_counter(db, "chain");
  answer.changed = true;
  return answer;
}

}  // namespace gaoxin
