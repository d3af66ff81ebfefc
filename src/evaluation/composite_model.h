// The composite indicator: what is measured (a table of units × indicators), how the indicators
// stand below each other (the framework) and the ordered steps that make scores of them.
//
// Start here; composite_engine.h runs the steps. Definitions and defaults are those of COINr
// 1.1.14 (Becker, Caperna, Del Sorbo et al., JOSS 7(78) 4567, 2022; the R package by authors of
// the EU's Joint Research Centre), so that its answers can be checked against ours to the last
// place; the steps are those of the OECD/JRC Handbook on Constructing Composite Indicators (2008).
// Pure: no files, no database, no clock.
#pragma once

#include <cstddef>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace gaoxin::composite {

/// The cell of a table that is unknown. Inside the engine a quiet NaN says so; no NaN leaves it:
/// the API writes unknown as null.
inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
inline bool known(double value) { return value == value; }

/// Rows × columns of doubles, a column contiguous.
class Table {
 public:
  Table() = default;
  Table(size_t rows, size_t columns) : rows_(rows), cells_(rows * columns, kUnknown) {}
  size_t rows() const { return rows_; }
  size_t columns() const { return rows_ == 0 ? 0 : cells_.size() / rows_; }
  double& at(size_t row, size_t column) { return cells_[column * rows_ + row]; }
  double at(size_t row, size_t column) const { return cells_[column * rows_ + row]; }
  std::span<double> column(size_t column) { return {cells_.data() + column * rows_, rows_}; }
  std::span<const double> column(size_t column) const {
    return {cells_.data() + column * rows_, rows_};
  }
  bool operator==(const Table&) const = default;

 private:
  size_t rows_ = 0;
  std::vector<double> cells_;
};

/// An indicator (level 1) or an aggregate (level 2 and above); the one without a parent is the
/// index. COINr's columns of iMeta, with the parameters a normaliser may take from there.
struct Element {
  std::string code;
  std::string parent;               ///< empty: the index itself
  int level = 1;                    ///< 1: indicator
  int direction = 1;                ///< -1: less is better
  std::optional<double> weight;     ///< within its parent; an unset one blocks a run
  std::string denominator;          ///< code of a denominator column; empty: none
  std::optional<double> target;     ///< in the indicator's own unit
  std::optional<double> low, high;  ///< goalposts or bounds, in the indicator's own unit
  std::optional<double> scale;      ///< of goalposts and of `scaled`
  bool cap = false;                 ///< distance to target: at most 1
  bool truncate = true;             ///< goalposts: within 0 and scale
};

/// The units' rows, in the order of the caller.
struct Units {
  std::vector<std::string> codes;
  std::vector<std::string> groups;  ///< peer group of each; empty text: none; may be empty
  std::vector<int> periods;         ///< year of each row of a panel; empty: one period
  size_t size() const { return codes.size(); }
};

/// What goes in: `values` has one column for each indicator in the order of the model's
/// `indicators`, `denominators` one for each name.
struct Dataset {
  Units units;
  Table values;
  std::vector<std::string> denominator_codes;
  Table denominators;
};

/// The framework, checked and put in order.
struct Model {
  std::vector<Element> elements;   ///< by level, then parent, then as given (COINr's order)
  std::vector<size_t> indicators;  ///< the elements of level 1, in order
  int levels = 0;                  ///< the level of the index
  /// children[e]: the elements whose parent is e, in order.
  std::vector<std::vector<size_t>> children;
  /// parent[e]: the element above, or elements.size() for the index.
  std::vector<size_t> parent;
  size_t index() const { return elements.size() - 1; }
  std::optional<size_t> find(std::string_view code) const;
};
/// Errors: evaluation.model.empty, .code (double or empty), .parent (unknown; with the path of a
/// cycle), .level (a parent stands exactly one level above), .direction, .top (one index).
Result<Model> make_model(std::vector<Element> elements);

// ---- Steps -------------------------------------------------------------------------------------

/// Divides an indicator by its denominator column. A zero or unknown denominator gives unknown
/// (COINr: Inf).
struct Denominate {};

enum class ImputeBy {
  mean,
  median,
  group_mean,  ///< mean of the unit's group; a unit without a group stays unknown
  group_median,
  row_mean,  ///< of the unit's other indicators, each brought to 0…1 first
  row_median,
  panel_latest,    ///< the latest earlier period of the same unit
  panel_constant,  ///< R's approx(method = "constant", rule = 2): the earlier value, ends extended
  panel_linear,    ///< between the neighbours in time, ends extended
  panel_linear_or_constant  ///< linear, or the one value there is
};
struct Impute {
  ImputeBy by = ImputeBy::mean;
  /// Row methods: only indicators below the same element of this level; 0: all.
  int group_level = 0;
  /// Brings columns to 0…1 with their direction before; COINr's default: for row methods.
  std::optional<bool> normalise_first;
  std::optional<int> periods_back_max;  ///< panel_latest
};

enum class ScreenBy { unknown, zeros, unknown_and_zeros };
/// Takes out units with too few data; what follows sees only those that stay.
struct Screen {
  ScreenBy by = ScreenBy::unknown;
  double data_share_min = 2.0 / 3;
  double nonzero_share_min = 0.05;         ///< of the known ones
  std::map<std::string, bool> force = {};  ///< unit → stays (true) or leaves
};

enum class Transform {
  none,
  log_ct,       ///< ln(x − min + 0.01·(max − min)), the COIN Tool's
  log_ct_plus,  ///< the same, mirrored when the skew is not positive
  log_ct_orig,  ///< ln(x − min + 1)
  log_gii,      ///< ln((max − 1)(x − min)/(max − min) + 1), the Global Innovation Index's
  /// What COINr 1.1.14 does under that name: it computes the logarithm and returns x unchanged.
  log_gii_coinr,
  box_cox  ///< of x − min + 1, with lambda
};
struct TreatIndicator {
  bool winsorise = true;
  std::optional<int> winsorise_points_max = 5;  ///< nothing: no limit
  bool force_winsorise = false;
  double winsorise_skew = 2, winsorise_kurtosis = 3.5;
  Transform then = Transform::log_ct;  ///< when winsorising does not suffice
  double lambda = 0;                   ///< box_cox
  bool combine = false;                ///< transforms the winsorised values, not the original
  double pass_skew = 2, pass_kurtosis = 3.5;  ///< passes when |skew| < or kurtosis < these
  bool nothing = false;                       ///< leaves the indicator as it is
  bool operator==(const TreatIndicator&) const = default;
};
/// Per period in a panel.
struct Treat {
  TreatIndicator all = {};
  std::map<std::string, TreatIndicator> of = {};  ///< by indicator
};

enum class Scale {
  none,  ///< only the direction
  minmax,
  zscore,
  rank,
  borda,
  percent_rank,
  distance_to_max,
  distance_to_reference,
  distance_to_target,
  fraction_of_max,
  goalposts,
  scaled,
  /// x / target, or target / x when less is better, at most 1, × factor: the ideal-value method of
  /// the land-intensity evaluation. Not in COINr.
  ideal
};
/// The numbers are on the directed scale (x × direction), as COINr passes them on.
struct NormaliseIndicator {
  Scale scale = Scale::minmax;
  double low = 0;       ///< minmax: of the result; zscore: mean; goalposts, scaled: of x
  double high = 100;    ///< minmax: of the result; zscore: standard deviation; goalposts, scaled: x
  double factor = 100;  ///< goalposts, scaled
  double target = 0;    ///< distance_to_target
  std::string reference = {};  ///< distance_to_reference: a unit
  bool cap = false;            ///< distance_to_target, distance_to_reference: at most 1
  bool truncate = true;        ///< goalposts
  bool operator==(const NormaliseIndicator&) const = default;
};
struct Normalise {
  NormaliseIndicator all = {};
  std::map<std::string, NormaliseIndicator> of = {};  ///< by indicator
  /// Takes target, goalposts, bounds and scale from the elements (own units, turned with the
  /// direction), as COINr's "use_iMeta".
  bool from_elements = false;
  bool across_periods = true;  ///< one scale for the whole panel; else one for each period
};

enum class Mean { arithmetic, geometric, harmonic, generalised, copeland };
struct AggregateLevel {
  Mean mean = Mean::arithmetic;
  double power = 1;                      ///< generalised
  std::optional<double> data_share_min;  ///< fewer known children: unknown
  bool operator==(const AggregateLevel&) const = default;
};
/// One entry for all levels, or one for each aggregation from the lowest up.
struct Aggregate {
  std::vector<AggregateLevel> levels = {AggregateLevel{}};
  bool equal_weights = false;  ///< 1 for all instead of the elements' weights
};

/// The order is COINr's usual one; a step that is not set is left out.
struct Method {
  bool denominate = true;
  std::optional<Screen> screen_first;  ///< on the raw data, as COINr's panel example
  std::optional<Impute> impute;
  std::optional<Screen> screen;
  std::optional<Treat> treat;
  std::optional<Normalise> normalise = Normalise{};
  Aggregate aggregate = {};
};

}  // namespace gaoxin::composite
