#include "chain/company_files.h"

#include <fmt/format.h>

#include <unordered_set>

#include "base/text.h"
#include "chain/source_text.h"

namespace gaoxin {
namespace {

class FigureReader {
 public:
  FigureReader(CompanyFileKind kind, std::optional<int> year, ReadReport& report)
      : kind_(kind), year_(year), report_(report) {}

  CompanyFigures read(const CsvHeader& header, const SourceRow& row) {
    CompanyFigures out;
    switch (kind_) {
      case CompanyFileKind::basics:
        out.region = std::string(trim(header.cell(row, "area")));
        out.listing_industry = std::string(trim(header.cell(row, "industry")));
        out.total_assets = figure(header, row, "totalAssets", 1e4, 0, 1e15);
        if (out.total_assets == 0.0) out.total_assets.reset();
        break;
      case CompanyFileKind::profit:
        out.year = year_;
        out.revenue = figure(header, row, "business_income", 1e6, 0, 1e14);
        out.net_margin = figure(header, row, "net_profit_ratio", 0.01, -1000, 1000);
        break;
      case CompanyFileKind::debt:
        out.year = year_;
        out.debt_ratio = figure(header, row, "adratio", 0.01, 0, 10);
        break;
    }
    return out;
  }

 private:
  std::optional<double> figure(const CsvHeader& header, const SourceRow& row, const char* column,
                               double scale, double least, double most) {
    const std::string_view cell = trim(header.cell(row, column));
    if (cell.empty() || cell == "--") return std::nullopt;
    const std::optional<double> value = parse_number(cell);
    if (value && *value * scale >= least && *value * scale <= most) return *value * scale;
    report_.note(row.line, column, RowOutcome::repaired, "chain.company.figure",
                 {fmt::format("“{}”不是可能的数值，记为未知", clipped(cell, 40)),
                  fmt::format("\"{}\" is no possible figure: unknown", clipped(cell, 40))});
    return std::nullopt;
  }

  CompanyFileKind kind_;
  std::optional<int> year_;
  ReadReport& report_;
};

}  // namespace

std::optional<CompanyFileKind> company_file_kind(std::string_view text) {
  const std::string_view header = text.substr(0, text.find('\n'));
  const auto has = [&](std::string_view word) {
    return header.find(word) != std::string_view::npos;
  };
  if (!has("code") || !has("name")) return std::nullopt;
  if (has("area") && has("industry") && has("totalAssets")) return CompanyFileKind::basics;
  if (has("net_profit_ratio") && has("business_income")) return CompanyFileKind::profit;
  if (has("adratio") && has("currentratio")) return CompanyFileKind::debt;
  return std::nullopt;
}

Result<FileRead<std::vector<CompanyFiguresRecord>>> read_company_figures(std::string_view bytes,
                                                                         std::optional<int> year) {
  TRY_ASSIGN(text, source_text(bytes));
  const std::optional<CompanyFileKind> kind = company_file_kind(text);
  if (!kind)
    return Error{ErrorCode::invalid,
                 "chain.company.layout",
                 {"表头不是上市公司基本面、盈利或偿债表",
                  "the header is not one of the listed companies' basics, profit or debt"},
                 {}};
  FileRead<std::vector<CompanyFiguresRecord>> out;
  CsvRows rows(text);
  TRY_ASSIGN(first, rows.next());
  TRY_ASSIGN(header,
             *kind == CompanyFileKind::basics
                 ? CsvHeader::read(*first, {"code", "name", "area", "industry", "totalAssets"})
             : *kind == CompanyFileKind::profit
                 ? CsvHeader::read(*first, {"code", "name", "business_income", "net_profit_ratio"})
                 : CsvHeader::read(*first, {"code", "name", "adratio"}));
  FigureReader reader(*kind, year, out.report);
  std::unordered_set<std::string> seen;
  while (true) {
    TRY_ASSIGN(row, rows.next());
    if (!row) break;
    ++out.report.rows_read;
    const std::optional<std::string> code = stock_code(header.cell(*row, "code"));
    if (!code || row->cells.size() != header.size()) {
      out.report.note(row->line, "code", RowOutcome::refused, "chain.file.stock_code",
                      {"行的单元格数不对或没有六位股票代码",
                       "the row has a wrong number of cells or no six-digit stock code"});
      continue;
    }
    if (!seen.insert(*code).second) {
      out.report.note(row->line, "code", RowOutcome::dropped, "chain.company.duplicate",
                      {fmt::format("公司代码 {} 重复，保留先出现的一行", *code),
                       fmt::format("company {} stands twice; the first row is kept", *code)});
      continue;
    }
    out.data.push_back(
        {*code, std::string(trim(header.cell(*row, "name"))), reader.read(header, *row)});
    ++out.report.rows_kept;
  }
  return out;
}

void merge_figures(CompanyFigures& into, const CompanyFigures& newer) {
  if (!newer.region.empty()) into.region = newer.region;
  if (!newer.listing_industry.empty()) into.listing_industry = newer.listing_industry;
  if (newer.total_assets) into.total_assets = newer.total_assets;
  if (newer.revenue) into.revenue = newer.revenue;
  if (newer.debt_ratio) into.debt_ratio = newer.debt_ratio;
  if (newer.net_margin) into.net_margin = newer.net_margin;
  if (newer.year) into.year = newer.year;
}

}  // namespace gaoxin
