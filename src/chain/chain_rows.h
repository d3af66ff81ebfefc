// Sorting, searching, paging and exporting of rows that were computed in memory.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "api/operation.h"
#include "api/page.h"
#include "base/text.h"
#include "registry/table_writer.h"

namespace gaoxin {

/// A number or a text to sort by and to show; nothing = unknown, which sorts last.
using RowValue = std::variant<std::monostate, double, std::string>;

template <typename T>
struct RowColumn {
  std::string name;  ///< in `sort` and `columns`
  Text title;
  std::function<RowValue(const T&, bool english)> value;
};

template <typename T>
Result<Done> sort_rows(std::vector<T>& rows, const std::optional<std::string>& sort,
                       const std::vector<RowColumn<T>>& columns) {
  if (!sort || sort->empty()) return Done{};
  const bool descending = sort->front() == '-';
  const std::string name = sort->substr(descending ? 1 : 0);
  for (const RowColumn<T>& column : columns) {
    if (column.name != name) continue;
    std::stable_sort(rows.begin(), rows.end(), [&](const T& a, const T& b) {
      const RowValue left = column.value(a, false), right = column.value(b, false);
      if (left.index() == 0 || right.index() == 0) return left.index() != 0 && right.index() == 0;
      return descending ? right < left : left < right;
    });
    return Done{};
  }
  return Error{ErrorCode::invalid,
               "chain.sort",
               {"不能按“" + clipped(name, 40) + "”排序",
                "rows cannot be sorted by '" + clipped(name, 40) + "'"},
               {}};
}

/// Keeps the rows that hold every word of `q` in one of their texts.
template <typename T>
void search_rows(std::vector<T>& rows, const std::optional<std::string>& q,
                 const std::function<std::string(const T&)>& texts) {
  if (!q || trim(*q).empty()) return;
  const std::string wanted = fold(*q);
  std::erase_if(rows, [&](const T& row) {
    const std::string text = fold(texts(row));
    for (std::string_view word : split(wanted, ' '))
      if (text.find(word) == std::string::npos) return true;
    return false;
  });
}

template <typename Page, typename T>
Result<Done> fill_page(Page& page, std::vector<T> rows, std::optional<int64_t> number,
                       std::optional<int64_t> size) {
  TRY_ASSIGN(request, page_request(number, size));
  page.page = request.page;
  page.page_size = request.page_size;
  page.total = static_cast<int64_t>(rows.size());
  const int64_t begin = std::min(page.total, (request.page - 1) * request.page_size);
  const int64_t end = std::min(page.total, begin + request.page_size);
  page.items.assign(std::make_move_iterator(rows.begin() + begin),
                    std::make_move_iterator(rows.begin() + end));
  return Done{};
}

struct ExportChoice {
  std::optional<std::string> format, columns, lang;
};
template <typename T>
Result<File> export_rows(const std::string& name, const Text& sheet, const std::vector<T>& rows,
                         const std::vector<RowColumn<T>>& columns, const ExportChoice& choice) {
  TRY_ASSIGN(format, parse_table_format(choice.format.value_or("xlsx")));
  const bool english = choice.lang.value_or("zh") == "en";
  std::vector<const RowColumn<T>*> chosen;
  if (choice.columns && !choice.columns->empty()) {
    for (std::string_view wanted : split(*choice.columns, ',')) {
      const size_t before = chosen.size();
      for (const RowColumn<T>& column : columns)
        if (column.name == wanted) chosen.push_back(&column);
      if (chosen.size() == before)
        return Error{ErrorCode::invalid,
                     "export.column",
                     {"没有“" + clipped(wanted, 40) + "”这一列",
                      "there is no column '" + clipped(wanted, 40) + "'"},
                     {}};
    }
  } else {
    for (const RowColumn<T>& column : columns) chosen.push_back(&column);
  }
  std::vector<TableColumn> titles;
  for (const RowColumn<T>* column : chosen)
    titles.push_back({english ? column->title.en : column->title.zh, 0});
  TRY_ASSIGN(bytes,
             write_table(format, english ? sheet.en : sheet.zh, titles, [&](const AddRow& add) {
               for (const T& row : rows) {
                 std::vector<RowValue> values;
                 for (const RowColumn<T>* column : chosen)
                   values.push_back(column->value(row, english));
                 std::vector<TableCell> cells;
                 for (const RowValue& value : values) {
                   if (const double* number = std::get_if<double>(&value))
                     cells.emplace_back(*number);
                   else if (const auto* text = std::get_if<std::string>(&value))
                     cells.emplace_back(std::string_view(*text));
                   else
                     cells.emplace_back();
                 }
                 add(cells);
               }
             }));
  const std::string extension = format == TableFormat::xlsx ? ".xlsx" : ".csv";
  return File{name + extension, std::string(table_content_type(format)), std::move(bytes)};
}

}  // namespace gaoxin
