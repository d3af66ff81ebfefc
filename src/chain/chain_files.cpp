#include "chain/chain_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "chain/source_text.h"

namespace gaoxin {
namespace {

namespace json = boost::json;

constexpr size_t kNameBytesMax = 600;

/// Reads one object a line and hands it to `row`, which answers whether it kept something.
class JsonLines {
 public:
  explicit JsonLines(ReadReport& report) : report_(report) {}

  template <typename F>
  Result<Done> each(std::string_view bytes, F&& row) {
    TRY_ASSIGN(text, source_text(bytes));
    for (const SourceLine& line : source_lines(text)) {
      ++report_.rows_read;
      line_ = line.line;
      boost::system::error_code error;
      const json::value value = json::parse(line.text, error);
      if (error)
        refuse("", "chain.file.json",
               {fmt::format("不是一行完整的 JSON（{}）", error.message()),
                fmt::format("not one complete JSON value in a line ({})", error.message())});
      else if (!value.is_object())
        refuse("", "chain.file.json_object", {"应为 JSON 对象 {…}", "expected a JSON object {…}"});
      else if (row(value.get_object()))
        ++report_.rows_kept;
    }
    if (report_.rows_read == report_.rows_refused)
      return Error{ErrorCode::invalid,
                   "chain.file.no_good_row",
                   {fmt::format("{} 行中没有一行可用；第 {} 行：{}", report_.rows_read,
                                report_.issues.front().line, report_.issues.front().text.zh),
                    fmt::format("none of {} rows is usable; line {}: {}", report_.rows_read,
                                report_.issues.front().line, report_.issues.front().text.en)},
                   {}};
    return Done{};
  }

  /// A non-empty text member; refuses the row and answers nothing otherwise.
  std::optional<std::string> text(const json::object& object, const char* member) {
    const json::value* value = object.if_contains(member);
    if (value == nullptr || !value->is_string()) {
      refuse(member, "chain.file.member",
             {fmt::format("缺少文字字段 {}", member),
              fmt::format("the text member {} is missing", member)});
      return std::nullopt;
    }
    const std::string_view trimmed = trim(std::string_view(value->get_string()));
    if (trimmed.empty() || trimmed.size() > kNameBytesMax) {
      refuse(
          member, "chain.file.member_length",
          {fmt::format("字段 {} 为空或超过 {} 字节", member, kNameBytesMax),
           fmt::format("the member {} is empty or longer than {} bytes", member, kNameBytesMax)});
      return std::nullopt;
    }
    return std::string(trimmed);
  }

  std::optional<std::string> code(const json::object& object, const char* member) {
    std::optional<std::string> raw = text(object, member);
    if (!raw) return std::nullopt;
    std::optional<std::string> code = stock_code(*raw);
    if (!code)
      refuse(member, "chain.file.stock_code",
             {fmt::format("“{}”不是六位股票代码", *raw),
              fmt::format("\"{}\" is not a six-digit stock code", *raw)});
    return code;
  }

  void refuse(std::string column, std::string key, Text reason) {
    report_.note(line_, std::move(column), RowOutcome::refused, std::move(key), std::move(reason));
  }
  void drop(std::string column, std::string key, Text reason) {
    report_.note(line_, std::move(column), RowOutcome::dropped, std::move(key), std::move(reason));
  }
  void repair(std::string column, std::string key, Text reason) {
    report_.note(line_, std::move(column), RowOutcome::repaired, std::move(key), std::move(reason));
  }

 private:
  ReadReport& report_;
  int64_t line_ = 0;
};

Text duplicate(std::string_view what, std::string_view value) {
  return {fmt::format("{}“{}”重复，保留先出现的一行", what, value),
          fmt::format("\"{}\" stands twice; the first row is kept", value)};
}

/// Reads the rows of a CSV with the needed columns; `row` answers whether it kept the row.
template <typename F>
Result<Done> each_csv(std::string_view bytes, std::initializer_list<const char*> columns,
                      ReadReport& report, F&& row) {
  TRY_ASSIGN(text, source_text(bytes));
  CsvRows rows(text);
  TRY_ASSIGN(first, rows.next());
  CHECK(first.has_value());
  TRY_ASSIGN(header, CsvHeader::read(*first, columns));
  while (true) {
    TRY_ASSIGN(next, rows.next());
    if (!next) break;
    ++report.rows_read;
    if (next->cells.size() != header.size()) {
      report.note(next->line, "", RowOutcome::refused, "chain.file.cells",
                  {fmt::format("有 {} 个单元格，表头有 {} 列", next->cells.size(), header.size()),
                   fmt::format("{} cells, but the header has {} columns", next->cells.size(),
                               header.size())});
      continue;
    }
    if (row(header, *next)) ++report.rows_kept;
  }
  return Done{};
}

bool usable_name(std::string_view name, const char* column, int64_t line, ReadReport& report) {
  if (!name.empty() && name.size() <= kNameBytesMax) return true;
  report.note(line, column, RowOutcome::refused, "chain.file.member_length",
              {fmt::format("{} 为空或超过 {} 字节", column, kNameBytesMax),
               fmt::format("{} is empty or longer than {} bytes", column, kNameBytesMax)});
  return false;
}

}  // namespace

std::optional<std::string> stock_code(std::string_view text) {
  text = trim(text);
  const auto is_letters = [](std::string_view part) {
    return part.size() == 2 && std::all_of(part.begin(), part.end(), [](char c) {
             return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
           });
  };
  if (text.size() == 9 && text[6] == '.' && is_letters(text.substr(7))) text = text.substr(0, 6);
  if (text.size() == 8 && is_letters(text.substr(0, 2))) text.remove_prefix(2);
  if (text.size() != 6 ||
      !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }))
    return std::nullopt;
  return std::string(text);
}

bool is_accounting_line(std::string_view product) {
  static constexpr std::array<std::string_view, 10> kWords = {
      "平衡项目", "分部间抵销", "分部间抵消", "调整项目", "内部抵销",
      "内部抵消", "合并抵销",   "合并抵消",   "抵销数",   "抵消数"};
  if (product == "抵销" || product == "抵消" || product == "合计" || product == "小计") return true;
  return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) {
    return product.find(word) != std::string_view::npos;
  });
}

Result<FileRead<std::vector<CompanyRecord>>> read_companies(std::string_view bytes) {
  FileRead<std::vector<CompanyRecord>> out;
  JsonLines lines(out.report);
  std::unordered_set<std::string> seen;
  TRY(lines.each(bytes, [&](const json::object& object) {
    CompanyRecord company;
    std::optional<std::string> code = lines.code(object, "code");
    if (!code) return false;
    std::optional<std::string> name = lines.text(object, "name");
    if (!name) return false;
    if (!seen.insert(*code).second) {
      lines.drop("code", "chain.company.duplicate", duplicate("公司代码", *code));
      return false;
    }
    company.code = *code;
    company.name = *name;
    const json::value* full = object.if_contains("fullname");
    if (full != nullptr && full->is_string() && full->get_string().size() <= kNameBytesMax)
      company.full_name = std::string(trim(std::string_view(full->get_string())));
    const json::value* time = object.if_contains("time");
    if (time != nullptr && time->is_string()) {
      Result<Date> date = parse_date(std::string_view(time->get_string()));
      if (date.ok())
        company.listed_on = *date;
      else
        lines.repair("time", "chain.company.date",
                     {"上市日期无法识别，记为未知", "the listing date is unreadable: unknown"});
    }
    out.data.push_back(std::move(company));
    return true;
  }));
  return out;
}

Result<FileRead<std::vector<CompanyIndustryRecord>>> read_company_industries(
    std::string_view bytes) {
  FileRead<std::vector<CompanyIndustryRecord>> out;
  JsonLines lines(out.report);
  std::unordered_set<std::string> seen;
  TRY(lines.each(bytes, [&](const json::object& object) {
    std::optional<std::string> company = lines.code(object, "company_code");
    if (!company) return false;
    std::optional<std::string> code = lines.text(object, "industry_code");
    if (!code) return false;
    std::optional<std::string> name = lines.text(object, "industry_name");
    if (!name) return false;
    if (!seen.insert(*company + "/" + *code).second) {
      lines.drop("company_code", "chain.company_industry.duplicate",
                 duplicate("所属行业", *company + " " + *code));
      return false;
    }
    out.data.push_back({*company, *code, *name});
    return true;
  }));
  return out;
}

Result<FileRead<std::vector<IndustryRecord>>> read_industries(std::string_view bytes) {
  FileRead<std::vector<IndustryRecord>> out;
  JsonLines lines(out.report);
  std::unordered_set<std::string> seen;
  TRY(lines.each(bytes, [&](const json::object& object) {
    std::optional<std::string> code = lines.text(object, "code");
    if (!code) return false;
    std::optional<std::string> name = lines.text(object, "name");
    if (!name) return false;
    if (!seen.insert(*code).second) {
      lines.drop("code", "chain.industry.duplicate", duplicate("行业代码", *code));
      return false;
    }
    out.data.push_back({*code, *name});
    return true;
  }));
  return out;
}

Result<FileRead<std::vector<IndustryParentRecord>>> read_industry_parents(std::string_view bytes) {
  FileRead<std::vector<IndustryParentRecord>> out;
  JsonLines lines(out.report);
  std::unordered_set<std::string> seen;
  TRY(lines.each(bytes, [&](const json::object& object) {
    std::optional<std::string> child = lines.text(object, "from_code");
    if (!child) return false;
    std::optional<std::string> parent = lines.text(object, "to_code");
    if (!parent) return false;
    if (*child == *parent) {
      lines.drop("to_code", "chain.industry.self",
                 {"行业的上级是它自己", "the industry is its own parent"});
      return false;
    }
    if (!seen.insert(*child + "/" + *parent).second) {
      lines.drop("from_code", "chain.industry_parent.duplicate", duplicate("上级关系", *child));
      return false;
    }
    out.data.push_back({*child, *parent});
    return true;
  }));
  return out;
}

Result<FileRead<std::vector<IndustryInputRecord>>> read_industry_inputs(std::string_view bytes) {
  FileRead<std::vector<IndustryInputRecord>> out;
  JsonLines lines(out.report);
  TRY(lines.each(bytes, [&](const json::object& object) {
    std::optional<std::string> user = lines.text(object, "industry");
    if (!user) return false;
    const json::value* ups = object.if_contains("ups");
    if (ups == nullptr || !ups->is_object()) {
      lines.refuse("ups", "chain.file.member",
                   {"缺少对象字段 ups", "the object member ups is missing"});
      return false;
    }
    for (const auto& [supplier, weight] : ups->get_object()) {
      boost::system::error_code error;
      const double count = weight.to_number<double>(error);
      if (error || !(count > 0) || count > 1e6) {
        lines.refuse("ups", "chain.industry_input.count",
                     {fmt::format("“{}”的次数不是正数", std::string_view(supplier)),
                      fmt::format("the count of \"{}\" is not a positive number",
                                  std::string_view(supplier))});
        return false;
      }
      if (std::string_view(supplier) == *user) {
        lines.repair("ups", "chain.industry.self",
                     {"去掉指向自身的上游", "an industry upstream of itself was left out"});
        continue;
      }
      out.data.push_back({*user, std::string(supplier), count});
    }
    return true;
  }));
  return out;
}

Result<FileRead<std::vector<std::string>>> read_products(std::string_view bytes) {
  FileRead<std::vector<std::string>> out;
  JsonLines lines(out.report);
  std::unordered_set<std::string> seen;
  TRY(lines.each(bytes, [&](const json::object& object) {
    std::optional<std::string> name = lines.text(object, "name");
    if (!name) return false;
    if (is_accounting_line(*name)) {
      lines.drop("name", "chain.product.accounting",
                 {fmt::format("“{}”是会计调整项，不是产品", *name),
                  fmt::format("\"{}\" is an accounting line, no product", *name)});
      return false;
    }
    if (!seen.insert(*name).second) {
      lines.drop("name", "chain.product.duplicate", duplicate("产品", *name));
      return false;
    }
    out.data.push_back(*std::move(name));
    return true;
  }));
  return out;
}

namespace {

/// Several breakdowns of the same revenue (by business, by product, by region) stand below each
/// other, so a company's weights may add up to 2 or 3. Each alone is a share; their sum is not 1,
/// and nothing here pretends it were.
std::optional<double> revenue_share(std::string_view cell, int64_t line, ReadReport& report) {
  const std::optional<double> number = parse_number(cell);
  if (number && *number >= 0 && *number <= 1) return number;
  const bool is_rounding = number && *number > 1 && *number <= 1.0005;
  const std::string value(clipped(cell, 40));
  if (number && !is_rounding)
    report.note(line, "weight", RowOutcome::repaired, "chain.company_product.weight",
                {fmt::format("收入占比 {} 不在 0 到 1 之间，记为未知", value),
                 fmt::format("revenue share {} is not between 0 and 1: unknown", value)});
  else if (!number && !trim(cell).empty())
    report.note(line, "weight", RowOutcome::repaired, "chain.company_product.weight_text",
                {fmt::format("收入占比“{}”不是数字，记为未知", value),
                 fmt::format("revenue share \"{}\" is no number: unknown", value)});
  return is_rounding ? std::optional(1.0) : std::nullopt;
}

}  // namespace

Result<FileRead<std::vector<CompanyProductRecord>>> read_company_products(std::string_view bytes) {
  FileRead<std::vector<CompanyProductRecord>> out;
  ReadReport& report = out.report;
  std::unordered_map<std::string, size_t> seen;
  TRY(each_csv(
      bytes, {"company_code", "product", "rel", "weight"}, report,
      [&](const CsvHeader& header, const SourceRow& row) {
        const std::string_view raw = header.cell(row, "company_code");
        const std::optional<std::string> code = stock_code(raw);
        if (!code) {
          report.note(row.line, "company_code", RowOutcome::refused, "chain.file.stock_code",
                      {fmt::format("“{}”不是六位股票代码", clipped(raw, 40)),
                       fmt::format("\"{}\" is not a six-digit stock code", clipped(raw, 40))});
          return false;
        }
        const std::string_view product = trim(header.cell(row, "product"));
        if (!usable_name(product, "product", row.line, report)) return false;
        if (is_accounting_line(product)) {
          report.note(row.line, "product", RowOutcome::dropped, "chain.product.accounting",
                      {fmt::format("“{}”是会计调整项，不是产品", product),
                       fmt::format("\"{}\" is an accounting line, no product", product)});
          return false;
        }
        const std::optional<double> share =
            revenue_share(header.cell(row, "weight"), row.line, report);
        const auto [place, is_new] =
            seen.emplace(*code + "/" + std::string(product), out.data.size());
        if (!is_new) {
          std::optional<double>& kept = out.data[place->second].share;
          if (share && (!kept || *share > *kept)) kept = share;
          report.note(
              row.line, "product", RowOutcome::dropped, "chain.company_product.duplicate",
              {fmt::format("{} 的“{}”重复，保留较大的占比", *code, product),
               fmt::format("{} makes \"{}\" twice; the larger share is kept", *code, product)});
          return false;
        }
        out.data.push_back({*code, std::string(product), share});
        return true;
      }));
  return out;
}

Result<FileRead<std::vector<ProductRelationRecord>>> read_product_relations(
    std::string_view bytes) {
  FileRead<std::vector<ProductRelationRecord>> out;
  ReadReport& report = out.report;
  std::unordered_set<std::string> seen;
  TRY(each_csv(
      bytes, {"from_product", "to_product", "rel"}, report,
      [&](const CsvHeader& header, const SourceRow& row) {
        const std::string_view from = trim(header.cell(row, "from_product"));
        const std::string_view to = trim(header.cell(row, "to_product"));
        const std::string_view relation = trim(header.cell(row, "rel"));
        if (!usable_name(from, "from_product", row.line, report)) return false;
        if (!usable_name(to, "to_product", row.line, report)) return false;
        if (from == to) {
          report.note(
              row.line, "to_product", RowOutcome::dropped, "chain.product.self",
              {fmt::format("“{}”指向自身", from), fmt::format("\"{}\" points at itself", from)});
          return false;
        }
        ProductRelationRecord record{std::string(from), std::string(to), ProductRelation::material};
        if (relation == "下游产品") {
          std::swap(record.product, record.other);
        } else if (relation == "产品小类") {
          record.relation = ProductRelation::subtype;
        } else if (relation != "上游材料") {
          report.note(
              row.line, "rel", RowOutcome::refused, "chain.product_relation.kind",
              {fmt::format("关系“{}”应为 上游材料、下游产品 或 产品小类", clipped(relation, 40)),
               fmt::format("relation \"{}\" must be 上游材料, 下游产品 or 产品小类",
                           clipped(relation, 40))});
          return false;
        }
        const char mark = record.relation == ProductRelation::material ? '>' : '<';
        if (!seen.insert(record.product + mark + record.other).second) {
          report.note(row.line, "to_product", RowOutcome::dropped,
                      "chain.product_relation.duplicate", duplicate("关系", from));
          return false;
        }
        out.data.push_back(std::move(record));
        return true;
      }));
  return out;
}

}  // namespace gaoxin
