#include "evaluation/index_bundle.h"

#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>

#include "base/text.h"
#include "evaluation/composite_weights.h"
#include "registry/table_reader.h"

// The engine's choices by name, for files and inputs.
namespace gaoxin::composite {
BOOST_DESCRIBE_ENUM(ImputeBy, mean, median, group_mean, group_median, row_mean, row_median,
                    panel_latest, panel_constant, panel_linear, panel_linear_or_constant)
BOOST_DESCRIBE_ENUM(ScreenBy, unknown, zeros, unknown_and_zeros)
BOOST_DESCRIBE_ENUM(Transform, none, log_ct, log_ct_plus, log_ct_orig, log_gii, log_gii_coinr,
                    box_cox)
BOOST_DESCRIBE_ENUM(Scale, none, minmax, zscore, rank, borda, percent_rank, distance_to_max,
                    distance_to_reference, distance_to_target, fraction_of_max, goalposts, scaled,
                    ideal)
BOOST_DESCRIBE_ENUM(Mean, arithmetic, geometric, harmonic, generalised, copeland)
}  // namespace gaoxin::composite

namespace gaoxin::indexes {

using composite::composite_error;

namespace {

constexpr const char* kFiles[] = {"system.json",    "indicators.csv", "items.csv", "gates.csv",
                                  "deductions.csv", "vetoes.csv",     "lists.csv"};
constexpr size_t kBytesMax = size_t{2} << 20;
constexpr size_t kRowsMax = 5000;

/// system.json as it is written: IndexSystem without the tables.
struct SystemHead {
  std::string id;
  Text title, issuer;
  std::string document;
  std::optional<int64_t> valid_from, valid_to;
  std::optional<Text> notes;
  std::optional<std::string> evidence;
  std::optional<double> weight_sum;
  std::optional<std::vector<Text>> level_names;
  std::optional<IndexMethod> method;
  std::optional<std::vector<IndexAssumption>> assumptions;
};
BOOST_DESCRIBE_STRUCT(SystemHead, (),
                      (id, title, issuer, document, valid_from, valid_to, notes, evidence,
                       weight_sum, level_names, method, assumptions))

class Reader {
 public:
  Reader(const Files& files, std::vector<IndexFinding>& findings)
      : files_(files), findings_(findings) {}

  void add(const char* severity, int64_t row, std::string column, std::string key, std::string zh,
           std::string en) {
    if (findings_.size() < 500)
      findings_.push_back({severity,
                           file_,
                           row,
                           std::move(column),
                           std::move(key),
                           {std::move(zh), std::move(en)}});
  }

  /// Calls `each` for the rows of a file; a missing file has none.
  void rows(const char* file, const std::vector<std::string>& required,
            const std::function<void()>& each) {
    file_ = file;
    columns_.clear();
    const auto at = files_.find(file);
    if (at == files_.end()) return;
    size_t count = 0;
    const Result<TableInfo> read = read_table(at->second, [&](const TableRow& row) {
      row_ = row.number;
      if (columns_.empty()) {
        for (size_t c = 0; c < row.cells.size(); ++c)
          columns_.emplace(std::string(trim(row.cells[c])), c);
        for (const std::string& name : required)
          if (!columns_.contains(name))
            add("error", row_, name, "evaluation.system.column", fmt::format("缺少列“{}”", name),
                fmt::format("the column '{}' is missing", name));
        return true;
      }
      cells_.assign(row.cells.begin(), row.cells.end());
      each();
      return ++count < kRowsMax;
    });
    if (!read.ok())
      add("error", 0, "", read.error().key, read.error().text.zh, read.error().text.en);
  }

  std::string text(const std::string& column) const {
    const auto at = columns_.find(column);
    if (at == columns_.end() || at->second >= cells_.size()) return "";
    return std::string(trim(cells_[at->second]));
  }
  std::optional<std::string> maybe(const std::string& column) const {
    std::string out = text(column);
    return out.empty() ? std::nullopt : std::optional(std::move(out));
  }
  std::optional<double> number(const std::string& column) {
    const std::string cell = text(column);
    if (cell.empty()) return std::nullopt;
    double out = 0;
    const auto read = std::from_chars(cell.data(), cell.data() + cell.size(), out);
    if (read.ec == std::errc{} && read.ptr == cell.data() + cell.size() && std::isfinite(out))
      return out;
    add("error", row_, column, "evaluation.system.number", fmt::format("“{}”不是数字", cell),
        fmt::format("'{}' is not a number", cell));
    return std::nullopt;
  }
  int64_t whole(const std::string& column, int64_t otherwise) {
    const std::optional<double> value = number(column);
    if (!value) return otherwise;
    if (*value == std::floor(*value) && std::fabs(*value) < 1e6)
      return static_cast<int64_t>(*value);
    add("error", row_, column, "evaluation.system.number", "应为整数", "expected a whole number");
    return otherwise;
  }
  Text title() const { return {text("name_zh"), text("name_en")}; }
  std::string one_of(const std::string& column, const std::vector<std::string>& allowed) {
    std::string value = text(column);
    if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return value;
    std::string names;
    for (const std::string& name : allowed) names += (names.empty() ? "" : ", ") + name;
    add("error", row_, column, "evaluation.system.word",
        fmt::format("“{}”不在可选值中:{}", value, names),
        fmt::format("'{}' is not one of {}", value, names));
    return value;
  }
  int64_t row() const { return row_; }
  void file(const char* name) { file_ = name; }

 private:
  const Files& files_;
  std::vector<IndexFinding>& findings_;
  std::string file_;
  std::map<std::string, size_t> columns_;
  std::vector<std::string> cells_;
  int64_t row_ = 0;
};

const std::vector<std::string> kEvidence = {"official", "code", "press", "assumed", "unknown"};
const std::vector<std::string> kComparisons = {">", ">=", "<", "<=", "="};

void read_tables(Reader& in, IndexSystem& system) {
  in.rows("items.csv", {"code", "name_zh", "name_en", "unit"}, [&] {
    system.items.push_back(
        {in.text("code"), in.title(), in.text("unit"), in.maybe("formula"), in.text("note")});
  });
  in.rows("indicators.csv", {"code", "parent", "level", "name_zh", "name_en", "weight", "unit"},
          [&] {
            IndexIndicator row;
            row.code = in.text("code");
            row.parent = in.text("parent");
            row.level = in.whole("level", 1);
            row.title = in.title();
            row.direction = in.whole("direction", 1);
            row.weight = in.number("weight");
            row.unit = in.text("unit");
            row.target = in.number("target");
            row.low = in.number("low");
            row.high = in.number("high");
            row.scale = in.number("scale");
            row.denominator = in.text("denominator");
            row.formula = in.maybe("formula");
            row.kind = in.one_of("kind", {"quantitative", "expert", "group"});
            row.evidence_status = in.one_of("evidence_status", kEvidence);
            row.evidence = in.text("evidence");
            if (row.weight && *row.weight < 0)
              in.add("error", in.row(), "weight", "evaluation.weights.negative",
                     fmt::format("“{}”的权重为负", row.code),
                     fmt::format("the weight of '{}' is negative", row.code));
            if (row.level < 1 || row.level > 20)
              in.add("error", in.row(), "level", "evaluation.model.level", "层级须为 1 至 20",
                     "a level is 1 to 20");
            system.indicators.push_back(std::move(row));
          });
  in.rows("gates.csv", {"id", "name_zh", "name_en", "formula", "comparison", "value"}, [&] {
    system.gates.push_back({in.text("id"), in.title(), in.text("formula"),
                            in.one_of("comparison", kComparisons), in.number("value").value_or(0),
                            in.text("unit"), in.text("category"),
                            in.one_of("type", {"constraint", "guidance"}), in.text("any_of"),
                            in.one_of("evidence_status", kEvidence), in.text("evidence")});
  });
  in.rows("deductions.csv", {"id", "name_zh", "name_en", "item", "points"}, [&] {
    system.deductions.push_back({in.text("id"), in.title(), in.text("item"),
                                 in.number("points").value_or(0), in.number("at_most"),
                                 in.one_of("evidence_status", kEvidence), in.text("evidence")});
  });
  in.rows("vetoes.csv", {"id", "name_zh", "name_en", "formula", "comparison", "value"}, [&] {
    system.vetoes.push_back({in.text("id"),
                             in.title(),
                             in.text("formula"),
                             in.one_of("comparison", kComparisons),
                             in.number("value").value_or(0),
                             {in.text("effect_zh"), in.text("effect_en")},
                             in.one_of("evidence_status", kEvidence),
                             in.text("evidence")});
  });
  in.rows("lists.csv", {"id", "name_zh", "name_en", "formula"}, [&] {
    system.lists.push_back({in.text("id"), in.title(), in.text("formula"), in.text("unit"),
                            in.whole("direction", 1), in.whole("places", 20),
                            in.one_of("evidence_status", kEvidence), in.text("evidence")});
  });
}

/// "a → b → a" when the items' formulas come back to `start`.
std::string item_cycle(const std::map<std::string, Formula>& formulas, const std::string& start) {
  std::vector<std::string> path;
  std::set<std::string> done;
  std::function<bool(const std::string&)> visit = [&](const std::string& code) {
    if (std::find(path.begin(), path.end(), code) != path.end()) {
      path.push_back(code);
      return true;
    }
    const auto formula = formulas.find(code);
    if (formula == formulas.end() || !done.insert(code).second) return false;
    path.push_back(code);
    for (const std::string& name : formula->second.names())
      if (visit(name)) return true;
    path.pop_back();
    return false;
  };
  if (!visit(start)) return "";
  std::string out;
  for (const std::string& code : path) out += (out.empty() ? "" : " → ") + code;
  return out;
}

/// Formulas: readable, over known items, of one measure, without a circle.
void check_formulas(Reader& in, const IndexSystem& system) {
  std::map<std::string, std::string> units;
  in.file("items.csv");
  for (const IndexItem& item : system.items)
    if (item.code.empty() || !units.emplace(item.code, item.unit).second)
      in.add("error", 0, "code", "evaluation.item.code",
             fmt::format("统计指标代码“{}”为空或重复", item.code),
             fmt::format("the item code '{}' is empty or stands twice", item.code));
  const auto check = [&](const std::string& name, const std::string& text,
                         const std::string& unit) -> std::optional<Formula> {
    Result<Formula> formula = parse_formula(text);
    if (!formula.ok()) {
      in.add("error", 0, "formula", formula.error().key,
             fmt::format("“{}”:{}", name, formula.error().text.zh),
             fmt::format("'{}': {}", name, formula.error().text.en));
      return std::nullopt;
    }
    bool known = true;
    for (const std::string& used : formula->names())
      if (!units.contains(used)) {
        known = false;
        in.add("error", 0, "formula", "evaluation.formula.item",
               fmt::format("“{}”用到的“{}”不在 items.csv 中", name, used),
               fmt::format("'{}' uses '{}', which items.csv does not have", name, used));
      }
    if (!known) return std::move(*formula);
    const Result<Dimension> dimension =
        formula->dimension([&](const std::string& used) { return dimension_of_unit(units[used]); });
    if (!dimension.ok())
      in.add("error", 0, "formula", dimension.error().key,
             fmt::format("“{}”:{}", name, dimension.error().text.zh),
             fmt::format("'{}': {}", name, dimension.error().text.en));
    else if (unit == "%" && !dimension->empty())
      in.add("error", 0, "formula", "evaluation.formula.unit",
             fmt::format("“{}”的单位是 %,但公式的量纲是 {}", name, dimension_text(*dimension)),
             fmt::format("'{}' is in %, but its formula measures {}", name,
                         dimension_text(*dimension)));
    return std::move(*formula);
  };
  std::map<std::string, Formula> of_items;
  for (const IndexItem& item : system.items)
    if (item.formula)
      if (std::optional<Formula> formula = check(item.code, *item.formula, item.unit))
        of_items.emplace(item.code, std::move(*formula));
  std::set<std::string> told;
  for (const auto& [code, formula] : of_items) {
    const std::string cycle = item_cycle(of_items, code);
    if (cycle.empty() || told.contains(code)) continue;
    for (const auto& [other, unused] : of_items)
      if (cycle.find(other) != std::string::npos) told.insert(other);
    in.add("error", 0, "formula", "evaluation.formula.cycle", fmt::format("公式成环:{}", cycle),
           fmt::format("the formulas run in a circle: {}", cycle));
  }
  in.file("indicators.csv");
  for (const IndexIndicator& row : system.indicators) {
    if (row.formula) check(row.code, *row.formula, row.unit);
    if (!row.denominator.empty() && !units.contains(row.denominator))
      in.add("error", 0, "denominator", "evaluation.formula.item",
             fmt::format("“{}”的分母“{}”不在 items.csv 中", row.code, row.denominator),
             fmt::format("'{}' is divided by '{}', which items.csv does not have", row.code,
                         row.denominator));
  }
  in.file("gates.csv");
  for (const IndexGate& row : system.gates) check(row.id, row.formula, row.unit);
  in.file("vetoes.csv");
  for (const IndexVeto& row : system.vetoes) check(row.id, row.formula, "");
  in.file("lists.csv");
  for (const IndexList& row : system.lists) check(row.id, row.formula, row.unit);
  in.file("deductions.csv");
  for (const IndexDeduction& row : system.deductions) {
    if (!units.contains(row.item))
      in.add("error", 0, "item", "evaluation.formula.item",
             fmt::format("“{}”不在 items.csv 中", row.item),
             fmt::format("items.csv does not have '{}'", row.item));
    if (!(row.points >= 0))
      in.add("error", 0, "points", "evaluation.deduction.points", "扣分须为非负数",
             "points to take off are not negative");
  }
}

std::vector<composite::Element> elements_of(const IndexSystem& system) {
  std::vector<composite::Element> out;
  for (const IndexIndicator& row : system.indicators) {
    composite::Element& element = out.emplace_back();
    element.code = row.code;
    element.parent = row.parent;
    element.level = static_cast<int>(row.level);
    element.direction = static_cast<int>(row.direction);
    element.weight = row.weight;
    element.denominator = row.denominator;
    element.target = row.target;
    element.low = row.low;
    element.high = row.high;
    element.scale = row.scale;
  }
  return out;
}

/// Groups (transitively) without any indicator.
std::set<std::string> childless(const std::vector<composite::Element>& elements) {
  std::set<std::string> empty;
  for (bool changed = true; changed;) {
    changed = false;
    for (const composite::Element& element : elements) {
      if (element.level == 1 || empty.contains(element.code)) continue;
      const bool any = std::any_of(elements.begin(), elements.end(), [&](const auto& child) {
        return child.parent == element.code && !empty.contains(child.code);
      });
      if (!any) changed = empty.insert(element.code).second;
    }
  }
  return empty;
}

bool needs_goalposts(const composite::Method& method) {
  return method.normalise && method.normalise->from_elements;
}
bool has_goalposts(const composite::Element& element, composite::Scale scale) {
  if (scale == composite::Scale::distance_to_target || scale == composite::Scale::ideal)
    return element.target.has_value();
  return element.low.has_value() && element.high.has_value();
}

void check_framework(Reader& in, const IndexSystem& system) {
  in.file("indicators.csv");
  if (system.indicators.empty()) {
    if (system.gates.empty())
      in.add("error", 0, "", "evaluation.system.empty", "既没有指标也没有门槛条件",
             "there are neither indicators nor gates");
    return;
  }
  std::vector<composite::Element> elements = elements_of(system);
  const std::set<std::string> empty = childless(elements);
  for (const std::string& code : empty)
    in.add(
        "open", 0, "code", "evaluation.model.childless",
        fmt::format("“{}”下的指标未知,须补充或声明只按已知部分评价", code),
        fmt::format("the indicators below '{}' are not known: add them, or assume the known part",
                    code));
  std::erase_if(elements, [&](const auto& element) { return empty.contains(element.code); });
  const Result<composite::Model> model = composite::make_model(elements);
  if (!model.ok()) {
    in.add("error", 0, "", model.error().key, model.error().text.zh, model.error().text.en);
    return;
  }
  for (const composite::Element& element : model->elements)
    if (!element.weight && !element.parent.empty())
      in.add("open", 0, "weight", "evaluation.weight.unset",
             fmt::format("“{}”的权重未公开,须设定或声明假设", element.code),
             fmt::format("the weight of '{}' is not known: set it, or make an assumption",
                         element.code));
  if (system.weight_sum && composite::weights_of(*model).ok()) {
    const Result<Done> sums = composite::check_weight_sums(
        *model, composite::weights_of(*model).value(), *system.weight_sum);
    if (!sums.ok())
      in.add("error", 0, "weight", sums.error().key, sums.error().text.zh, sums.error().text.en);
  }
  const Result<composite::Method> method = method_of(system.method);
  in.file("system.json");
  if (!method.ok()) {
    in.add("error", 0, "method", method.error().key, method.error().text.zh,
           method.error().text.en);
    return;
  }
  if (needs_goalposts(*method))
    for (const size_t e : model->indicators)
      if (!has_goalposts(model->elements[e], method->normalise->all.scale))
        in.add("open", 0, "low, high, target", "evaluation.goalposts.unset",
               fmt::format("“{}”的标杆值未知,须设定或声明假设", model->elements[e].code),
               fmt::format("the goalposts of '{}' are not known: set them, or make an assumption",
                           model->elements[e].code));
  const Result<std::vector<composite::AggregateLevel>> levels =
      [&]() -> Result<std::vector<composite::AggregateLevel>> {
    if (method->aggregate.levels.size() == 1 ||
        method->aggregate.levels.size() == static_cast<size_t>(model->levels - 1))
      return method->aggregate.levels;
    return composite_error("evaluation.aggregate.levels", "means 的个数与层数不符",
                           "means has not one entry for each level");
  }();
  if (!levels.ok())
    in.add("error", 0, "means", levels.error().key, levels.error().text.zh, levels.error().text.en);
}

}  // namespace

bool Bundle::has_errors() const {
  return std::any_of(findings.begin(), findings.end(),
                     [](const IndexFinding& f) { return f.severity == "error"; });
}

Bundle read_bundle(const Files& files) {
  Bundle out;
  Reader in(files, out.findings);
  size_t bytes = 0;
  for (const auto& [name, text] : files) {
    in.file("");
    bytes += text.size();
    if (std::find(std::begin(kFiles), std::end(kFiles), name) == std::end(kFiles) &&
        name != "README.md")
      in.add("warning", 0, "", "evaluation.system.file", fmt::format("不认识的文件“{}”", name),
             fmt::format("the file '{}' is not one of a bundle", name));
  }
  in.file("system.json");
  const auto head_file = files.find("system.json");
  if (bytes > kBytesMax || head_file == files.end() || !is_utf8(head_file->second)) {
    in.add("error", 0, "", "evaluation.system.files",
           "缺少 system.json、不是 UTF-8 或文件合计超过 2 MB",
           "system.json is missing or not UTF-8, or the files exceed 2 MB");
    return out;
  }
  boost::system::error_code failure;
  json::parse_options options;
  options.max_depth = 20;
  const json::value value = json::parse(head_file->second, failure, {}, options);
  if (failure) {
    in.add("error", 0, "", "evaluation.system.json", "system.json 不是有效的 JSON",
           "system.json is not valid JSON");
    return out;
  }
  const Result<SystemHead> head = from_json<SystemHead>(value);
  if (!head.ok()) {
    for (const FieldError& field : head.error().fields)
      in.add("error", 0, field.path, field.key, field.text.zh, field.text.en);
    return out;
  }
  const bool id_ok =
      !head->id.empty() && head->id.size() <= 60 &&
      head->id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
  if (!id_ok) {
    in.add("error", 0, "id", "evaluation.system.id", "id 须为小写字母、数字和连字符",
           "the id has small letters, digits and hyphens");
    return out;
  }
  IndexSystem& system = out.system.emplace();
  system.id = head->id;
  system.title = head->title;
  system.issuer = head->issuer;
  system.document = head->document;
  system.valid_from = head->valid_from;
  system.valid_to = head->valid_to;
  system.notes = head->notes.value_or(Text{});
  system.evidence = head->evidence.value_or("");
  system.weight_sum = head->weight_sum;
  system.level_names = head->level_names.value_or(std::vector<Text>{});
  system.method = head->method.value_or(IndexMethod{});
  system.assumptions = head->assumptions.value_or(std::vector<IndexAssumption>{});
  for (const IndexAssumption& assumption : system.assumptions)
    if (assumption.id != "unset_weights_equal" && assumption.id != "goalposts_from_units" &&
        assumption.id != "known_part_only")
      in.add("error", 0, "assumptions", "evaluation.assumption",
             fmt::format("没有假设“{}”", assumption.id),
             fmt::format("there is no assumption '{}'", assumption.id));
  read_tables(in, system);
  check_formulas(in, system);
  check_framework(in, system);
  return out;
}

// ---- The method --------------------------------------------------------------------------------

namespace {

template <typename E>
Result<E> word(const char* field, const std::string& name) {
  std::string names;
  std::optional<E> found;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto d) {
    names += (names.empty() ? "" : ", ") + std::string(d.name);
    if (name == d.name) found = d.value;
  });
  if (found) return *found;
  return composite_error("evaluation.method",
                         fmt::format("{} 的取值“{}”不在可选值中:{}", field, name, names),
                         fmt::format("{}: '{}' is not one of {}", field, name, names));
}

template <typename T>
void over(std::optional<T>& base, const std::optional<T>& change) {
  if (change) base = change;
}

}  // namespace

Result<composite::Method> method_of(const IndexMethod& base, const IndexMethod& change) {
  IndexMethod m = base;
  boost::mp11::mp_for_each<
      boost::describe::describe_members<IndexMethod, boost::describe::mod_public>>(
      [&](auto d) { over(m.*d.pointer, change.*d.pointer); });
  composite::Method out;
  if (m.impute.value_or("none") != "none") {
    composite::Impute impute;
    TRY_ASSIGN(by, word<composite::ImputeBy>("impute", *m.impute));
    impute.by = by;
    impute.group_level =
        static_cast<int>(std::clamp<int64_t>(m.impute_group_level.value_or(0), 0, 20));
    out.impute = impute;
  }
  if (m.screen.value_or("none") != "none") {
    composite::Screen screen;
    TRY_ASSIGN(by, word<composite::ScreenBy>("screen", *m.screen));
    screen.by = by;
    screen.data_share_min = m.screen_data_share_min.value_or(screen.data_share_min);
    screen.nonzero_share_min = m.screen_nonzero_share_min.value_or(screen.nonzero_share_min);
    out.screen = screen;
  }
  if (m.treat.value_or(false)) {
    composite::Treat treat;
    if (m.winsorise_points_max) {
      treat.all.winsorise_points_max =
          static_cast<int>(std::clamp<int64_t>(*m.winsorise_points_max, 0, 1'000'000));
      treat.all.winsorise = *m.winsorise_points_max > 0;
    }
    TRY_ASSIGN(then, word<composite::Transform>("transform", m.transform.value_or("log_ct")));
    treat.all.then = then;
    treat.all.lambda = m.box_cox_lambda.value_or(0);
    out.treat = treat;
  }
  composite::Normalise normalise;
  TRY_ASSIGN(scale, word<composite::Scale>("scale", m.scale.value_or("minmax")));
  normalise.all.scale = scale;
  const bool zscore = scale == composite::Scale::zscore;
  normalise.all.low = m.low.value_or(0);
  normalise.all.high = m.high.value_or(zscore ? 1 : 100);
  normalise.all.factor = m.factor.value_or(100);
  normalise.all.reference = m.reference.value_or("");
  normalise.from_elements = m.from_indicators.value_or(false);
  if (zscore && !(normalise.all.high > 0))
    return composite_error("evaluation.method", "标准分的标准差须为正数",
                           "high: the deviation of a z-score is positive");
  out.normalise = normalise;
  out.aggregate.levels.clear();
  for (const std::string& name : m.means.value_or(std::vector<std::string>{"arithmetic"})) {
    TRY_ASSIGN(mean, word<composite::Mean>("means", name));
    out.aggregate.levels.push_back({mean, 1, m.data_share_min});
  }
  if (out.aggregate.levels.empty())
    return composite_error("evaluation.method", "means 至少要有一项", "means: at least one");
  return out;
}

// ---- The framework -----------------------------------------------------------------------------

namespace {

Result<Done> change_elements(std::vector<composite::Element>& elements,
                             const std::map<std::string, double>& weights,
                             const std::vector<std::string>& without) {
  const auto find = [&](const std::string& code) {
    return std::find_if(elements.begin(), elements.end(),
                        [&](const composite::Element& e) { return e.code == code; });
  };
  for (const auto& [code, weight] : weights) {
    const auto element = find(code);
    if (element == elements.end())
      return composite_error("evaluation.weights.element", fmt::format("没有指标“{}”", code),
                             fmt::format("there is no indicator '{}'", code));
    if (!(weight >= 0) || !std::isfinite(weight))
      return composite_error("evaluation.weights.negative", fmt::format("“{}”的权重为负", code),
                             fmt::format("the weight of '{}' is negative", code));
    element->weight = weight;
  }
  std::set<std::string> gone;
  for (const std::string& code : without) {
    if (find(code) == elements.end())
      return composite_error("evaluation.weights.element", fmt::format("没有指标“{}”", code),
                             fmt::format("there is no indicator '{}'", code));
    gone.insert(code);
  }
  for (bool changed = !gone.empty(); changed;) {
    changed = false;
    for (const composite::Element& element : elements)
      if (gone.contains(element.parent)) changed |= gone.insert(element.code).second;
  }
  std::erase_if(elements, [&](const auto& element) { return gone.contains(element.code); });
  return Done{};
}

/// Unset weights by assumption: the mean of the set siblings, or 1.
void assume_weights(std::vector<composite::Element>& elements) {
  const std::vector<composite::Element> before = elements;
  for (composite::Element& element : elements) {
    if (element.weight) continue;
    double total = 0;
    int64_t set = 0;
    for (const composite::Element& sibling : before)
      if (sibling.parent == element.parent && sibling.weight) {
        total += *sibling.weight;
        ++set;
      }
    element.weight = set > 0 ? total / static_cast<double>(set) : 1;
  }
}

}  // namespace

Result<Framework> framework_of(const IndexSystem& system,
                               const std::map<std::string, double>& weights,
                               const std::vector<std::string>& without,
                               const std::vector<std::string>& assumed, composite::Method& method) {
  Framework out;
  const auto assume = [&](const char* id) {
    if (std::find(assumed.begin(), assumed.end(), id) == assumed.end()) return false;
    IndexAssumption used{id, {id, id}};
    for (const IndexAssumption& one : system.assumptions)
      if (one.id == id) used = one;
    out.assumptions.push_back(used);
    return true;
  };
  std::vector<composite::Element> elements = elements_of(system);
  TRY(change_elements(elements, weights, without));
  if (const std::set<std::string> empty = childless(elements); !empty.empty()) {
    // What the caller took away leaves no open question; what was never known does.
    std::string open;
    for (const std::string& code : empty) {
      const bool was_empty = childless(elements_of(system)).contains(code);
      if (was_empty) open += (open.empty() ? "" : ", ") + code;
    }
    if (!open.empty() && !assume("known_part_only"))
      return composite_error(
          "evaluation.model.childless",
          fmt::format("以下分组的指标未知:{};请补充,或声明假设 known_part_only", open),
          fmt::format("the indicators below these groups are not known: {}; add them, or assume "
                      "known_part_only",
                      open));
    std::erase_if(elements, [&](const auto& element) { return empty.contains(element.code); });
  }
  const bool unset = std::any_of(elements.begin(), elements.end(), [](const auto& element) {
    return !element.weight && !element.parent.empty();
  });
  if (unset && assume("unset_weights_equal")) assume_weights(elements);
  TRY_ASSIGN(model, composite::make_model(std::move(elements)));
  TRY_ASSIGN(own, composite::weights_of(model));
  for (size_t e = 0; e < model.elements.size(); ++e) {
    double total = 0;
    for (const size_t child : model.children[e]) total += own[child];
    if (!model.children[e].empty() && !(total > 0))
      return composite_error(
          "evaluation.weights.zero",
          fmt::format("“{}”下各指标的权重全为零", model.elements[e].code),
          fmt::format("all weights below '{}' are zero", model.elements[e].code));
  }
  if (system.weight_sum && without.empty() && out.assumptions.empty() && weights.empty())
    TRY(composite::check_weight_sums(model, own, *system.weight_sum));
  if (needs_goalposts(method)) {
    std::string open;
    for (const size_t e : model.indicators)
      if (!has_goalposts(model.elements[e], method.normalise->all.scale))
        open += (open.empty() ? "" : ", ") + model.elements[e].code;
    if (!open.empty()) {
      if (!assume("goalposts_from_units"))
        return composite_error(
            "evaluation.goalposts.unset",
            fmt::format("以下指标没有标杆值:{};请设定,或声明假设 goalposts_from_units", open),
            fmt::format("these indicators have no goalposts: {}; set them, or assume "
                        "goalposts_from_units",
                        open));
      for (const size_t e : model.indicators)
        if (!has_goalposts(model.elements[e], method.normalise->all.scale)) {
          composite::NormaliseIndicator from_units = method.normalise->all;
          from_units.scale = composite::Scale::minmax;
          from_units.low = 0;
          from_units.high = method.normalise->all.factor;
          method.normalise->of[model.elements[e].code] = from_units;
        }
    }
  }
  out.weights = std::move(own);
  out.model = std::move(model);
  return out;
}

// ---- Archives ----------------------------------------------------------------------------------

namespace {

Error bad_zip(std::string zh, std::string en) {
  return composite_error("evaluation.system.zip", std::move(zh), std::move(en));
}

}  // namespace

Result<Files> unzip_bundle(std::string_view bytes) {
  zip_error_t failure;
  zip_error_init(&failure);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &failure);
  zip_t* opened = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &failure);
  zip_error_fini(&failure);
  if (opened == nullptr) {
    if (source != nullptr) zip_source_free(source);
    return bad_zip("不是有效的 zip 文件", "not a valid zip file");
  }
  const std::unique_ptr<zip_t, void (*)(zip_t*)> archive(opened, zip_discard);
  const zip_int64_t entries = zip_get_num_entries(opened, 0);
  if (entries > 1000) return bad_zip("压缩包中文件过多", "the archive has too many files");
  Files out;
  size_t total = 0;
  for (zip_int64_t i = 0; i < entries; ++i) {
    const char* path = zip_get_name(opened, static_cast<zip_uint64_t>(i), ZIP_FL_ENC_GUESS);
    if (path == nullptr) continue;
    const std::string_view whole(path);
    const std::string name(whole.substr(whole.find_last_of('/') + 1));
    if (name != "README.md" &&
        std::find(std::begin(kFiles), std::end(kFiles), name) == std::end(kFiles))
      continue;
    if (out.contains(name))
      return bad_zip(fmt::format("压缩包中有两个“{}”", name),
                     fmt::format("the archive has '{}' twice", name));
    const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(
        zip_fopen_index(opened, static_cast<zip_uint64_t>(i), 0), zip_fclose);
    if (!file) return bad_zip("压缩包已损坏", "the archive is damaged");
    std::string& text = out[name];
    char buffer[8192];
    while (true) {
      const zip_int64_t got = zip_fread(file.get(), buffer, sizeof buffer);
      if (got < 0) return bad_zip("压缩包已损坏", "the archive is damaged");
      if (got == 0) break;
      total += static_cast<size_t>(got);
      if (total > kBytesMax)
        return bad_zip("解压后超过 2 MB", "the archive unpacks to more than 2 MB");
      text.append(buffer, static_cast<size_t>(got));
    }
  }
  if (!out.contains("system.json"))
    return bad_zip("压缩包中没有 system.json", "the archive has no system.json");
  return out;
}

Result<std::string> zip_bundle(const Files& files) {
  zip_error_t failure;
  zip_error_init(&failure);
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &failure);
  CHECK(target != nullptr);
  zip_source_keep(target);
  zip_t* archive = zip_open_from_source(target, ZIP_TRUNCATE, &failure);
  CHECK(archive != nullptr);
  for (const auto& [name, text] : files) {
    zip_source_t* content = zip_source_buffer(archive, text.data(), text.size(), 0);
    const zip_int64_t index = zip_file_add(archive, name.c_str(), content, ZIP_FL_ENC_UTF_8);
    CHECK(index >= 0);
    zip_file_set_mtime(archive, static_cast<zip_uint64_t>(index), 315'532'800, 0);
  }
  CHECK(zip_close(archive) == 0);
  std::string out;
  CHECK(zip_source_open(target) == 0);
  char buffer[8192];
  for (zip_int64_t got; (got = zip_source_read(target, buffer, sizeof buffer)) > 0;)
    out.append(buffer, static_cast<size_t>(got));
  zip_source_close(target);
  zip_source_free(target);
  zip_error_fini(&failure);
  return out;
}

std::string bundle_sha256(const Files& files) {
  std::string all;
  for (const auto& [name, text] : files) all += fmt::format("{} {}\n{}\n", name, text.size(), text);
  return sha256_hex(all);
}

}  // namespace gaoxin::indexes
