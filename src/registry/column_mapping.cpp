#include "registry/column_mapping.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "registry/credit_code.h"
#include "registry/fact_fields.h"
#include "registry/stock_code.h"

namespace gaoxin {
namespace {

struct Target {
  std::string_view name, zh, en;
  std::string_view headers;  ///< folded, apart by '|'
};
constexpr auto kTargets = std::to_array<Target>({
    {"name", "企业名称", "Name",
     "企业名称|公司名称|单位名称|企业全称|公司全称|名称|单位详细名称|企业|公司|name|company|"
     "company "
     "name|enterprise|enterprise name|fullname|full name"},
    {"short_name", "简称", "Short name", "简称|企业简称|股票名称|股票简称|证券简称|short name"},
    {"name_en", "英文名称", "English name", "英文名称|英文名|企业英文名称|english name|name_en"},
    {"former_names", "曾用名", "Former names", "曾用名|曾用名称|原名称|former names|former name"},
    {"credit_code", "统一社会信用代码", "Credit code",
     "统一社会信用代码|社会信用代码|信用代码|统一信用代码|credit code|credit_code|uscc|unified "
     "social credit code|税号|纳税人识别号"},
    {"stock_code", "证券代码", "Stock code",
     "证券代码|股票代码|上市代码|ts代码|stock code|stock_code|ts_code|ticker"},
    {"region_code", "行政区划", "Region",
     "行政区划代码|行政区划|区划代码|所属地区|地区|省份|所在地|所属省份|所属区域|region|region "
     "code|region_code|province|area|所在省份|省|城市"},
    {"address", "注册地址", "Address", "注册地址|地址|住所|企业地址|经营地址|通讯地址|address"},
    {"industry_code", "行业代码", "Industry code",
     "行业代码|国民经济行业代码|国民经济行业|行业分类代码|industry code|industry_code|行业小类|"
     "行业小类代码|所属行业代码"},
    {"industry_label", "行业(原文)", "Industry (as given)",
     "行业|所属行业|行业类别|行业名称|主导产业|industry|sector"},
    {"scale", "规模", "Scale", "规模|企业规模|单位规模|scale|size"},
    {"status", "状态", "Status", "状态|经营状态|登记状态|企业状态|status"},
    {"products", "主营产品", "Products",
     "主营产品|产品|主要产品|主导产品|产品名称|主营业务|主要业务活动|products|product|main "
     "products"},
    {"contact_name", "联系人", "Contact",
     "联系人|联系人姓名|负责人|contact|contact name|contact person"},
    {"contact_title", "联系人职务", "Contact's title", "职务|联系人职务|title"},
    {"contact_phone", "联系电话", "Phone",
     "联系电话|电话|手机|联系方式|手机号|phone|telephone|tel"},
    {"contact_email", "电子邮箱", "E-mail", "电子邮箱|邮箱|email|e-mail"},
    {"park", "入驻园区", "Park", "入驻园区|所在园区|园区|所属园区|park"},
    {"entered_on", "入驻日期", "Entered on", "入驻日期|入园日期|入驻时间|入园时间|entered on"},
    {"period", "期间", "Period", "年份|年度|报告期|期间|统计年度|year|period"},
});

bool list_holds(std::string_view list, std::string_view item) {
  for (const std::string_view each : split(list, '|'))
    if (each == item) return true;
  return false;
}

bool is_year(std::string_view text) {
  return text.size() == 4 && text.find_first_not_of("0123456789") == text.npos && text >= "1990" &&
         text <= "2099";
}

constexpr auto kUnits =
    std::to_array<std::string_view>({"元", "千元", "万元", "百万元", "亿元", "人", "件", "项", "%",
                                     "平方米", "吨标准煤", "立方米", "次", "天", "元/股"});

/// The headers of files that are taken as they are.
struct KnownFile {
  std::string_view name;
  ImportKind kind;
  std::string_view required;  ///< folded headers apart by '|'; all must stand
  size_t columns_max;
  /// header=target[:unit], apart by '|'; columns not named are left out.
  std::string_view mapping;
};
constexpr auto kKnownFiles = std::to_array<KnownFile>({
    {"company.json", ImportKind::enterprises, "name|fullname|code|location|time", 5,
     "name=short_name|fullname=name|code=stock_code"},
    {"ashare_basic", ImportKind::enterprises, "ts代码|股票代码|股票名称|行业", 8,
     "ts代码=stock_code|股票名称=short_name|行业=industry_label"},
    {"stock_basics", ImportKind::enterprises, "code|name|industry|area|totalassets", 40,
     "code=stock_code|name=short_name|industry=industry_label|area=region_code|"
     "totalassets=fact:total_assets:万元|liquidassets=fact:liquid_assets:万元|"
     "fixedassets=fact:fixed_assets:万元|esp=fact:eps|bvps=fact:book_value_per_share|"
     "pe=fact:price_earnings|pb=fact:price_book"},
    {"report", ImportKind::enterprises, "code|name|eps|eps_yoy|net_profits|profits_yoy", 20,
     "code=stock_code|name=short_name|eps=fact:eps|eps_yoy=fact:eps_growth|"
     "bvps=fact:book_value_per_share|roe=fact:roe|epcf=fact:cash_flow_per_share|"
     "net_profits=fact:net_profit:万元|profits_yoy=fact:profit_growth"},
    {"profit", ImportKind::enterprises, "code|name|net_profit_ratio|business_income", 20,
     "code=stock_code|name=short_name|roe=fact:roe|net_profit_ratio=fact:net_margin|"
     "gross_profit_rate=fact:gross_margin|net_profits=fact:net_profit:百万元|eps=fact:eps|"
     "business_income=fact:revenue:百万元|bips=fact:revenue_per_share"},
    {"operation", ImportKind::enterprises, "code|name|arturnover|inventory_turnover", 20,
     "code=stock_code|name=short_name|arturnover=fact:receivables_turnover|"
     "arturndays=fact:receivables_days|inventory_turnover=fact:inventory_turnover|"
     "inventory_days=fact:inventory_days|currentasset_turnover=fact:current_asset_turnover|"
     "currentasset_days=fact:current_asset_days"},
    {"growth", ImportKind::enterprises, "code|name|mbrg|nprg", 20,
     "code=stock_code|name=short_name|mbrg=fact:revenue_growth|nprg=fact:profit_growth|"
     "nav=fact:net_asset_growth|targ=fact:asset_growth|epsg=fact:eps_growth|"
     "seg=fact:equity_growth"},
    {"debtpaying", ImportKind::enterprises, "code|name|currentratio|quickratio", 20,
     "code=stock_code|name=short_name|currentratio=fact:current_ratio|"
     "quickratio=fact:quick_ratio|cashratio=fact:cash_ratio|icratio=fact:interest_coverage|"
     "sheqratio=fact:equity_ratio"},
    {"gbt4754", ImportKind::industry_codes, "industry_id|name|parent_id|level_type", 8,
     "industry_id=code|name=name|description=description"},
    {"gb_2011_2017", ImportKind::industry_crosswalk, "from_year|to_year|from_code|to_code", 10,
     "from_code=from_code|to_code=to_code"},
    {"streets", ImportKind::regions, "code|name|areacode|citycode|provincecode", 5,
     "code=code|name=name"},
    {"areas", ImportKind::regions, "code|name|citycode|provincecode", 4, "code=code|name=name"},
    {"cities", ImportKind::regions, "code|name|provincecode", 3, "code=code|name=name"},
    {"provinces", ImportKind::regions, "code|name", 2, "code=code|name=name"},
    {"zones_derived", ImportKind::zones, "code|name|level|province|city", 7,
     "code=code|name=name|province=province"},
    {"national_hitech_zones", ImportKind::zones, "province|zone_name|district_hint", 4,
     "province=province|zone_name=name"},
});

/// Tables of codes come as CSV. The chain's industries are JSON lines of a code and a name too, and
/// must not be taken for provinces.
const KnownFile* recognise(const std::vector<std::string>& folded, const std::string& format) {
  for (const KnownFile& known : kKnownFiles) {
    if (folded.size() > known.columns_max) continue;
    if (known.kind != ImportKind::enterprises && format == "json lines") continue;
    bool all = true;
    for (const std::string_view header : split(known.required, '|'))
      all = all && std::find(folded.begin(), folded.end(), header) != folded.end();
    if (all) return &known;
  }
  return nullptr;
}

void map_known(const KnownFile& known, const std::vector<std::string>& folded,
               std::vector<ImportColumn>& columns) {
  for (const std::string_view entry : split(known.mapping, '|')) {
    const size_t equals = entry.find('=');
    const auto at = std::find(folded.begin(), folded.end(), entry.substr(0, equals));
    if (at == folded.end()) continue;
    ImportColumn& column = columns[static_cast<size_t>(at - folded.begin())];
    std::string_view target = entry.substr(equals + 1);
    const size_t unit = target.find(':', target.starts_with("fact:") ? 5 : 0);
    if (unit != target.npos) {
      column.unit = std::string(target.substr(unit + 1));
      target = target.substr(0, unit);
    }
    column.target = std::string(target);
    column.because = "known_file";
  }
}

std::optional<std::string> target_of_header(const HeaderParts& parts) {
  for (const Target& target : kTargets)
    if (list_holds(target.headers, parts.name)) return std::string(target.name);
  for (const FactField& field : fact_fields())
    if (parts.name == fold(field.zh) || parts.name == fold(field.en) || parts.name == field.name ||
        list_holds(field.synonyms, parts.name))
      return "fact:" + std::string(field.name);
  return std::nullopt;
}

/// More than four of five cells that are not empty pass.
template <typename F>
bool most(const std::vector<std::string>& cells, F&& passes) {
  size_t filled = 0;
  size_t passed = 0;
  for (const std::string& cell : cells) {
    if (trim(cell).empty()) continue;
    ++filled;
    passed += passes(cell) ? 1 : 0;
  }
  return filled > 0 && passed * 5 > filled * 4;
}

std::optional<std::string> target_of_content(const std::vector<std::string>& cells) {
  if (most(cells, [](const std::string& c) { return parse_credit_code(c).ok(); }))
    return "credit_code";
  if (most(cells, [](const std::string& c) {
        return (c.size() == 9 || c.size() == 8) && parse_stock_code(c).ok() &&
               c.find_first_not_of("0123456789") != c.npos;
      }))
    return "stock_code";
  if (most(cells, [](const std::string& c) {
        return c.ends_with("公司") || c.ends_with("厂") || c.ends_with("合作社") ||
               fold(c).ends_with("ltd") || fold(c).ends_with("ltd.");
      }))
    return "name";
  if (most(cells, [](const std::string& c) {
        return c.size() > 5 && c.find('@') != c.npos && c.find(' ') == c.npos;
      }))
    return "contact_email";
  return std::nullopt;
}

}  // namespace

std::vector<TargetRow> import_targets() {
  std::vector<TargetRow> rows;
  for (const Target& target : kTargets)
    rows.push_back({std::string(target.name), {std::string(target.zh), std::string(target.en)}});
  for (const FactField& field : fact_fields())
    rows.push_back(
        {"fact:" + std::string(field.name), {std::string(field.zh), std::string(field.en)}});
  return rows;
}

bool is_import_target(std::string_view target) {
  if (target.starts_with("fact:")) return find_fact_field(target.substr(5)) != nullptr;
  return std::any_of(kTargets.begin(), kTargets.end(),
                     [&](const Target& t) { return t.name == target; });
}

std::optional<std::string> period_of_filename(std::string_view filename) {
  for (size_t i = 0; i + 4 <= filename.size(); ++i) {
    const auto digit = [&](size_t k) {
      return k < filename.size() && filename[k] >= '0' && filename[k] <= '9';
    };
    if (is_year(filename.substr(i, 4)) && !digit(i + 4) && (i == 0 || !digit(i - 1)))
      return std::string(filename.substr(i, 4));
  }
  return std::nullopt;
}

HeaderParts split_header(std::string_view header) {
  HeaderParts parts;
  std::string text = fold(header);
  for (const auto& [open, close] : {std::pair("(", ")"), {"[", "]"}, {"【", "】"}}) {
    const size_t begin = text.find(open);
    const size_t end = begin == text.npos ? text.npos : text.find(close, begin);
    if (end == text.npos) continue;
    const size_t inside = begin + std::string_view(open).size();
    std::string unit = text.substr(inside, end - inside);
    if (unit.starts_with("单位:")) unit.erase(0, std::string_view("单位:").size());
    if (std::find(kUnits.begin(), kUnits.end(), unit) != kUnits.end()) parts.unit = unit;
    if (is_year(unit)) parts.period = unit;
    text.erase(begin, end + std::string_view(close).size() - begin);
  }
  for (const std::string_view mark : {"年度", "年"}) {
    const size_t at = text.find(mark);
    if (at == text.npos || at < 4 || !is_year(std::string_view(text).substr(at - 4, 4))) continue;
    parts.period = text.substr(at - 4, 4);
    text.erase(at - 4, 4 + mark.size());
  }
  if (!parts.period && text.size() > 4) {
    if (is_year(std::string_view(text).substr(0, 4))) {
      parts.period = text.substr(0, 4);
      text.erase(0, 4);
    } else if (is_year(std::string_view(text).substr(text.size() - 4))) {
      parts.period = text.substr(text.size() - 4);
      text.resize(text.size() - 4);
    }
  }
  std::erase(text, '*');  // Marks of required columns.
  parts.name = std::string(trim(text));
  return parts;
}

ColumnPlan guess_columns(const TableHead& head) {
  constexpr size_t kSamples = 5;
  ColumnPlan plan;
  std::vector<std::string> folded;
  for (size_t i = 0; i < head.headers.size(); ++i) {
    folded.push_back(fold(head.headers[i]));
    ImportColumn& column = plan.columns.emplace_back();
    column.column = static_cast<int64_t>(i + 1);
    column.header = head.headers[i];
    for (const auto& row : head.rows)
      if (i < row.size() && !trim(row[i]).empty() && column.samples.size() < kSamples)
        column.samples.push_back(clipped(row[i], 200));
  }
  if (const KnownFile* known = recognise(folded, head.info.format)) {
    plan.kind = known->kind;
    plan.known_file = known->name;
    map_known(*known, folded, plan.columns);
    return plan;
  }
  std::set<std::string> taken;
  const auto give = [&](ImportColumn& column, const std::string& target, const char* because) {
    // The same fact may stand in several columns, one for each year.
    const std::string key =
        target.starts_with("fact:") && column.period ? target + column.period.value() : target;
    if (!taken.insert(key).second) return;
    column.target = target;
    column.because = because;
  };
  for (ImportColumn& column : plan.columns) {
    const HeaderParts parts = split_header(column.header);
    column.unit = parts.unit;
    column.period = parts.period;
    if (const auto target = target_of_header(parts)) give(column, *target, "header");
  }
  for (size_t i = 0; i < plan.columns.size(); ++i) {
    if (plan.columns[i].target) continue;
    std::vector<std::string> cells;
    for (const auto& row : head.rows) cells.push_back(i < row.size() ? row[i] : "");
    if (const auto target = target_of_content(cells)) give(plan.columns[i], *target, "content");
  }
  return plan;
}

}  // namespace gaoxin
