#include "evaluation/index_formula.h"

#include <fmt/format.h>

#include <cctype>
#include <charconv>
#include <cmath>

#include "base/text.h"

namespace gaoxin::indexes {

struct Formula::Node {
  enum class Kind { number, name, add, subtract, multiply, divide, negate, previous };
  Kind kind = Kind::number;
  double number = 0;
  std::string name;
  std::vector<std::unique_ptr<Node>> parts;
};

namespace {

using Node = Formula::Node;
constexpr int kDepthMax = 60;
constexpr size_t kBytesMax = 2000;

struct Parser {
  std::u32string text;
  size_t at = 0;
  int depth = 0;
  std::set<std::string> names;

  void skip() {
    while (at < text.size() && (text[at] == U' ' || text[at] == U'\t')) ++at;
  }
  char32_t peek() {
    skip();
    return at < text.size() ? text[at] : U'\0';
  }
  bool take(char32_t wanted) {
    if (peek() != wanted) return false;
    ++at;
    return true;
  }
  Error wrong(const std::string& zh, const std::string& en) const {
    return Error{ErrorCode::invalid,
                 "evaluation.formula",
                 {fmt::format("公式第 {} 个字符处:{}", at + 1, zh),
                  fmt::format("formula, character {}: {}", at + 1, en)},
                 {}};
  }

  Result<std::unique_ptr<Node>> sum() {
    if (++depth > kDepthMax) return wrong("嵌套过深", "nested too deeply");
    TRY_ASSIGN(left, product());
    while (true) {
      const bool plus = peek() == U'+';
      const bool minus = peek() == U'-';
      if (!plus && !minus) break;
      ++at;
      TRY_ASSIGN(right, product());
      left = pair(plus ? Node::Kind::add : Node::Kind::subtract, std::move(left), std::move(right));
    }
    --depth;
    return left;
  }
  Result<std::unique_ptr<Node>> product() {
    TRY_ASSIGN(left, factor());
    while (true) {
      const bool times = peek() == U'*';
      const bool over = peek() == U'/';
      if (!times && !over) break;
      ++at;
      TRY_ASSIGN(right, factor());
      left = pair(times ? Node::Kind::multiply : Node::Kind::divide, std::move(left),
                  std::move(right));
    }
    return left;
  }
  Result<std::unique_ptr<Node>> factor() {
    if (++depth > kDepthMax) return wrong("嵌套过深", "nested too deeply");
    auto node = std::make_unique<Node>();
    const char32_t first = peek();
    if (first == U'-') {
      ++at;
      TRY_ASSIGN(inner, factor());
      node->kind = Node::Kind::negate;
      node->parts.push_back(std::move(inner));
    } else if (first == U'(') {
      ++at;
      TRY_ASSIGN(inner, sum());
      TRY(close());
      node = std::move(inner);
    } else if (first >= U'0' && first <= U'9') {
      TRY(number(*node));
    } else if (first < 128 && (std::isalpha(static_cast<int>(first)) || first == U'_')) {
      TRY_ASSIGN(named, name());
      node = std::move(named);
    } else if (first == U'\0') {
      return wrong("公式没有写完", "the formula ends too early");
    } else {
      return wrong("应为数字、统计指标代码或括号", "expected a number, an item's code or (");
    }
    --depth;
    return node;
  }
  Result<Done> close() {
    if (peek() != U')') return wrong("缺少右括号", "a ) is missing");
    ++at;
    return Done{};
  }
  Result<Done> number(Node& node) {
    std::string digits;
    while (at < text.size() && ((text[at] >= U'0' && text[at] <= U'9') || text[at] == U'.'))
      digits += static_cast<char>(text[at++]);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), node.number);
    if (read.ec != std::errc{} || read.ptr != digits.data() + digits.size())
      return wrong("数字有误", "not a number");
    return Done{};
  }
  Result<std::unique_ptr<Node>> name() {
    std::string word;
    while (at < text.size() && text[at] < 128 &&
           (std::isalnum(static_cast<int>(text[at])) || text[at] == U'_'))
      word += static_cast<char>(text[at++]);
    auto node = std::make_unique<Node>();
    const bool call = peek() == U'(';
    if (!call) {
      node->kind = Node::Kind::name;
      node->name = word;
      names.insert(word);
      return node;
    }
    if (word != "sum" && word != "previous")
      return wrong(fmt::format("没有函数“{}”,只有 sum 和 previous", word),
                   fmt::format("there is no function '{}', only sum and previous", word));
    ++at;
    TRY_ASSIGN(first, sum());
    if (word == "previous") {
      node->kind = Node::Kind::previous;
      node->parts.push_back(std::move(first));
    } else {
      node = std::move(first);
      while (peek() == U',') {
        ++at;
        TRY_ASSIGN(next, sum());
        node = pair(Node::Kind::add, std::move(node), std::move(next));
      }
    }
    TRY(close());
    return node;
  }
  static std::unique_ptr<Node> pair(Node::Kind kind, std::unique_ptr<Node> a,
                                    std::unique_ptr<Node> b) {
    auto node = std::make_unique<Node>();
    node->kind = kind;
    node->parts.push_back(std::move(a));
    node->parts.push_back(std::move(b));
    return node;
  }
};

std::string written(const Node& node) {
  switch (node.kind) {
    case Node::Kind::number: return fmt::format("{:g}", node.number);
    case Node::Kind::name: return node.name;
    case Node::Kind::negate: return "-" + written(*node.parts[0]);
    case Node::Kind::previous: return "previous(" + written(*node.parts[0]) + ")";
    default: break;
  }
  const char* sign = node.kind == Node::Kind::add        ? " + "
                     : node.kind == Node::Kind::subtract ? " - "
                     : node.kind == Node::Kind::multiply ? " * "
                                                         : " / ";
  return "(" + written(*node.parts[0]) + sign + written(*node.parts[1]) + ")";
}

Formula::Value run(const Node& node, const Formula::Lookup& lookup, int back) {
  if (node.kind == Node::Kind::number) return {node.number, {}};
  if (node.kind == Node::Kind::name) return lookup(node.name, back);
  if (node.kind == Node::Kind::previous) return run(*node.parts[0], lookup, back + 1);
  Formula::Value a = run(*node.parts[0], lookup, back);
  if (!a.number) return a;
  if (node.kind == Node::Kind::negate) return {-*a.number, {}};
  Formula::Value b = run(*node.parts[1], lookup, back);
  if (!b.number) return b;
  double out = 0;
  switch (node.kind) {
    case Node::Kind::add: out = *a.number + *b.number; break;
    case Node::Kind::subtract: out = *a.number - *b.number; break;
    case Node::Kind::multiply: out = *a.number * *b.number; break;
    default:
      if (*b.number == 0) {
        const std::string below = written(*node.parts[1]);
        return {std::nullopt,
                {fmt::format("分母 {} 为零", below), fmt::format("{} is zero", below)}};
      }
      out = *a.number / *b.number;
  }
  if (!std::isfinite(out)) return {std::nullopt, {"数值过大", "too large a number"}};
  return {out, {}};
}

Dimension combined(const Dimension& a, const Dimension& b, int sign) {
  Dimension out = a;
  for (const auto& [base, power] : b)
    if ((out[base] += sign * power) == 0) out.erase(base);
  return out;
}

struct Measured {
  Dimension dimension;
  bool constant = false;  ///< a plain number, which may be added to anything without a measure
};
Result<Measured> measured(const Node& node,
                          const std::function<Dimension(const std::string&)>& measure) {
  if (node.kind == Node::Kind::number) return Measured{{}, true};
  if (node.kind == Node::Kind::name) return Measured{measure(node.name), false};
  TRY_ASSIGN(a, measured(*node.parts[0], measure));
  if (node.parts.size() == 1) return a;
  TRY_ASSIGN(b, measured(*node.parts[1], measure));
  switch (node.kind) {
    case Node::Kind::multiply: return Measured{combined(a.dimension, b.dimension, 1), false};
    case Node::Kind::divide: return Measured{combined(a.dimension, b.dimension, -1), false};
    default: break;
  }
  if (a.dimension != b.dimension) {
    const std::string left = dimension_text(a.dimension), right = dimension_text(b.dimension);
    return Error{
        ErrorCode::invalid,
        "evaluation.formula.unit",
        {fmt::format("{} 中把“{}”与“{}”相加减,单位不同", written(node), left, right),
         fmt::format("{} adds or subtracts unlike things: {} and {}", written(node), left, right)},
        {}};
  }
  return a;
}

}  // namespace

Dimension dimension_of_unit(std::string_view unit) {
  static const std::map<std::string, std::string, std::less<>> kBases = {
      {"元", "money"},      {"万元", "money"},      {"亿元", "money"},       {"人", "people"},
      {"万人", "people"},   {"人年", "people"},     {"公顷", "area"},        {"平方米", "area"},
      {"万平方米", "area"}, {"个", "count"},        {"件", "count"},         {"家", "count"},
      {"项", "count"},      {"吨标准煤", "energy"}, {"万吨标准煤", "energy"}};
  if (unit.empty() || unit == "%" || unit == "比" || unit == "分") return {};
  if (const size_t slash = unit.find('/'); slash != std::string_view::npos)
    return combined(dimension_of_unit(unit.substr(0, slash)),
                    dimension_of_unit(unit.substr(slash + 1)), -1);
  const auto known = kBases.find(unit);
  return {{known == kBases.end() ? std::string(unit) : known->second, 1}};
}

std::string dimension_text(const Dimension& dimension) {
  std::string out;
  for (const auto& [base, power] : dimension) {
    if (!out.empty()) out += "·";
    out += power == 1 ? base : fmt::format("{}^{}", base, power);
  }
  return out.empty() ? "1" : out;
}

Formula::Formula() = default;
Formula::Formula(Formula&&) noexcept = default;
Formula& Formula::operator=(Formula&&) noexcept = default;
Formula::~Formula() = default;

Formula::Value Formula::evaluate(const Lookup& lookup, int years_back) const {
  CHECK(root_ != nullptr);
  return run(*root_, lookup, years_back);
}

Result<Dimension> Formula::dimension(
    const std::function<Dimension(const std::string& name)>& measure) const {
  TRY_ASSIGN(out, measured(*root_, measure));
  return out.dimension;
}

Result<Formula> parse_formula(std::string_view text) {
  Parser parser;
  if (text.size() > kBytesMax || !is_utf8(text))
    return parser.wrong("过长或不是 UTF-8", "too long or not UTF-8");
  parser.text = decode_utf8(text);
  for (char32_t& c : parser.text) {  // Full-width forms and mathematical signs to plain ones.
    if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
    if (c == 0x3000) c = U' ';
    if (c == 0x2212) c = U'-';
    if (c == 0x00D7) c = U'*';
    if (c == 0x00F7) c = U'/';
  }
  TRY_ASSIGN(root, parser.sum());
  if (parser.peek() != U'\0') return parser.wrong("多余的内容", "there is more than a formula");
  Formula out;
  out.root_ = std::move(root);
  out.names_ = std::move(parser.names);
  return out;
}

}  // namespace gaoxin::indexes
