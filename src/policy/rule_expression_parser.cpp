// Lexer and recursive descent parser of the expression language; see rule_expression.h.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "policy/rule_expression.h"

namespace gaoxin::policy {
namespace {

constexpr size_t kMaxBytes = 4000;
constexpr int kMaxDepth = 40;
constexpr int kMaxNodes = 1000;

enum class Token { end, number, date, text, name, sign, bad };

struct Lexeme {
  Token token = Token::end;
  size_t begin = 0;
  std::string text{};
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_name_part(char c) { return is_name_start(c) || is_digit(c); }

/// "2024-03-01" at `at`?
bool date_stands(std::string_view text, size_t at) {
  if (at + 10 > text.size() || (at + 10 < text.size() && is_name_part(text[at + 10]))) return false;
  for (size_t i = 0; i < 10; ++i) {
    const bool dash = i == 4 || i == 7;
    if (dash ? text[at + i] != '-' : !is_digit(text[at + i])) return false;
  }
  return true;
}

Lexeme lex_one(std::string_view text, size_t& i) {
  while (i < text.size() && (text[i] == ' ' || text[i] == '\n' || text[i] == '\r')) ++i;
  Lexeme lexeme{.begin = i};
  if (i >= text.size()) return lexeme;
  const char c = text[i];
  const auto take = [&](Token token, size_t length) {
    lexeme.token = token;
    lexeme.text = std::string(text.substr(i, length));
    i += length;
  };
  if (is_digit(c)) {
    if (date_stands(text, i)) {
      take(Token::date, 10);
      return lexeme;
    }
    size_t length = 0;
    while (i + length < text.size() && (is_digit(text[i + length]) || text[i + length] == '.'))
      ++length;
    take(Token::number, length);
  } else if (c == '\'') {
    const size_t close = text.find('\'', i + 1);
    if (close == text.npos) {
      take(Token::bad, text.size() - i);
      return lexeme;
    }
    lexeme.token = Token::text;
    lexeme.text = std::string(text.substr(i + 1, close - i - 1));
    i = close + 1;
  } else if (is_name_start(c)) {
    size_t length = 1;
    while (i + length < text.size() && is_name_part(text[i + length])) ++length;
    take(Token::name, length);
  } else {
    const std::string_view two = text.substr(i, 2);
    if (two == "<=" || two == ">=" || two == "!=") {
      take(Token::sign, 2);
    } else {
      const bool sign = std::string_view("()+-*/<>=,.%").find(c) != std::string_view::npos;
      take(sign ? Token::sign : Token::bad, 1);
    }
  }
  return lexeme;
}

struct Unit {
  std::string_view name;
  Type type;
  int exponent;    // value x 10^exponent …
  int64_t factor;  // … x factor = stored number
};
constexpr std::array<Unit, 17> kUnits{{{"CNY", Type::money, 2, 1},
                                       {"yuan", Type::money, 2, 1},
                                       {"元", Type::money, 2, 1},
                                       {"万元", Type::money, 6, 1},
                                       {"亿元", Type::money, 10, 1},
                                       {"months", Type::months, 0, 1},
                                       {"month", Type::months, 0, 1},
                                       {"个月", Type::months, 0, 1},
                                       {"years", Type::months, 0, 12},
                                       {"year", Type::months, 0, 12},
                                       {"年", Type::months, 0, 12},
                                       {"m2", Type::area, 0, kAreaUnitsPerSquareMetre},
                                       {"m²", Type::area, 0, kAreaUnitsPerSquareMetre},
                                       {"平方米", Type::area, 0, kAreaUnitsPerSquareMetre},
                                       {"mu", Type::area, 0, kAreaUnitsPerMu},
                                       {"亩", Type::area, 0, kAreaUnitsPerMu},
                                       {"%", Type::ratio, -2, 1}}};

const Unit* find_unit(std::string_view name) {
  for (const Unit& unit : kUnits)
    if (unit.name == name) return &unit;
  return nullptr;
}

class Parser {
 public:
  Parser(std::string_view text, const ExpressionPlace& place, std::vector<Issue>& issues)
      : text_(text), place_(place), issues_(issues) {
    advance();
  }

  std::optional<Expr> whole() {
    std::optional<Expr> expr = choice();
    if (expr && current_.token != Token::end)
      return fail(current_.begin, "policy.expression.trailing",
                  {fmt::format("多余的“{}”", current_.text),
                   fmt::format("unexpected '{}'", current_.text)});
    return expr;
  }

  Position position(size_t byte) const {
    if (!place_.verbatim) return place_.at;
    int column = place_.at.column;
    for (size_t i = 0; i < byte && i < text_.size(); ++i)
      if ((static_cast<unsigned char>(text_[i]) & 0xC0) != 0x80) ++column;
    return {place_.at.line, column};
  }

 private:
  std::nullopt_t fail(size_t byte, const char* key, Text text) {
    if (!failed_)
      issues_.push_back({Severity::error, place_.file, position(byte), key, std::move(text)});
    failed_ = true;
    return std::nullopt;
  }
  std::nullopt_t expected(const char* zh, const char* en) {
    const std::string got = current_.token == Token::end ? "" : current_.text;
    if (got.empty())
      return fail(current_.begin, "policy.expression.incomplete",
                  {fmt::format("表达式不完整,此处应为{}", zh),
                   fmt::format("the expression ends here, expected {}", en)});
    return fail(current_.begin, "policy.expression.syntax",
                {fmt::format("此处应为{},却是“{}”", zh, got),
                 fmt::format("expected {}, found '{}'", en, got)});
  }
  void advance() { current_ = lex_one(text_, next_); }
  bool is_sign(std::string_view sign) const {
    return current_.token == Token::sign && current_.text == sign;
  }
  bool is_word(std::string_view word) const {
    return current_.token == Token::name && current_.text == word;
  }
  bool take_sign(std::string_view sign) {
    if (!is_sign(sign)) return false;
    advance();
    return true;
  }
  bool take_word(std::string_view word) {
    if (!is_word(word)) return false;
    advance();
    return true;
  }
  std::optional<Expr> made(Expr expr) {
    if (++nodes_ > kMaxNodes)
      return fail(
          0, "policy.expression.size",
          {fmt::format("表达式超过 {} 个部分;请用 let 拆分", kMaxNodes),
           fmt::format("the expression has more than {} parts; split it with let", kMaxNodes)});
    return expr;
  }
  Expr node(Op op, size_t byte, std::vector<Expr> children = {}) const {
    Expr expr;
    expr.op = op;
    expr.at = position(byte);
    expr.children = std::move(children);
    return expr;
  }

  /// One level of nesting; refuses what is too deep.
  struct Level {
    explicit Level(Parser& p) : parser(p) { ++parser.depth_; }
    ~Level() { --parser.depth_; }
    bool too_deep() const { return parser.depth_ > kMaxDepth; }
    Parser& parser;
  };

  std::optional<Expr> choice() {
    const Level level(*this);
    if (level.too_deep())
      return fail(
          current_.begin, "policy.expression.depth",
          {fmt::format("表达式嵌套超过 {} 层;请用 let 拆分", kMaxDepth),
           fmt::format("the expression is nested deeper than {}; split it with let", kMaxDepth)});
    if (!is_word("if")) return disjunction();
    const size_t begin = current_.begin;
    advance();
    std::optional<Expr> condition = disjunction();
    if (!condition) return std::nullopt;
    if (!take_word("then")) return expected("“then”", "'then'");
    std::optional<Expr> first = disjunction();
    if (!first) return std::nullopt;
    if (!take_word("else")) return expected("“else”", "'else'");
    std::optional<Expr> second = choice();
    if (!second) return std::nullopt;
    return made(
        node(Op::choose, begin, {std::move(*condition), std::move(*first), std::move(*second)}));
  }

  std::optional<Expr> chain(std::string_view word, Op op, std::optional<Expr> (Parser::*part)()) {
    const size_t begin = current_.begin;
    std::optional<Expr> first = (this->*part)();
    if (!first || !is_word(word)) return first;
    std::vector<Expr> parts;
    parts.push_back(std::move(*first));
    while (take_word(word)) {
      std::optional<Expr> next = (this->*part)();
      if (!next) return std::nullopt;
      parts.push_back(std::move(*next));
    }
    return made(node(op, begin, std::move(parts)));
  }
  std::optional<Expr> disjunction() { return chain("or", Op::any_of, &Parser::conjunction); }
  std::optional<Expr> conjunction() { return chain("and", Op::all_of, &Parser::negation); }

  std::optional<Expr> negation() {
    const size_t begin = current_.begin;
    if (!is_word("not")) return comparison();
    const Level level(*this);
    if (level.too_deep()) return fail(begin, "policy.expression.depth", too_deep_text());
    advance();
    std::optional<Expr> inner = negation();
    if (!inner) return std::nullopt;
    return made(node(Op::negation, begin, {std::move(*inner)}));
  }
  static Text too_deep_text() {
    return {fmt::format("表达式嵌套超过 {} 层", kMaxDepth),
            fmt::format("the expression is nested deeper than {}", kMaxDepth)};
  }

  std::optional<Expr> comparison() {
    const size_t begin = current_.begin;
    std::optional<Expr> left = sum();
    if (!left) return std::nullopt;
    static constexpr std::array<std::pair<std::string_view, Op>, 6> kSigns{
        {{"=", Op::equal},
         {"!=", Op::not_equal},
         {"<", Op::less},
         {"<=", Op::less_equal},
         {">", Op::greater},
         {">=", Op::greater_equal}}};
    for (const auto& [sign, op] : kSigns) {
      if (!take_sign(sign)) continue;
      std::optional<Expr> right = sum();
      if (!right) return std::nullopt;
      return made(node(op, begin, {std::move(*left), std::move(*right)}));
    }
    if (take_word("between")) {
      std::optional<Expr> low = sum();
      if (!low) return std::nullopt;
      if (!take_word("and")) return expected("between 的“and”", "the 'and' of between");
      std::optional<Expr> high = sum();
      if (!high) return std::nullopt;
      return made(node(Op::between, begin, {std::move(*left), std::move(*low), std::move(*high)}));
    }
    const bool inverted = is_word("not");
    if (inverted) advance();
    if (is_word("in") || is_word("under")) return membership(std::move(*left), begin, inverted);
    if (inverted) return expected("“in”或“under”", "'in' or 'under'");
    return left;
  }

  std::optional<Expr> membership(Expr left, size_t begin, bool inverted) {
    Expr expr = node(is_word("in") ? Op::in_list : Op::under_list, begin, {std::move(left)});
    advance();
    if (current_.token == Token::name) {
      expr.name = current_.text;
      advance();
    } else if (take_sign("(")) {
      do {
        if (current_.token != Token::text) return expected("带引号的代码", "a quoted code");
        expr.codes.push_back(current_.text);
        advance();
      } while (take_sign(","));
      if (!take_sign(")")) return expected("“)”", "')'");
    } else {
      return expected("“(”", "'('");
    }
    if (!inverted) return made(std::move(expr));
    return made(node(Op::negation, begin, {std::move(expr)}));
  }

  std::optional<Expr> sum() {
    const size_t begin = current_.begin;
    std::optional<Expr> left = product();
    while (left && (is_sign("+") || is_sign("-"))) {
      const Op op = is_sign("+") ? Op::add : Op::subtract;
      advance();
      std::optional<Expr> right = product();
      if (!right) return std::nullopt;
      left = made(node(op, begin, {std::move(*left), std::move(*right)}));
    }
    return left;
  }

  std::optional<Expr> product() {
    const size_t begin = current_.begin;
    std::optional<Expr> left = unary();
    while (left && (is_sign("*") || is_sign("/") || is_word("of"))) {
      const Op op = is_sign("/") ? Op::divide : Op::multiply;
      advance();
      std::optional<Expr> right = unary();
      if (!right) return std::nullopt;
      left = made(node(op, begin, {std::move(*left), std::move(*right)}));
    }
    return left;
  }

  std::optional<Expr> unary() {
    if (!is_sign("-")) return primary();
    const Level level(*this);
    const size_t begin = current_.begin;
    if (level.too_deep()) return fail(begin, "policy.expression.depth", too_deep_text());
    advance();
    std::optional<Expr> inner = unary();
    if (!inner) return std::nullopt;
    return made(node(Op::negate, begin, {std::move(*inner)}));
  }

  std::optional<Expr> primary() {
    const size_t begin = current_.begin;
    if (current_.token == Token::number) return number();
    if (current_.token == Token::date) {
      const Result<Date> date = parse_date(current_.text);
      if (!date.ok())
        return fail(begin, "policy.expression.date",
                    {fmt::format("“{}”不是有效日期", current_.text),
                     fmt::format("'{}' is not a date that exists", current_.text)});
      Expr expr = node(Op::literal, begin);
      expr.type = Type::date;
      expr.number = date->days;
      advance();
      return made(std::move(expr));
    }
    if (current_.token == Token::text) {
      Expr expr = node(Op::literal, begin);
      expr.type = Type::code;
      expr.name = current_.text;
      advance();
      return made(std::move(expr));
    }
    if (take_sign("(")) {
      std::optional<Expr> inner = choice();
      if (inner && !take_sign(")")) return expected("“)”", "')'");
      return inner;
    }
    if (current_.token == Token::name) return name();
    if (current_.token == Token::bad)
      return fail(
          begin, "policy.expression.character",
          {current_.text.starts_with("'") ? "引号没有结束"
                                          : fmt::format("无法识别“{}”", current_.text),
           current_.text.starts_with("'") ? "the quote is not closed"
                                          : fmt::format("'{}' means nothing here", current_.text)});
    return expected("数值、名称或“(”", "a value, a name or '('");
  }

  /// Digits, a point and a unit behind them, as a literal with the scale it was written in.
  std::optional<Expr> number() {
    const size_t begin = current_.begin;
    const std::string digits = current_.text;
    advance();
    const Unit* unit = nullptr;
    if (is_sign("%")) unit = find_unit("%");
    if (current_.token == Token::name) unit = find_unit(current_.text);
    if (unit != nullptr) advance();
    std::string error_zh;
    std::string error_en;
    const std::optional<Expr> expr = scaled(digits, unit, begin, error_zh, error_en);
    if (!expr) return fail(begin, "policy.expression.number", {error_zh, error_en});
    return made(*expr);
  }

  std::optional<Expr> scaled(const std::string& digits, const Unit* unit, size_t begin,
                             std::string& error_zh, std::string& error_en) {
    int64_t value = 0;
    int decimals = 0;
    bool point = false;
    for (const char c : digits) {
      if (c == '.') {
        if (point) {
          error_zh = fmt::format("“{}”不是数", digits);
          error_en = fmt::format("'{}' is not a number", digits);
          return std::nullopt;
        }
        point = true;
        continue;
      }
      if (__builtin_mul_overflow(value, 10, &value) ||
          __builtin_add_overflow(value, c - '0', &value)) {
        error_zh = "数值过大";
        error_en = "the number is too large";
        return std::nullopt;
      }
      decimals += point ? 1 : 0;
    }
    while (decimals > 0 && value % 10 == 0) {
      value /= 10;
      --decimals;
    }
    Expr expr = node(Op::literal, begin);
    expr.type = unit != nullptr ? unit->type : decimals > 0 ? Type::ratio : Type::count;
    if (expr.type == Type::ratio && unit != nullptr) decimals += 2;
    const int extra = expr.type == Type::money ? unit->exponent - 2 : 0;
    int raise = extra;
    if (expr.type == Type::money) raise = unit->exponent - decimals;  // to fen
    if (expr.type != Type::ratio && expr.type != Type::money && decimals > 0) raise = -1;
    if (raise < 0 || decimals > 9) {
      error_zh = fmt::format("“{}”的小数位过多", digits);
      error_en = fmt::format("'{}' has more decimals than can be kept", digits);
      return std::nullopt;
    }
    if (__builtin_mul_overflow(value, power_of_ten(std::min(raise, 18)), &value) ||
        __builtin_mul_overflow(value, unit != nullptr ? unit->factor : 1, &value)) {
      error_zh = "数值过大";
      error_en = "the number is too large";
      return std::nullopt;
    }
    expr.number = value;
    expr.scale = expr.type == Type::money ? 2 : expr.type == Type::ratio ? decimals : 0;
    while (expr.type == Type::ratio && expr.scale > 0 && expr.number % 10 == 0) {
      expr.number /= 10;
      --expr.scale;
    }
    return expr;
  }

  std::optional<Expr> name() {
    const size_t begin = current_.begin;
    const std::string word = current_.text;
    static constexpr std::array<std::string_view, 11> kReserved{
        "and", "or", "then", "else", "in", "under", "between", "of", "where", "if", "not"};
    if (std::find(kReserved.begin(), kReserved.end(), word) != kReserved.end())
      return expected("数值、名称或“(”", "a value, a name or '('");
    advance();
    if (is_sign("(")) return call(word, begin);
    Expr expr = node(Op::name, begin);
    expr.name = word;
    if (take_sign(".")) {
      if (current_.token != Token::name) return expected("名称", "a name");
      expr.name += "." + current_.text;
      advance();
    }
    if (word == "true" || word == "false") {
      expr.op = Op::literal;
      expr.type = Type::boolean;
      expr.number = word == "true" ? 1 : 0;
      expr.name.clear();
    }
    return made(std::move(expr));
  }

  /// name(arguments); `where` after the first argument becomes a child marked by codes {"where"}.
  std::optional<Expr> call(const std::string& word, size_t begin) {
    advance();
    Expr expr = node(Op::call, begin);
    expr.name = word;
    if (!take_sign(")")) {
      do {
        std::optional<Expr> argument = choice();
        if (!argument) return std::nullopt;
        expr.children.push_back(std::move(*argument));
        if (is_word("where")) {
          if (expr.children.size() != 1 || !expr.codes.empty())
            return expected("“,”或“)”", "',' or ')'");
          advance();
          std::optional<Expr> filter = choice();
          if (!filter) return std::nullopt;
          expr.children.push_back(std::move(*filter));
          expr.codes = {"where"};
        }
      } while (take_sign(","));
      if (!take_sign(")")) return expected("“,”或“)”", "',' or ')'");
    }
    return made(std::move(expr));
  }

  std::string_view text_;
  const ExpressionPlace& place_;
  std::vector<Issue>& issues_;
  Lexeme current_;
  size_t next_ = 0;
  int depth_ = 0;
  int nodes_ = 0;
  bool failed_ = false;
};

}  // namespace

std::optional<Expr> parse_expression(std::string_view text, const ExpressionPlace& place,
                                     std::vector<Issue>& issues) {
  if (text.size() > kMaxBytes) {
    issues.push_back(
        {Severity::error,
         place.file,
         place.at,
         "policy.expression.size",
         {fmt::format("表达式超过 {} 字节;请用 let 拆分", kMaxBytes),
          fmt::format("the expression is longer than {} bytes; split it with let", kMaxBytes)}});
    return std::nullopt;
  }
  return Parser(text, place, issues).whole();
}

std::optional<Value> parse_value(std::string_view text, Type type, const ExpressionPlace& place,
                                 std::vector<Issue>& issues) {
  const auto fail = [&](Text message) {
    issues.push_back({Severity::error, place.file, place.at, "policy.value", std::move(message)});
    return std::nullopt;
  };
  if (type == Type::code) {
    if (text.empty()) return fail({"代码不能为空", "a code must not be empty"});
    if (text.size() >= 2 && text.front() == '\'' && text.back() == '\'')
      text = text.substr(1, text.size() - 2);
    return Value{.type = type, .code = std::string(text)};
  }
  std::optional<Expr> expr = parse_expression(text, place, issues);
  if (!expr) return std::nullopt;
  const bool minus = expr->op == Op::negate;
  if (minus) {
    Expr inner = std::move(expr->children[0]);
    *expr = std::move(inner);
  }
  if (type == Type::ratio && expr->op == Op::literal && expr->type == Type::count)
    expr->type = Type::ratio;
  if (expr->op != Op::literal || expr->type != type)
    return fail({fmt::format("“{}”不是{}类型的值", text, type_name(type)),
                 fmt::format("'{}' is not a {} (write e.g. 500000 CNY, 30 %, 24 months, "
                             "2024-03-01, 100000 m2, true, 12)",
                             text, type_name(type))});
  Value value{.type = type, .scale = stored_scale(type), .number = expr->number};
  if (expr->scale > value.scale)
    return fail({fmt::format("“{}”的小数位过多", text),
                 fmt::format("'{}' has more decimals than can be kept", text)});
  if (__builtin_mul_overflow(value.number, power_of_ten(value.scale - expr->scale), &value.number))
    return fail({"数值过大", "the number is too large"});
  if (minus) value.number = -value.number;
  return value;
}

}  // namespace gaoxin::policy
