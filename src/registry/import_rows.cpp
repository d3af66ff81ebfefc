// One row of a table → one enterprise with facts, or what is wrong with it.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "registry/import_run.h"
#include "registry/registry_errors.h"

namespace gaoxin {
namespace {

using registry_errors::make;

/// Marks people write where they know nothing.
bool is_unknown_mark(std::string_view cell) {
  for (const std::string_view mark :
       {"-", "--", "—", "/", "无", "N/A", "n/a", "null", "NULL", "nan", "NaN", "None", "#N/A"})
    if (cell == mark) return true;
  return false;
}

struct NamedScale {
  std::string_view name;
  EnterpriseScale scale;
};
constexpr auto kScales = std::to_array<NamedScale>({{"大型", EnterpriseScale::large},
                                                    {"大", EnterpriseScale::large},
                                                    {"大型企业", EnterpriseScale::large},
                                                    {"large", EnterpriseScale::large},
                                                    {"中型", EnterpriseScale::medium},
                                                    {"中", EnterpriseScale::medium},
                                                    {"中型企业", EnterpriseScale::medium},
                                                    {"medium", EnterpriseScale::medium},
                                                    {"小型", EnterpriseScale::small},
                                                    {"小", EnterpriseScale::small},
                                                    {"小型企业", EnterpriseScale::small},
                                                    {"small", EnterpriseScale::small},
                                                    {"微型", EnterpriseScale::micro},
                                                    {"微", EnterpriseScale::micro},
                                                    {"微型企业", EnterpriseScale::micro},
                                                    {"micro", EnterpriseScale::micro}});

struct NamedStatus {
  std::string_view name;
  EnterpriseStatus status;
};
constexpr auto kStatuses =
    std::to_array<NamedStatus>({{"存续", EnterpriseStatus::operating},
                                {"在业", EnterpriseStatus::operating},
                                {"开业", EnterpriseStatus::operating},
                                {"正常", EnterpriseStatus::operating},
                                {"营业", EnterpriseStatus::operating},
                                {"存续(在营、开业、在册)", EnterpriseStatus::operating},
                                {"operating", EnterpriseStatus::operating},
                                {"停业", EnterpriseStatus::suspended},
                                {"歇业", EnterpriseStatus::suspended},
                                {"suspended", EnterpriseStatus::suspended},
                                {"迁出", EnterpriseStatus::moved_out},
                                {"moved_out", EnterpriseStatus::moved_out},
                                {"吊销", EnterpriseStatus::revoked},
                                {"revoked", EnterpriseStatus::revoked},
                                {"注销", EnterpriseStatus::deregistered},
                                {"deregistered", EnterpriseStatus::deregistered}});

/// Several items in one cell, apart by ; 、 or |, in either width.
std::vector<std::string> split_items(std::string_view cell) {
  std::vector<std::string> items;
  std::string item;
  const auto flush = [&] {
    if (const std::string_view trimmed = trim(item); !trimmed.empty()) items.emplace_back(trimmed);
    item.clear();
  };
  for (size_t i = 0; i < cell.size();) {
    size_t separator = 0;
    for (const std::string_view mark : {";", "|", "\n", "、", "；", "，"})
      if (cell.substr(i).starts_with(mark)) separator = mark.size();
    if (separator > 0) {
      flush();
      i += separator;
    } else {
      item += cell[i++];
    }
  }
  flush();
  return items;
}

bool is_date_field(const FactField& field) {
  return field.name == "founded_on" || field.name == "listed_on";
}

}  // namespace

RowParser::RowParser(const Codes& codes, const ImportJob& job) : codes_(codes), job_(job) {
  for (const ImportColumn& planned : job.plan.columns) {
    Column& column = columns_.emplace_back();
    column.header = planned.header;
    if (!planned.target) continue;
    column.target = *planned.target;
    column.unit = planned.unit.value_or("");
    column.period = planned.period;
    column.kind = Kind::text;
    if (column.target == "period") column.kind = Kind::period;
    if (column.target.starts_with("fact:")) {
      column.kind = Kind::fact;
      column.field = find_fact_field(std::string_view(column.target).substr(5));
      CHECK(column.field != nullptr);
    }
  }
}

void RowParser::problem(ParsedRow& out, size_t column, std::string_view value,
                        const Error& error) const {
  BadRow bad;
  bad.row = out.number;
  if (column < columns_.size()) {
    bad.column = static_cast<int64_t>(column + 1);
    bad.header = columns_[column].header;
  }
  bad.value = clipped(value, 200);
  bad.key = error.key;
  bad.message = error.text;
  out.problems.push_back(std::move(bad));
}

void RowParser::set_member(ParsedRow& out, EnterpriseInput& input, Contact& contact, size_t column,
                           std::string_view cell) const {
  const std::string& target = columns_[column].target;
  const std::string text(cell);
  if (target == "name") {
    input.name = text;
  } else if (target == "short_name") {
    input.short_name = text;
  } else if (target == "name_en") {
    input.name_en = text;
  } else if (target == "credit_code") {
    input.credit_code = text;
  } else if (target == "stock_code") {
    input.stock_code = text;
  } else if (target == "region_code") {
    input.region_code = text;
  } else if (target == "address") {
    input.address = text;
  } else if (target == "industry_code") {
    input.industry_code = text;
  } else if (target == "industry_label") {
    input.industry_label = text;
  } else if (target == "former_names") {
    input.former_names = split_items(cell);
  } else if (target == "products") {
    input.products = split_items(cell);
  } else if (target == "contact_name") {
    contact.name = text;
  } else if (target == "contact_title") {
    contact.title = text;
  } else if (target == "contact_phone") {
    contact.phone = text;
  } else if (target == "contact_email") {
    contact.email = text;
  } else if (target == "park") {
    out.park = text;
  } else if (target == "entered_on") {
    const Result<Date> date = parse_date(cell.substr(0, cell.find('T')));
    if (date.ok())
      out.entered_on = *date;
    else
      problem(out, column, cell, date.error());
  } else if (target == "scale") {
    for (const NamedScale& named : kScales)
      if (fold(cell) == named.name) input.scale = named.scale;
    if (!input.scale)
      problem(out, column, cell,
              make(ErrorCode::invalid, "scale", "规模应为 大型、中型、小型 或 微型",
                   "the scale must be large, medium, small or micro"));
  } else if (target == "status") {
    for (const NamedStatus& named : kStatuses)
      if (fold(cell) == named.name) input.status = named.status;
    out.has_status = input.status.has_value();
    if (!input.status)
      problem(out, column, cell,
              make(ErrorCode::invalid, "status", "状态应为 存续、停业、迁出、吊销 或 注销",
                   "the status must be operating, suspended, moved_out, revoked or deregistered"));
  }
}

void RowParser::add_facts(ParsedRow& out, std::span<const std::string_view> cells) const {
  std::optional<std::string> row_period = job_.period;
  for (size_t i = 0; i < cells.size() && i < columns_.size(); ++i) {
    if (columns_[i].kind != Kind::period || trim(cells[i]).empty()) continue;
    const Result<std::string> period = parse_period(trim(cells[i]));
    if (period.ok())
      row_period = *period;
    else
      problem(out, i, cells[i], period.error());
  }
  for (size_t i = 0; i < cells.size() && i < columns_.size(); ++i) {
    const Column& column = columns_[i];
    const std::string_view cell = trim(cells[i]);
    if (column.kind != Kind::fact || cell.empty() || is_unknown_mark(cell)) continue;
    const Result<FactValue> value = parse_fact_value(*column.field, cell, column.unit);
    if (!value.ok()) {
      problem(out, i, cell, value.error());
      continue;
    }
    std::optional<std::string> period = column.period ? column.period : row_period;
    if (is_date_field(*column.field)) {
      const Result<Date> date = parse_date(cell.substr(0, cell.find('T')));
      if (!date.ok()) {
        problem(out, i, cell, date.error());
        continue;
      }
      period = format_date(*date);
    }
    if (!period) {
      problem(out, i, cell,
              make(ErrorCode::invalid, "fact.period",
                   "不知道该指标属于哪一年;请在导入设置中填写期间,或增加“年份”列",
                   "the year of this figure is unknown; give a period for the import or a column "
                   "with the year"));
      continue;
    }
    out.facts.push_back({column.field, *period, *value});
  }
}

ParsedRow RowParser::parse(const TableRow& row) const {
  ParsedRow out;
  out.number = row.number;
  if (row.problem != nullptr) {
    problem(out, columns_.size(), "", *row.problem);
    return out;
  }
  if (row.cells.size() > columns_.size() &&
      std::any_of(row.cells.begin() + static_cast<std::ptrdiff_t>(columns_.size()), row.cells.end(),
                  [](auto cell) { return !trim(cell).empty(); }))
    problem(out, columns_.size(), "",
            make(ErrorCode::invalid, "row.columns",
                 fmt::format("该行有 {} 列,表头只有 {} 列;请检查引号和分隔符", row.cells.size(),
                             columns_.size()),
                 fmt::format("this row has {} columns, the header {}; look at quotes and "
                             "separators",
                             row.cells.size(), columns_.size())));
  EnterpriseInput input;
  Contact contact;
  for (size_t i = 0; i < row.cells.size() && i < columns_.size(); ++i) {
    const std::string_view cell = trim(row.cells[i]);
    if (columns_[i].kind == Kind::text && !cell.empty() && !is_unknown_mark(cell))
      set_member(out, input, contact, i, cell);
  }
  if (!contact.name.empty() || contact.phone || contact.email)
    input.contacts = std::vector<Contact>{contact};
  if (input.name.empty() && input.short_name) input.name = *input.short_name;
  const bool named = !input.name.empty();
  if (!named && !input.credit_code && !input.stock_code) {
    problem(out, columns_.size(), "",
            make(ErrorCode::invalid, "row.no_name", "该行没有企业名称,也没有代码",
                 "this row has neither a name nor a code"));
    return out;
  }
  if (!named) input.name = "-";
  Result<Enterprise> checked = checked_enterprise(codes_, input, "");
  if (checked.ok()) {
    out.enterprise = std::move(*checked);
    if (!named) out.enterprise.name.clear();
  } else {
    for (const FieldError& field : checked.error().fields) {
      size_t at = columns_.size();
      for (size_t i = 0; i < columns_.size(); ++i)
        if (columns_[i].target == field.path ||
            (field.path == "contacts" && columns_[i].target.starts_with("contact_")))
          at = i;
      problem(out, at, at < row.cells.size() ? row.cells[at] : "",
              Error{ErrorCode::invalid, field.key, field.text, {}});
    }
  }
  add_facts(out, row.cells);
  return out;
}

std::vector<BadRow> check_rows(const Codes& codes, const ImportJob& job, const TableHead& head) {
  std::vector<BadRow> bad;
  if (job.plan.kind != ImportKind::enterprises) return bad;
  const RowParser parser(codes, job);
  for (size_t i = 0; i < head.rows.size(); ++i) {
    const std::vector<std::string_view> cells(head.rows[i].begin(), head.rows[i].end());
    ParsedRow row = parser.parse({head.row_numbers[i], cells, nullptr});
    bad.insert(bad.end(), std::make_move_iterator(row.problems.begin()),
               std::make_move_iterator(row.problems.end()));
    if (bad.size() > 200) break;
  }
  return bad;
}

}  // namespace gaoxin
