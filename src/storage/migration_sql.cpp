// A scanner over SQL that knows strings, quoted names, comments and dollar quotes, so that a
// semicolon or a "-- sqlite" inside one of them means nothing.
#include "storage/migration_sql.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace gaoxin {
namespace {

enum class TokenKind { space, comment, word, quoted, other, unclosed };
struct Token {
  TokenKind kind;
  std::string_view text;
};

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         (c & 0x80) != 0;
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

Token delimited(std::string_view sql, size_t from, std::string_view end, TokenKind kind) {
  const size_t found = sql.find(end, from);
  if (found == std::string_view::npos) return {TokenKind::unclosed, sql};
  return {kind, sql.substr(0, found + end.size())};
}

/// The token at the start of `sql`, which is not empty. A doubled quote inside a string reads as
/// two strings side by side, which serves here.
Token next_token(std::string_view sql) {
  const char c = sql.front();
  if (sql.starts_with("--")) {
    return {TokenKind::comment, sql.substr(0, std::min(sql.find('\n'), sql.size()))};
  }
  if (sql.starts_with("/*")) return delimited(sql, 2, "*/", TokenKind::comment);
  if (c == '\'' || c == '"') return delimited(sql, 1, sql.substr(0, 1), TokenKind::quoted);
  size_t size = 1;
  if (c == '$') {  // $$ … $$ or $tag$ … $tag$; `$1` is none.
    while (size < sql.size() && is_word(sql[size])) ++size;
    if (size < sql.size() && sql[size] == '$' && (size == 1 || sql[1] < '0' || sql[1] > '9')) {
      return delimited(sql, size + 1, sql.substr(0, size + 1), TokenKind::quoted);
    }
    return {TokenKind::other, sql.substr(0, size)};
  }
  if (is_space(c)) {
    while (size < sql.size() && is_space(sql[size])) ++size;
    return {TokenKind::space, sql.substr(0, size)};
  }
  if (is_word(c)) {
    while (size < sql.size() && is_word(sql[size])) ++size;
    return {TokenKind::word, sql.substr(0, size)};
  }
  return {TokenKind::other, sql.substr(0, 1)};
}

std::string upper(std::string_view word) {
  std::string out(word);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

/// Rewrites one file's statements token by token.
class Rewriter {
 public:
  Rewriter(Engine engine, const Migration& migration) : engine_(engine), migration_(migration) {}

  Result<std::string> run() {
    std::string_view rest = migration_.sql;
    while (!rest.empty()) {
      const Token token = next_token(rest);
      if (token.kind == TokenKind::unclosed) {
        return wrong("有未结束的字符串或注释", "a string or comment is not closed");
      }
      TRY(take(token));
      line_ += std::count(token.text.begin(), token.text.end(), '\n');
      rest.remove_prefix(token.text.size());
    }
    if (block_) return wrong("缺少 -- end", "a block has no -- end");
    end_statement();
    return std::move(out_);
  }

 private:
  Error wrong(const char* zh, const char* en) const {
    return {ErrorCode::invalid,
            "storage.migration.text",
            {fmt::format("迁移 {} 第 {} 行：{}。", migration_.name, line_, zh),
             fmt::format("Migration {}, line {}: {}.", migration_.name, line_, en)},
            {}};
  }

  Result<Done> take(const Token& token) {
    if (token.kind == TokenKind::comment && token.text.starts_with("--")) {
      TRY(take_marker(trim(token.text.substr(2))));
    }
    if (block_ && *block_ != engine_) {  // The other database's: only the lines are kept.
      out_.append(static_cast<size_t>(std::count(token.text.begin(), token.text.end(), '\n')),
                  '\n');
      return Done{};
    }
    if (engine_ == Engine::postgres || token.kind == TokenKind::space ||
        token.kind == TokenKind::comment) {
      out_ += token.text;
      return Done{};
    }
    take_for_sqlite(token);
    return Done{};
  }

  Result<Done> take_marker(std::string_view name) {
    if (name == "end") {
      if (!block_) return wrong("多余的 -- end", "an -- end without a block");
      block_.reset();
    } else if (name == "sqlite" || name == "postgres") {
      if (block_) return wrong("区块不能嵌套", "a block inside a block");
      block_ = name == "sqlite" ? Engine::sqlite : Engine::postgres;
    }
    return Done{};
  }

  void take_for_sqlite(const Token& token) {
    if (token.text == ";") {
      end_statement();
      out_ += ';';
      return;
    }
    const std::string word = token.kind == TokenKind::word ? upper(token.text) : std::string();
    ++words_;
    if (words_ == 1) first_word_ = word;
    if (words_ == 2) {
      in_table_ = word == "TABLE" && (first_word_ == "CREATE" || first_word_ == "ALTER");
    }
    if (word == "STRICT") strict_ = true;
    if (word == "AS" && depth_ == 0) in_table_ = false;
    if (depth_ == 0 && after_columns_ && !word.empty()) has_options_ = true;
    if (token.text == "(") ++depth_;
    if (token.text == ")") after_columns_ = --depth_ == 0;
    out_ += in_table_ ? type_name(word, token.text) : std::string(token.text);
    last_word_ = word;
    end_of_last_ = out_.size();
  }

  /// STRICT tables know INTEGER, REAL, TEXT and BLOB. "DOUBLE PRECISION" is two words: the first
  /// becomes REAL, the second nothing.
  std::string type_name(const std::string& word, std::string_view text) const {
    if (word == "BIGINT") return "INTEGER";
    if (word == "DOUBLE") return "REAL";
    if (word == "PRECISION" && last_word_ == "DOUBLE") return "";
    if (word == "BYTEA") return "BLOB";
    return std::string(text);
  }

  void end_statement() {
    if (in_table_ && first_word_ == "CREATE" && after_columns_ && !strict_ &&
        engine_ == Engine::sqlite) {
      out_.insert(end_of_last_, has_options_ ? ", STRICT" : " STRICT");
    }
    words_ = 0;
    depth_ = 0;
    in_table_ = strict_ = after_columns_ = has_options_ = false;
  }

  Engine engine_;
  const Migration& migration_;
  std::string out_;
  std::ptrdiff_t line_ = 1;
  std::optional<Engine> block_;
  // The statement being read.
  int words_ = 0;
  int depth_ = 0;
  std::string first_word_;
  std::string last_word_;
  size_t end_of_last_ = 0;      // Where its last token ends in out_.
  bool in_table_ = false;       // CREATE TABLE or ALTER TABLE.
  bool after_columns_ = false;  // The parenthesis of the columns is closed.
  bool has_options_ = false;    // Something stands behind it.
  bool strict_ = false;
};

}  // namespace

Result<std::string> migration_sql(Engine engine, const Migration& migration) {
  return Rewriter(engine, migration).run();
}

}  // namespace gaoxin
