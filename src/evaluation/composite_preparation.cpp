// Before scores can be made: divide by size, fill gaps, take out units with too few data.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "evaluation/composite_statistics.h"
#include "evaluation/composite_steps.h"

namespace gaoxin::composite {

std::vector<std::vector<size_t>> rows_by_period(const Units& units, std::span<const size_t> rows) {
  std::map<int, std::vector<size_t>> parts;
  for (size_t r = 0; r < rows.size(); ++r)
    parts[units.periods.empty() ? 0 : units.periods[rows[r]]].push_back(r);
  std::vector<std::vector<size_t>> out;
  for (auto& [period, part] : parts) out.push_back(std::move(part));
  return out;
}

StepTable denominate(const StepContext& context, const StepTable& in) {
  StepTable out{StepKind::denominated, in.rows, in.values};
  const Dataset& data = context.data;
  for (size_t c = 0; c < in.values.columns(); ++c) {
    const Element& element = context.model.elements[context.model.indicators[c]];
    if (element.denominator.empty()) continue;
    const auto at = std::find(data.denominator_codes.begin(), data.denominator_codes.end(),
                              element.denominator);
    const auto column = static_cast<size_t>(at - data.denominator_codes.begin());
    for (size_t r = 0; r < in.rows.size(); ++r) {
      const double divisor = data.denominators.at(in.rows[r], column);
      double& value = out.values.at(r, c);
      if (known(value) && (!known(divisor) || divisor == 0))
        context.notices.push_back(
            {"evaluation.denominator.zero",
             {fmt::format("分母“{}”为零或未知,指标值未知", element.denominator),
              fmt::format("the denominator '{}' is zero or unknown, so the value is unknown",
                          element.denominator)},
             element.code,
             data.units.codes[in.rows[r]]});
      value = divisor == 0 ? kUnknown : value / divisor;
      if (!std::isfinite(value)) value = kUnknown;
    }
  }
  return out;
}

// ---- Imputation --------------------------------------------------------------------------------

namespace {

using Centre = double (*)(std::span<const double>);

/// Fills the unknown values of x with the centre of the known ones.
void fill(std::span<double> x, Centre centre) {
  const double value = centre(x);
  for (double& cell : x)
    if (!known(cell)) cell = value;
}

void fill_by_group(std::span<double> x, std::span<const std::string> groups, Centre centre) {
  std::map<std::string, std::vector<size_t>> members;
  for (size_t i = 0; i < x.size(); ++i)
    if (!groups[i].empty()) members[groups[i]].push_back(i);
  for (const auto& [group, rows] : members) {
    std::vector<double> values;
    for (const size_t i : rows) values.push_back(x[i]);
    const double value = centre(values);
    for (const size_t i : rows)
      if (!known(x[i])) x[i] = value;
  }
}

/// Columns on 0…1 with their direction, and the way back.
struct UnitScale {
  double low = 0, range = 1, direction = 1;
  double to(double x) const { return (x * direction - low) / range; }
  double from(double x) const { return (x * range + low) * direction; }
};
std::optional<UnitScale> unit_scale(std::span<const double> x, int direction) {
  std::vector<double> directed(x.begin(), x.end());
  for (double& value : directed) value *= direction;
  const double low = minimum(directed), high = maximum(directed);
  if (!(high > low)) return std::nullopt;
  return UnitScale{low, high - low, static_cast<double>(direction)};
}

bool by_row(ImputeBy by) { return by == ImputeBy::row_mean || by == ImputeBy::row_median; }
bool by_panel(ImputeBy by) {
  return by == ImputeBy::panel_latest || by == ImputeBy::panel_constant ||
         by == ImputeBy::panel_linear || by == ImputeBy::panel_linear_or_constant;
}
Centre centre_of(ImputeBy by) {
  const bool middle =
      by == ImputeBy::median || by == ImputeBy::group_median || by == ImputeBy::row_median;
  return middle ? &median : &mean;
}

/// One period, column by column.
void impute_columns(const StepContext& context, const Impute& how, std::span<const size_t> rows,
                    Table& part) {
  std::vector<std::string> groups;
  for (const size_t row : rows)
    groups.push_back(context.data.units.groups.empty() ? "" : context.data.units.groups[row]);
  const bool grouped = how.by == ImputeBy::group_mean || how.by == ImputeBy::group_median;
  for (size_t c = 0; c < part.columns(); ++c) {
    const std::span<double> x = part.column(c);
    const std::vector<double> before(x.begin(), x.end());
    const int direction = context.model.elements[context.model.indicators[c]].direction;
    std::optional<UnitScale> scale;
    if (how.normalise_first.value_or(false)) scale = unit_scale(x, direction);
    if (scale)
      for (double& value : x) value = scale->to(value);
    if (grouped)
      fill_by_group(x, groups, centre_of(how.by));
    else
      fill(x, centre_of(how.by));
    for (size_t i = 0; i < x.size(); ++i)
      x[i] = known(before[i]) ? before[i] : scale ? scale->from(x[i]) : x[i];
  }
}

/// One period, unit by unit, among the columns below the same element of `group_level`.
void impute_rows(const StepContext& context, const Impute& how, Table& part) {
  const Model& model = context.model;
  std::map<size_t, std::vector<size_t>> blocks;
  for (size_t c = 0; c < part.columns(); ++c) {
    size_t above = model.indicators[c];
    while (how.group_level > 0 && model.elements[above].level < how.group_level)
      above = model.parent[above];
    blocks[how.group_level > 0 ? above : 0].push_back(c);
  }
  std::vector<std::optional<UnitScale>> scales(part.columns());
  const bool scaled = how.normalise_first.value_or(true);
  for (size_t c = 0; c < part.columns(); ++c)
    scales[c] = scaled ? unit_scale(part.column(c), model.elements[model.indicators[c]].direction)
                       : UnitScale{};
  for (size_t r = 0; r < part.rows(); ++r)
    for (const auto& [block, columns] : blocks) {
      std::vector<double> values;
      for (const size_t c : columns)
        values.push_back(scales[c] ? scales[c]->to(part.at(r, c)) : kUnknown);
      const double value = centre_of(how.by)(values);
      for (const size_t c : columns)
        if (!known(part.at(r, c)) && scales[c]) part.at(r, c) = scales[c]->from(value);
    }
}

/// R's approx(rule = 2) through the known points of one unit's series.
double between(std::span<const double> x, std::span<const double> y, double at, bool linear) {
  if (at <= x.front()) return y.front();
  if (at >= x.back()) return y.back();
  const auto j = static_cast<size_t>(std::upper_bound(x.begin(), x.end(), at) - x.begin());
  if (at == x[j - 1] || !linear) return y[j - 1];
  return y[j - 1] + (y[j] - y[j - 1]) * ((at - x[j - 1]) / (x[j] - x[j - 1]));
}

void impute_series(const StepContext& context, const Impute& how, const StepTable& in, Table& out) {
  const Units& units = context.data.units;
  std::map<std::string, std::vector<size_t>> series;  // Rows of a unit, by period.
  std::set<int> years;
  for (size_t r = 0; r < in.rows.size(); ++r) {
    series[units.codes[in.rows[r]]].push_back(r);
    years.insert(units.periods[in.rows[r]]);
  }
  const auto year_of = [&](size_t r) { return units.periods[in.rows[r]]; };
  for (auto& [unit, rows] : series) {
    std::sort(rows.begin(), rows.end(),
              [&](size_t a, size_t b) { return year_of(a) < year_of(b); });
    for (size_t c = 0; c < in.values.columns(); ++c) {
      std::vector<double> x, y;
      for (const size_t r : rows)
        if (known(in.values.at(r, c))) {
          x.push_back(year_of(r));
          y.push_back(in.values.at(r, c));
        }
      if (x.empty() || x.size() == rows.size()) continue;
      const bool linear = how.by == ImputeBy::panel_linear ||
                          (how.by == ImputeBy::panel_linear_or_constant && x.size() > 1);
      if (linear && x.size() < 2) {
        context.notices.push_back(
            {"evaluation.impute.one_point",
             {"只有一个已知年份,无法线性插补,仍为未知",
              "only one year is known, which no line goes through; it stays unknown"},
             context.model.elements[context.model.indicators[c]].code,
             unit});
        continue;
      }
      for (const size_t r : rows) {
        if (known(in.values.at(r, c))) continue;
        if (how.by != ImputeBy::panel_latest) {
          out.at(r, c) = between(x, y, year_of(r), linear);
          continue;
        }
        const auto after = std::lower_bound(x.begin(), x.end(), static_cast<double>(year_of(r)));
        if (after == x.begin()) continue;
        const auto found = static_cast<size_t>(after - x.begin()) - 1;
        // "Back" counts the years that the data have, as COINr does.
        const auto back = std::distance(years.lower_bound(static_cast<int>(x[found])),
                                        years.lower_bound(year_of(r)));
        if (!how.periods_back_max || back <= *how.periods_back_max) out.at(r, c) = y[found];
      }
    }
  }
}

}  // namespace

Result<StepTable> impute(const StepContext& context, const StepTable& in, const Impute& how) {
  const Units& units = context.data.units;
  StepTable out{StepKind::imputed, in.rows, in.values};
  if ((how.by == ImputeBy::group_mean || how.by == ImputeBy::group_median) && units.groups.empty())
    return composite_error("evaluation.impute.groups", "按组插补需要每个单位的分组",
                           "imputing by group needs the group of each unit");
  if (how.group_level != 0 && (how.group_level < 2 || how.group_level > context.model.levels))
    return composite_error(
        "evaluation.impute.level", fmt::format("插补分组层级须为 2 至 {}", context.model.levels),
        fmt::format("the grouping level for imputing is 2 to {}", context.model.levels));
  if (by_panel(how.by)) {
    if (std::set(units.periods.begin(), units.periods.end()).size() < 2)
      return composite_error("evaluation.impute.panel", "按年份插补需要至少两个年份的数据",
                             "imputing over time needs data of at least two years");
    impute_series(context, how, in, out.values);
    return out;
  }
  for (const std::vector<size_t>& rows : rows_by_period(units, in.rows)) {
    Table part(rows.size(), in.values.columns());
    std::vector<size_t> dataset_rows;
    for (size_t i = 0; i < rows.size(); ++i) {
      dataset_rows.push_back(in.rows[rows[i]]);
      for (size_t c = 0; c < part.columns(); ++c) part.at(i, c) = in.values.at(rows[i], c);
    }
    if (by_row(how.by))
      impute_rows(context, how, part);
    else
      impute_columns(context, how, dataset_rows, part);
    for (size_t i = 0; i < rows.size(); ++i)
      for (size_t c = 0; c < part.columns(); ++c) out.values.at(rows[i], c) = part.at(i, c);
  }
  return out;
}

// ---- Screening ---------------------------------------------------------------------------------

StepTable screen(const StepContext& context, const StepTable& in, const Screen& how) {
  const size_t columns = in.values.columns();
  std::vector<size_t> kept;
  for (size_t r = 0; r < in.rows.size(); ++r) {
    size_t unknown = 0, zeros = 0;
    for (size_t c = 0; c < columns; ++c) {
      unknown += known(in.values.at(r, c)) ? 0 : 1;
      zeros += in.values.at(r, c) == 0 ? 1 : 0;
    }
    const double available = 1 - static_cast<double>(unknown) / static_cast<double>(columns);
    const double nonzero = 1 - static_cast<double>(zeros) / static_cast<double>(columns - unknown);
    const bool few_data = available < how.data_share_min;
    const bool few_nonzero = !(nonzero >= how.nonzero_share_min);  // Nothing known: too few.
    bool stays = how.by == ScreenBy::unknown ? !few_data
                 : how.by == ScreenBy::zeros ? !few_nonzero
                                             : !few_data && !few_nonzero;
    const std::string& unit = context.data.units.codes[in.rows[r]];
    if (const auto forced = how.force.find(unit); forced != how.force.end()) stays = forced->second;
    if (stays) {
      kept.push_back(r);
      continue;
    }
    context.notices.push_back(
        {"evaluation.screen.left_out",
         {fmt::format("数据可得率 {:.0f}%,未参加评价", available * 100),
          fmt::format("{:.0f} % of the data are known; left out", available * 100)},
         "",
         unit});
  }
  StepTable out{StepKind::screened, {}, Table(kept.size(), columns)};
  for (size_t i = 0; i < kept.size(); ++i) {
    out.rows.push_back(in.rows[kept[i]]);
    for (size_t c = 0; c < columns; ++c) out.values.at(i, c) = in.values.at(kept[i], c);
  }
  return out;
}

}  // namespace gaoxin::composite
