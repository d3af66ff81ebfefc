// A document as data, and its renderings as PDF and DOCX.
//
//   document::Document d;
//   d.title = "年度公报"; d.language = "zh"; d.date = make_date(2025, 4, 1);
//   d.add(document::Contents{});
//   d.add(document::Heading{1, "总体情况"});
//   d.add(document::Paragraph{"营业收入 16.6 万亿元。¹", {"¹ 来源:……"}});
//   Result<std::string> pdf = document::render_pdf(d);
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/date.h"
#include "base/result.h"

namespace gaoxin::document {

struct Heading {
  int level = 1;  ///< 1 to 3; 1 and 2 stand in the contents
  std::string text;
};

/// Notes stand in small type below; their marks are written by the caller, see note_mark().
struct Paragraph {
  std::string text;
  std::vector<std::string> notes;
};

enum class Align { left, right, centre };
struct Column {
  std::string title;
  double width = 1;  ///< its share of the page's width
  Align align = Align::left;
};
/// The head is repeated on every page. A row with fewer cells than columns is filled up.
struct Table {
  std::string caption;
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> notes;
};

/// An unknown value leaves a gap, never a zero.
struct Chart {
  enum class Kind { bars, lines } kind = Kind::bars;
  std::string caption;
  std::string unit;
  std::vector<std::string> categories;
  struct Series {
    std::string name;
    std::vector<std::optional<double>> values;  ///< one per category
  };
  std::vector<Series> series;
  std::vector<std::string> notes;
};

struct Contents {};
struct PageBreak {};

using Block = std::variant<Heading, Paragraph, Table, Chart, Contents, PageBreak>;

struct Document {
  std::string title, subtitle, issuer;
  std::string language = "zh";  ///< zh or en: fonts, line breaking, "page 1 of 9"
  Date date;
  std::vector<Block> blocks;
  void add(Block block) { blocks.push_back(std::move(block)); }
};

/// The n-th note's mark as superior figures: 12 → "¹²".
std::string note_mark(int n);
/// "1,234,567.80" with so many decimals.
std::string grouped(double value, int decimals);

/// A4. Errors: document.font (no font has some of the characters).
Result<std::string> render_pdf(const Document& document);
/// Office Open XML, A4; charts become tables of their figures.
Result<std::string> render_docx(const Document& document);

inline constexpr std::string_view kPdfType = "application/pdf";
inline constexpr std::string_view kDocxType =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

}  // namespace gaoxin::document
