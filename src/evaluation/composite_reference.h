// Reads COINr's ASEM example (../shared/data/evaluation/coinr_asem) for tests and measurements;
// the program itself never does.
#pragma once

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "base/check.h"
#include "evaluation/composite_model.h"
#include "registry/table_reader.h"

namespace gaoxin::composite {

struct ReferenceFile {
  std::map<std::string, size_t> columns;
  std::vector<std::vector<std::string>> rows;
  const std::string& text(size_t row, const std::string& column) const {
    return rows[row][columns.at(column)];
  }
  double number(size_t row, const std::string& column) const {
    const std::string& cell = text(row, column);
    return cell.empty() || cell == "NA" ? kUnknown : std::stod(cell);
  }
};

/// No rows when the file is not there.
inline ReferenceFile read_reference(const std::string& path) {
  ReferenceFile out;
  std::ifstream in(path, std::ios::binary);
  if (!in) return out;
  std::ostringstream bytes;
  bytes << in.rdbuf();
  const auto read = read_table(bytes.str(), [&](const TableRow& row) {
    std::vector<std::string> cells(row.cells.begin(), row.cells.end());
    if (out.columns.empty()) {
      for (size_t c = 0; c < cells.size(); ++c) out.columns[cells[c]] = c;
    } else {
      cells.resize(out.columns.size());
      out.rows.push_back(std::move(cells));
    }
    return true;
  });
  CHECK(read.ok());
  return out;
}

inline std::vector<Element> asem_elements(const std::string& folder) {
  const ReferenceFile meta = read_reference(folder + "/input_iMeta.csv");
  std::vector<Element> elements;
  for (size_t r = 0; r < meta.rows.size(); ++r) {
    const std::string& type = meta.text(r, "Type");
    if (type != "Indicator" && type != "Aggregate") continue;
    Element element;
    element.code = meta.text(r, "iCode");
    element.parent = meta.text(r, "Parent");
    element.level = std::stoi(meta.text(r, "Level"));
    if (!meta.text(r, "Direction").empty())
      element.direction = std::stoi(meta.text(r, "Direction"));
    element.weight = meta.number(r, "Weight");
    element.denominator = meta.text(r, "Denominator");
    if (known(meta.number(r, "Target"))) element.target = meta.number(r, "Target");
    elements.push_back(element);
  }
  return elements;
}

inline Dataset asem_data(const std::string& folder, const Model& model,
                         const std::string& file = "input_iData.csv") {
  const ReferenceFile in = read_reference(folder + "/" + file);
  Dataset data;
  std::map<std::string, size_t> order;  // COINr works in the order of periods, then codes.
  for (size_t r = 0; r < in.rows.size(); ++r)
    order[in.text(r, "Time") + " " + in.text(r, "uCode")] = r;
  data.denominator_codes = {"Area", "Energy", "GDP", "Population"};
  data.values = Table(in.rows.size(), model.indicators.size());
  data.denominators = Table(in.rows.size(), data.denominator_codes.size());
  for (const auto& [key, r] : order) {
    const size_t row = data.units.codes.size();
    data.units.codes.push_back(in.text(r, "uCode"));
    data.units.groups.push_back(in.text(r, "EurAsia_group"));
    data.units.periods.push_back(std::stoi(in.text(r, "Time")));
    for (size_t c = 0; c < model.indicators.size(); ++c)
      data.values.at(row, c) = in.number(r, model.elements[model.indicators[c]].code);
    for (size_t c = 0; c < data.denominator_codes.size(); ++c)
      data.denominators.at(row, c) = in.number(r, data.denominator_codes[c]);
  }
  return data;
}

/// The method of COINr's build_example_coin().
inline Method asem_method() {
  Method method;
  method.impute = Impute{ImputeBy::group_mean, 0, {}, {}};
  method.screen = Screen{ScreenBy::unknown, 0.9, 0.05, {}};
  method.treat = Treat{};
  return method;
}

}  // namespace gaoxin::composite
