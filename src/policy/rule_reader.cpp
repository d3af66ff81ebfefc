#include "policy/rule_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>

#include "base/text.h"
#include "policy/rule_expression.h"
#include "policy/rule_yaml.h"

namespace gaoxin::policy {
namespace {

constexpr std::array<std::string_view, 4> kClasses{"land", "fiscal_and_tax", "talent_and_science",
                                                   "finance"};

bool is_identifier(std::string_view text) {
  if (text.empty() || text.size() > 64 || (text[0] >= '0' && text[0] <= '9')) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}
bool is_policy_id(std::string_view text) {
  if (text.empty() || text.size() > 80) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

class Reader {
 public:
  Reader(const SourceFile& file, std::vector<Issue>& issues) : file_(file), issues_(issues) {}

  std::optional<Rule> rule(const Yaml& root, const Vocabulary& vocabulary);
  void definitions(const Yaml& map, Vocabulary& out);
  std::optional<Datum> datum(const Yaml& node, const FieldDefinition& field);

 private:
  void fail(Position at, const char* key, Text text) {
    issues_.push_back({Severity::error, file_.name, at, key, std::move(text)});
  }
  ExpressionPlace place(const Yaml& node) const { return {file_.name, node.at, node.verbatim}; }

  bool is_kind(const Yaml& node, Yaml::Kind kind) {
    if (node.kind == kind) return true;
    const bool map = kind == Yaml::Kind::map;
    const bool list = kind == Yaml::Kind::list;
    fail(node.at, "policy.file.shape",
         {fmt::format("此处应为{}", map    ? "键值表"
                                    : list ? "列表"
                                           : "一个值"),
          fmt::format("expected {} here", map    ? "a map"
                                          : list ? "a list"
                                                 : "a single value")});
    return false;
  }
  /// Unknown keys are errors: a misspelt key must not pass in silence.
  bool check_keys(const Yaml& map, std::initializer_list<std::string_view> allowed) {
    if (!is_kind(map, Yaml::Kind::map)) return false;
    for (size_t i = 0; i < map.keys.size(); ++i) {
      if (std::find(allowed.begin(), allowed.end(), map.keys[i]) != allowed.end()) continue;
      fail(
          map.key_positions[i], "policy.file.key",
          {fmt::format("不认识的键“{}”;可用:{}", map.keys[i], fmt::join(allowed, "、")),
           fmt::format("unknown key '{}'; known here: {}", map.keys[i], fmt::join(allowed, ", "))});
    }
    return true;
  }
  const Yaml* required(const Yaml& map, std::string_view key) {
    const Yaml* node = map.find(key);
    if (node == nullptr)
      fail(map.at, "policy.file.missing_key",
           {fmt::format("缺少“{}”", key), fmt::format("'{}' is missing", key)});
    return node;
  }
  std::string scalar(const Yaml* node) {
    if (node == nullptr || !is_kind(*node, Yaml::Kind::scalar)) return {};
    return node->text;
  }
  Text text(const Yaml* node) {
    if (node == nullptr) return {};
    if (node->kind == Yaml::Kind::scalar) {
      fail(node->at, "policy.file.text",
           {"请同时写出中英文:{zh: …, en: …}", "give both languages: {zh: …, en: …}"});
      return {};
    }
    check_keys(*node, {"zh", "en"});
    Text out{scalar(required(*node, "zh")), scalar(required(*node, "en"))};
    return out;
  }
  std::optional<Date> date(const Yaml* node) {
    if (node == nullptr) return std::nullopt;
    const std::optional<Value> value = parse_value(scalar(node), Type::date, place(*node), issues_);
    if (!value) return std::nullopt;
    return Date{static_cast<int32_t>(value->number)};
  }
  bool flag(const Yaml* node) {
    if (node == nullptr) return false;
    const std::optional<Value> value =
        parse_value(scalar(node), Type::boolean, place(*node), issues_);
    return value && value->number != 0;
  }
  std::optional<Type> type(const Yaml* node) {
    if (node == nullptr) return std::nullopt;
    const std::optional<Type> found = parse_type(scalar(node));
    if (!found)
      fail(node->at, "policy.file.type",
           {fmt::format("没有类型“{}”;可用:bool money ratio count months date area code codes "
                        "rows",
                        node->text),
            fmt::format("there is no type '{}'; use bool, money, ratio, count, months, date, "
                        "area, code, codes or rows",
                        node->text)});
    return found;
  }
  std::string identifier(const Yaml& map, size_t i) {
    if (!is_identifier(map.keys[i]))
      fail(map.key_positions[i], "policy.file.name",
           {fmt::format("名称“{}”只能由小写字母、数字和下划线组成", map.keys[i]),
            fmt::format("name '{}' must be lower-case letters, digits and _", map.keys[i])});
    return map.keys[i];
  }
  std::optional<Value> value(const Yaml& node, Type of) {
    if (of == Type::codes) {
      if (!is_kind(node, Yaml::Kind::list)) return std::nullopt;
      Value out{.type = of};
      for (const Yaml& item : node.items) out.codes.push_back(scalar(&item));
      return out;
    }
    if (!is_kind(node, Yaml::Kind::scalar)) return std::nullopt;
    return parse_value(node.text, of, place(node), issues_);
  }
  std::optional<Expr> expression(const Yaml* node) {
    if (node == nullptr || !is_kind(*node, Yaml::Kind::scalar)) return std::nullopt;
    return parse_expression(node->text, place(*node), issues_);
  }
  int whole_number(const Yaml* node, int least, int most) {
    if (node == nullptr) return least;
    const std::optional<Value> number =
        parse_value(scalar(node), Type::count, place(*node), issues_);
    if (!number) return least;
    if (number->number >= least && number->number <= most) return static_cast<int>(number->number);
    fail(node->at, "policy.file.range",
         {fmt::format("应在 {} 到 {} 之间", least, most),
          fmt::format("must be from {} to {}", least, most)});
    return least;
  }

  void head(const Yaml& root, Rule& rule);
  void parameters(const Yaml* node, Rule& rule);
  void tables(const Yaml* node, Rule& rule);
  std::optional<Cell> cell(const Yaml& node, Type of);
  std::optional<TableRow> table_row(const Yaml& node, const Table& table);
  void lets(const Yaml* node, std::vector<Let>& out);
  void states(const Yaml* node, Rule& rule);
  void conditions(const Yaml* node, Rule& rule);
  void amount(const Yaml* node, Rule& rule);
  void tests(const Yaml* node, Rule& rule, const Vocabulary& vocabulary);
  void test(const Yaml& node, Rule& rule, const Vocabulary& vocabulary);
  void expectation(const Yaml& node, const Rule& rule, TestExpectation& out);
  void expected_amount(const Yaml& node, TestExpectation& out);
  void check_names(const Rule& rule, const Vocabulary& vocabulary);

  const SourceFile& file_;
  std::vector<Issue>& issues_;
};

void Reader::definitions(const Yaml& map, Vocabulary& out) {
  if (!is_kind(map, Yaml::Kind::map)) return;
  for (size_t i = 0; i < map.keys.size(); ++i) {
    const Yaml& node = map.items[i];
    FieldDefinition field{.name = identifier(map, i), .at = map.key_positions[i]};
    if (!check_keys(node, {"type", "label", "question", "codes", "signed", "yearly", "stale_after",
                           "columns"}))
      continue;
    const std::optional<Type> of = type(required(node, "type"));
    if (!of) continue;
    field.type = *of;
    field.label = text(required(node, "label"));
    field.question = text(node.find("question"));
    field.is_signed = flag(node.find("signed"));
    field.yearly = flag(node.find("yearly"));
    if (const Yaml* stale = node.find("stale_after"))
      if (const std::optional<Value> months =
              parse_value(scalar(stale), Type::months, place(*stale), issues_))
        field.stale_after_months = static_cast<int>(std::min<int64_t>(months->number, 12000));
    if (const Yaml* codes = node.find("codes"); codes != nullptr) {
      if (codes->kind == Yaml::Kind::map) {
        field.codes = codes->keys;
        for (size_t c = 0; c < codes->keys.size(); ++c)
          field.code_labels[codes->keys[c]] = text(&codes->items[c]);
      } else if (is_kind(*codes, Yaml::Kind::list)) {
        for (const Yaml& code : codes->items) field.codes.push_back(scalar(&code));
      }
    }
    if (field.type == Type::rows) {
      if (const Yaml* columns = required(node, "columns")) definitions(*columns, field.columns);
    }
    if (!out.emplace(field.name, field).second)
      fail(field.at, "policy.name.twice",
           {fmt::format("“{}”已经声明过", field.name),
            fmt::format("'{}' is declared already", field.name)});
  }
}

void Reader::head(const Yaml& root, Rule& rule) {
  const Yaml* id = required(root, "policy");
  rule.id = scalar(id);
  if (id != nullptr && !is_policy_id(rule.id))
    fail(id->at, "policy.file.id",
         {"政策编号只能由小写字母、数字和连字符组成",
          "a policy's id is lower-case letters, digits and hyphens"});
  rule.title = text(required(root, "title"));
  const Yaml* policy_class = required(root, "class");
  rule.policy_class = scalar(policy_class);
  if (policy_class != nullptr &&
      std::find(kClasses.begin(), kClasses.end(), rule.policy_class) == kClasses.end())
    fail(policy_class->at, "policy.file.class",
         {fmt::format("类别应为 {} 之一", fmt::join(kClasses, "、")),
          fmt::format("class is one of {}", fmt::join(kClasses, ", "))});
  rule.kind = scalar(required(root, "kind"));
  rule.entity = scalar(required(root, "entity"));
  rule.legal_basis = scalar(root.find("legal_basis"));
  rule.fair_competition_review = scalar(root.find("fair_competition_review"));
  rule.text = text(root.find("text"));
  if (const Yaml* source = required(root, "source");
      source != nullptr && check_keys(*source, {"document", "clause", "url"})) {
    rule.document = scalar(required(*source, "document"));
    rule.clause = scalar(required(*source, "clause"));
    if (const Yaml* url = source->find("url")) rule.url = scalar(url);
  }
  if (const Yaml* effective = required(root, "effective");
      effective != nullptr && check_keys(*effective, {"from", "to"})) {
    rule.from = date(required(*effective, "from")).value_or(Date{});
    rule.to = date(effective->find("to"));
    if (rule.to && *rule.to < rule.from)
      fail(effective->at, "policy.file.dates",
           {"截止日期早于开始日期", "the policy ends before it begins"});
  }
}

void Reader::parameters(const Yaml* node, Rule& rule) {
  if (node == nullptr || !is_kind(*node, Yaml::Kind::map)) return;
  for (size_t i = 0; i < node->keys.size(); ++i) {
    const Yaml& item = node->items[i];
    Parameter parameter{.name = identifier(*node, i), .at = node->key_positions[i]};
    if (!check_keys(item, {"type", "label", "values", "set_by", "minimum", "maximum"})) continue;
    const std::optional<Type> of = type(required(item, "type"));
    if (!of) continue;
    parameter.type = *of;
    parameter.label = text(item.find("label"));
    if (const Yaml* by = item.find("set_by")) {
      parameter.set_by_zone = scalar(by) == "zone";
      if (!parameter.set_by_zone)
        fail(by->at, "policy.file.set_by", {"set_by 只能为 zone", "set_by can only be zone"});
    }
    if (const Yaml* minimum = item.find("minimum")) parameter.minimum = value(*minimum, *of);
    if (const Yaml* maximum = item.find("maximum")) parameter.maximum = value(*maximum, *of);
    const Yaml* values = item.find("values");
    if (values == nullptr && !parameter.set_by_zone) {
      fail(parameter.at, "policy.parameter.no_value",
           {"参数没有值;请写 values,或写 set_by: zone 由园区设定",
            "the parameter has no value; give values, or set_by: zone for the zone to set"});
    }
    if (values != nullptr && is_kind(*values, Yaml::Kind::map)) {
      for (size_t v = 0; v < values->keys.size(); ++v) {
        const std::optional<Value> from = parse_value(
            values->keys[v], Type::date, {file_.name, values->key_positions[v], true}, issues_);
        const std::optional<Value> amount_then = value(values->items[v], *of);
        if (from && amount_then)
          parameter.values[{static_cast<int32_t>(from->number)}] = *amount_then;
      }
    }
    rule.parameters.push_back(std::move(parameter));
  }
}

std::optional<Cell> Reader::cell(const Yaml& node, Type of) {
  if (!is_kind(node, Yaml::Kind::scalar)) return std::nullopt;
  if (of != Type::code && is_identifier(node.text) && node.text != "true" && node.text != "false")
    return Cell{.parameter = node.text};
  std::optional<Value> constant = parse_value(node.text, of, place(node), issues_);
  if (!constant) return std::nullopt;
  return Cell{.value = std::move(*constant)};
}

std::optional<TableRow> Reader::table_row(const Yaml& node, const Table& table) {
  const bool by_code = table.input == Type::code;
  if (!(by_code ? check_keys(node, {"codes", "under", "value"})
                : check_keys(node, {"from", "above", "below", "to", "value"})))
    return std::nullopt;
  TableRow row{.at = node.at};
  if (by_code) {
    const Yaml* exact = node.find("codes");
    const Yaml* under = node.find("under");
    row.under = under != nullptr;
    const Yaml* chosen = row.under ? under : exact;
    std::optional<Value> codes;
    if (chosen != nullptr) codes = value(*chosen, Type::codes);
    if (codes) row.codes = std::move(codes->codes);
    if ((exact != nullptr && under != nullptr) || row.codes.empty()) {
      fail(node.at, "policy.table.codes",
           {"按代码的档须写 codes: [代码…] 或 under: [代码开头…] 之一",
            "a row of a table by code has either codes: [code, …] or under: [beginning, …]"});
      return std::nullopt;
    }
  }
  const auto bound = [&](std::string_view inclusive, std::string_view exclusive,
                         bool& is_inclusive) -> std::optional<int64_t> {
    const Yaml* with = node.find(inclusive);
    const Yaml* without = node.find(exclusive);
    if (with != nullptr && without != nullptr)
      fail(node.at, "policy.table.bounds",
           {fmt::format("“{}”与“{}”只能写一个", inclusive, exclusive),
            fmt::format("give '{}' or '{}', not both", inclusive, exclusive)});
    const Yaml* chosen = with != nullptr ? with : without;
    is_inclusive = with != nullptr;
    if (chosen == nullptr) return std::nullopt;
    const std::optional<Value> constant = value(*chosen, table.input);
    if (!constant) return std::nullopt;
    return constant->number;
  };
  row.from = bound("from", "above", row.from_inclusive);
  row.to = bound("to", "below", row.to_inclusive);
  const Yaml* result = required(node, "value");
  if (result == nullptr) return std::nullopt;
  std::optional<Cell> found = cell(*result, table.output);
  if (!found) return std::nullopt;
  row.value = std::move(*found);
  return row;
}

void Reader::tables(const Yaml* node, Rule& rule) {
  if (node == nullptr || !is_kind(*node, Yaml::Kind::map)) return;
  for (size_t i = 0; i < node->keys.size(); ++i) {
    const Yaml& item = node->items[i];
    Table table{.name = identifier(*node, i), .at = node->key_positions[i]};
    if (!check_keys(item, {"input", "output", "otherwise", "values"})) continue;
    const std::optional<Type> input = type(required(item, "input"));
    const std::optional<Type> output = type(required(item, "output"));
    const Yaml* values = required(item, "values");
    if (!input || !output || values == nullptr || !is_kind(*values, Yaml::Kind::map)) continue;
    if ((!is_number(*input) && *input != Type::date && *input != Type::code) ||
        !is_number(*output)) {
      fail(item.at, "policy.table.type",
           {"档位表的输入须为数值、日期或代码,输出须为数值",
            "a table goes from a number, date or code to a number"});
      continue;
    }
    table.input = *input;
    table.output = *output;
    if (const Yaml* otherwise = item.find("otherwise")) table.otherwise = cell(*otherwise, *output);
    for (size_t v = 0; v < values->keys.size(); ++v) {
      const std::optional<Value> from = parse_value(
          values->keys[v], Type::date, {file_.name, values->key_positions[v], true}, issues_);
      if (!from || !is_kind(values->items[v], Yaml::Kind::list)) continue;
      std::vector<TableRow>& rows = table.versions[{static_cast<int32_t>(from->number)}];
      for (const Yaml& row_node : values->items[v].items)
        if (std::optional<TableRow> row = table_row(row_node, table)) rows.push_back(*row);
    }
    rule.tables.push_back(std::move(table));
  }
}

void Reader::lets(const Yaml* node, std::vector<Let>& out) {
  if (node == nullptr || !is_kind(*node, Yaml::Kind::map)) return;
  for (size_t i = 0; i < node->keys.size(); ++i) {
    Let let{.name = identifier(*node, i), .at = node->key_positions[i]};
    const Yaml* source = &node->items[i];
    if (source->kind == Yaml::Kind::map) {
      check_keys(*source, {"label", "expr"});
      let.label = text(source->find("label"));
      source = required(*source, "expr");
    }
    std::optional<Expr> expr = expression(source);
    if (!expr) continue;
    let.source = source->text;
    let.expr = std::move(*expr);
    out.push_back(std::move(let));
  }
}

void Reader::states(const Yaml* node, Rule& rule) {
  if (node == nullptr || !is_kind(*node, Yaml::Kind::map)) return;
  for (size_t i = 0; i < node->keys.size(); ++i) {
    const Yaml& item = node->items[i];
    if (!check_keys(item, {"type", "first_year", "start", "next"})) continue;
    State state{.name = identifier(*node, i), .at = node->key_positions[i]};
    const std::optional<Type> of = type(required(item, "type"));
    state.first_year = whole_number(required(item, "first_year"), 1900, 2200);
    std::optional<Expr> start = expression(required(item, "start"));
    std::optional<Expr> next = expression(required(item, "next"));
    if (!of || !start || !next) continue;
    if (!is_number(*of)) {
      fail(item.at, "policy.state.type",
           {"跨年结转的值须为数值", "a value carried between years is a number"});
      continue;
    }
    state.type = *of;
    state.start = std::move(*start);
    state.next = std::move(*next);
    rule.states.push_back(std::move(state));
  }
}

void Reader::conditions(const Yaml* node, Rule& rule) {
  if (node == nullptr || !is_kind(*node, Yaml::Kind::list)) return;
  for (const Yaml& item : node->items) {
    if (!check_keys(item, {"id", "label", "clause", "expr"})) continue;
    Condition condition{.at = item.at};
    const Yaml* id = required(item, "id");
    condition.id = scalar(id);
    if (id != nullptr && !is_identifier(condition.id))
      fail(id->at, "policy.file.name",
           {"条件编号只能由小写字母、数字和下划线组成",
            "a condition's id is lower-case letters, digits and _"});
    condition.label = text(required(item, "label"));
    condition.clause = scalar(required(item, "clause"));
    const Yaml* source = required(item, "expr");
    std::optional<Expr> expr = expression(source);
    if (!expr) continue;
    condition.source = source->text;
    condition.expr = std::move(*expr);
    rule.conditions.push_back(std::move(condition));
  }
}

void Reader::amount(const Yaml* node, Rule& rule) {
  if (node == nullptr || !check_keys(*node, {"expr", "round"})) return;
  const Yaml* source = required(*node, "expr");
  std::optional<Expr> expr = expression(source);
  if (expr) {
    rule.amount = std::move(expr);
    rule.amount_source = source->text;
  }
  const Yaml* round = node->find("round");
  if (round == nullptr) return;
  const std::string mode = scalar(round);
  if (mode == "down")
    rule.amount_rounding = Rounding::down;
  else if (mode == "up")
    rule.amount_rounding = Rounding::up;
  else if (mode == "half_up")
    rule.amount_rounding = Rounding::half_up;
  else
    fail(round->at, "policy.file.round",
         {"round 应为 down、half_up 或 up", "round is down, half_up or up"});
}

std::optional<Datum> Reader::datum(const Yaml& node, const FieldDefinition& field) {
  Datum out;
  out.source = "given";
  if (node.kind == Yaml::Kind::map && node.keys == std::vector<std::string>{"missing"}) {
    static constexpr std::array<Missing, 4> kReasons{Missing::never_collected, Missing::stale,
                                                     Missing::withheld, Missing::not_applicable};
    const std::string reason = scalar(&node.items[0]);
    for (const Missing missing : kReasons) {
      if (reason != missing_name(missing)) continue;
      out.missing = missing;
      return out;
    }
    fail(node.at, "policy.test.reason",
         {"原因应为 never_collected、stale、withheld 或 not_applicable",
          "a reason is never_collected, stale, withheld or not_applicable"});
    return std::nullopt;
  }
  out.known = true;
  if (field.yearly) {
    if (!is_kind(node, Yaml::Kind::map)) return std::nullopt;
    for (size_t i = 0; i < node.keys.size(); ++i) {
      const std::optional<Value> year = parse_value(
          node.keys[i], Type::count, {file_.name, node.key_positions[i], true}, issues_);
      const std::optional<Value> number = value(node.items[i], field.type);
      if (year && number && year->number > 0 && year->number < 10000)
        out.years[static_cast<int>(year->number)] = number->number;
    }
    return out;
  }
  if (field.type == Type::rows) {
    const Yaml* list = &node;
    auto rows = std::make_shared<Rows>();
    rows->complete = true;
    if (node.kind == Yaml::Kind::map) {
      check_keys(node, {"complete", "rows"});
      rows->complete = flag(required(node, "complete"));
      list = required(node, "rows");
    }
    if (list == nullptr || !is_kind(*list, Yaml::Kind::list)) return std::nullopt;
    for (const Yaml& row : list->items) {
      if (!is_kind(row, Yaml::Kind::map)) return std::nullopt;
      Facts facts;
      for (size_t i = 0; i < row.keys.size(); ++i) {
        const auto column = field.columns.find(row.keys[i]);
        if (column == field.columns.end()) {
          fail(row.key_positions[i], "policy.name.unknown",
               {fmt::format("清单“{}”没有列“{}”", field.name, row.keys[i]),
                fmt::format("rows '{}' have no column '{}'", field.name, row.keys[i])});
          continue;
        }
        if (std::optional<Datum> item = datum(row.items[i], column->second))
          facts[row.keys[i]] = std::move(*item);
      }
      rows->rows.push_back(std::move(facts));
    }
    out.rows = std::move(rows);
    return out;
  }
  const std::optional<Value> constant = value(node, field.type);
  if (!constant) return std::nullopt;
  const auto check = [&](const std::string& code) {
    if (field.codes.empty() ||
        std::find(field.codes.begin(), field.codes.end(), code) != field.codes.end())
      return;
    fail(node.at, "policy.code.unknown",
         {fmt::format("“{}”没有代码“{}”;可用:{}", field.name, code, fmt::join(field.codes, "、")),
          fmt::format("'{}' has no code '{}'; it has: {}", field.name, code,
                      fmt::join(field.codes, ", "))});
  };
  if (field.type == Type::code) check(constant->code);
  for (const std::string& code : constant->codes) check(code);
  if (is_number(field.type) && !field.is_signed && constant->number < 0)
    fail(node.at, "policy.value.negative",
         {fmt::format("“{}”不能为负;若可为负请声明 signed: true", field.name),
          fmt::format("'{}' cannot be negative; declare signed: true if it can", field.name)});
  out.number = constant->number;
  out.code = constant->code;
  out.codes = constant->codes;
  return out;
}

void Reader::expected_amount(const Yaml& node, TestExpectation& out) {
  if (node.kind == Yaml::Kind::map) {
    check_keys(node, {"from", "to"});
    out.amount_unknown = true;
    const auto bound = [&](std::string_view key) -> std::optional<int64_t> {
      const Yaml* item = node.find(key);
      if (item == nullptr) return std::nullopt;
      const std::optional<Value> number = value(*item, Type::money);
      if (!number) return std::nullopt;
      return number->number;
    };
    out.amount_from = bound("from");
    out.amount_to = bound("to");
    return;
  }
  if (node.text == "unknown") {
    out.amount_unknown = true;
    return;
  }
  if (const std::optional<Value> number = value(node, Type::money)) out.amount = number->number;
}

void Reader::expectation(const Yaml& node, const Rule& rule, TestExpectation& out) {
  if (!check_keys(node, {"verdict", "in_force", "amount", "missing", "because", "outputs"})) return;
  if (const Yaml* verdict = node.find("verdict")) {
    const std::string name = scalar(verdict);
    for (const Verdict v : {Verdict::eligible, Verdict::ineligible, Verdict::unknown})
      if (name == verdict_name(v)) out.verdict = v;
    if (!out.verdict)
      fail(verdict->at, "policy.test.verdict",
           {"verdict 应为 eligible、ineligible 或 unknown",
            "verdict is eligible, ineligible or unknown"});
  }
  if (const Yaml* in_force = node.find("in_force")) out.in_force = flag(in_force);
  if (const Yaml* amount_node = node.find("amount")) expected_amount(*amount_node, out);
  const auto names = [&](std::string_view key) -> std::optional<std::set<std::string>> {
    const Yaml* list = node.find(key);
    if (list == nullptr || !is_kind(*list, Yaml::Kind::list)) return std::nullopt;
    std::set<std::string> set;
    for (const Yaml& item : list->items) set.insert(scalar(&item));
    return set;
  };
  out.missing = names("missing");
  out.because = names("because");
  const Yaml* outputs = node.find("outputs");
  if (outputs == nullptr || !is_kind(*outputs, Yaml::Kind::map)) return;
  for (size_t i = 0; i < outputs->keys.size(); ++i) {
    const auto output = std::find_if(rule.outputs.begin(), rule.outputs.end(),
                                     [&](const Let& o) { return o.name == outputs->keys[i]; });
    if (output == rule.outputs.end()) {
      fail(outputs->key_positions[i], "policy.name.unknown",
           {fmt::format("没有名为“{}”的输出", outputs->keys[i]),
            fmt::format("there is no output '{}'", outputs->keys[i])});
      continue;
    }
    if (const std::optional<Value> wanted = value(outputs->items[i], output->expr.type))
      out.outputs[output->name] = *wanted;
  }
}

void Reader::test(const Yaml& node, Rule& rule, const Vocabulary& vocabulary) {
  if (!check_keys(node, {"name", "as_of", "given", "params", "expect"})) return;
  TestCase out{.at = node.at};
  if (const Yaml* name = node.find("name")) out.name = scalar(name);
  const std::optional<Date> as_of = date(required(node, "as_of"));
  if (!as_of) return;
  out.as_of = *as_of;
  if (const Yaml* given = node.find("given"); given && is_kind(*given, Yaml::Kind::map)) {
    for (size_t i = 0; i < given->keys.size(); ++i) {
      const FieldDefinition* field = find_field(rule, vocabulary, given->keys[i]);
      if (field == nullptr) {
        fail(given->key_positions[i], "policy.name.unknown",
             {fmt::format("没有名为“{}”的数据", given->keys[i]),
              fmt::format("there is no datum '{}'", given->keys[i])});
        continue;
      }
      if (std::optional<Datum> item = datum(given->items[i], *field))
        out.given[given->keys[i]] = std::move(*item);
    }
  }
  if (const Yaml* set = node.find("params"); set && is_kind(*set, Yaml::Kind::map)) {
    for (size_t i = 0; i < set->keys.size(); ++i) {
      const Parameter* parameter = rule.find_parameter(set->keys[i]);
      if (parameter == nullptr) {
        fail(set->key_positions[i], "policy.name.unknown",
             {fmt::format("没有名为“{}”的参数", set->keys[i]),
              fmt::format("there is no parameter '{}'", set->keys[i])});
        continue;
      }
      if (const std::optional<Value> number = value(set->items[i], parameter->type))
        out.parameters[set->keys[i]] = *number;
    }
  }
  if (const Yaml* expect = required(node, "expect")) expectation(*expect, rule, out.expect);
  rule.tests.push_back(std::move(out));
}

void Reader::tests(const Yaml* node, Rule& rule, const Vocabulary& vocabulary) {
  if (node == nullptr || !is_kind(*node, Yaml::Kind::list)) return;
  for (const Yaml& item : node->items) test(item, rule, vocabulary);
}

void Reader::check_names(const Rule& rule, const Vocabulary& vocabulary) {
  std::set<std::string> seen;
  const auto check = [&](const std::string& name, Position at) {
    static const std::set<std::string> kReserved{"as_of", "policy", "tax_year", "true", "false"};
    if (kReserved.contains(name))
      fail(at, "policy.name.reserved",
           {fmt::format("“{}”是保留名称", name), fmt::format("'{}' is a reserved name", name)});
    if (!seen.insert(name).second || find_field(rule, vocabulary, name) != nullptr)
      fail(at, "policy.name.twice",
           {fmt::format("名称“{}”已被使用", name),
            fmt::format("the name '{}' is taken already", name)});
  };
  for (const Parameter& item : rule.parameters) check(item.name, item.at);
  for (const Let& item : rule.lets) check(item.name, item.at);
  for (const State& item : rule.states) check(item.name, item.at);
  for (const Condition& item : rule.conditions) check(item.id, item.at);
}

std::optional<Rule> Reader::rule(const Yaml& root, const Vocabulary& vocabulary) {
  if (!check_keys(root, {"policy",     "title",       "class",
                         "kind",       "effective",   "source",
                         "text",       "legal_basis", "fair_competition_review",
                         "entity",     "fields",      "params",
                         "tables",     "let",         "state",
                         "conditions", "eligible",    "amount",
                         "outputs",    "tests"}))
    return std::nullopt;
  Rule out{.file = file_.name};
  const size_t before = issues_.size();
  head(root, out);
  if (const Yaml* own = root.find("fields")) definitions(*own, out.fields);
  parameters(root.find("params"), out);
  tables(root.find("tables"), out);
  lets(root.find("let"), out.lets);
  states(root.find("state"), out);
  conditions(required(root, "conditions"), out);
  amount(root.find("amount"), out);
  lets(root.find("outputs"), out.outputs);
  const Yaml* eligible = required(root, "eligible");
  std::optional<Expr> expr = expression(eligible);
  if (expr) {
    out.eligible = std::move(*expr);
    out.eligible_at = eligible->at;
  }
  check_names(out, vocabulary);
  if (issues_.size() != before) return out;
  resolve_rule(out, vocabulary, issues_);
  if (out.valid) {
    tests(root.find("tests"), out, vocabulary);
    out.valid = issues_.size() == before;
  }
  return out;
}

}  // namespace

bool is_vocabulary(std::string_view content) {
  for (const std::string_view line : split(content, '\n'))
    if (line.starts_with("vocabulary:")) return true;
  return false;
}

void read_vocabulary(const SourceFile& file, Vocabulary& vocabulary, std::vector<Issue>& issues) {
  const std::optional<Yaml> root = read_yaml(file.name, file.content, issues);
  if (!root) return;
  const Yaml* map = root->find("vocabulary");
  if (map == nullptr || root->keys.size() != 1) {
    issues.push_back(
        {Severity::error,
         file.name,
         root->at,
         "policy.file.vocabulary",
         {"词汇表文件只有一个键 vocabulary", "a vocabulary file has the one key 'vocabulary'"}});
    return;
  }
  Reader(file, issues).definitions(*map, vocabulary);
}

std::optional<Rule> read_rule(const SourceFile& file, const Vocabulary& vocabulary,
                              std::vector<Issue>& issues) {
  const std::optional<Yaml> root = read_yaml(file.name, file.content, issues);
  if (!root) return std::nullopt;
  return Reader(file, issues).rule(*root, vocabulary);
}

std::optional<Datum> parse_datum(std::string_view text, const FieldDefinition& field,
                                 std::vector<Issue>& issues) {
  const SourceFile file{field.name, {}};
  if (field.type == Type::rows || field.yearly) {
    const std::optional<Yaml> tree = read_yaml(field.name, text, issues);
    if (!tree) return std::nullopt;
    return Reader(file, issues).datum(*tree, field);
  }
  Yaml node{.kind = Yaml::Kind::scalar, .at = {1, 1}, .text = std::string(text), .verbatim = true};
  if (field.type == Type::codes) {
    node.kind = Yaml::Kind::list;
    for (const std::string_view part : split(text, ',')) {
      if (!trim(part).empty())
        node.items.push_back(
            Yaml{.kind = Yaml::Kind::scalar, .at = {1, 1}, .text = std::string(trim(part))});
    }
  }
  return Reader(file, issues).datum(node, field);
}

}  // namespace gaoxin::policy
