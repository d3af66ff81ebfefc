// What regional science measures on a table of regions x industries: specialisation, concentration,
// relatedness, complexity, growth, inequality. Pure.
//
// Definitions are those of EconGeo 2.1 (Balland), py-ecomplexity (Growth Lab) and REAT 3.0.3
// (Wieland); where they differ the choice is a parameter or a function of its own, and nothing is
// rounded. What cannot be computed (an empty region, a single one, a value that is no number or
// negative, a zero denominator) is unknown with its reason; no answer is ever NaN, and no unknown
// is ever 0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"

namespace gaoxin {

/// Why a measure has no value.
enum class UnknownBecause {
  known,
  not_a_number,      ///< a value is NaN or infinite
  negative,          ///< a value is below 0
  empty_table,       ///< everything is 0, or there is nothing
  empty_region,      ///< the region has nothing in any industry
  empty_industry,    ///< the industry is in no region
  one_region,        ///< there is nothing to compare with
  one_industry,      ///< a structure needs two industries at least
  one_firm,          ///< Ellison-Glaeser: a single firm cannot be concentrated
  zero_start,        ///< growth from 0 has no rate
  zero_denominator,  ///< any other division by 0
  not_positive,      ///< a logarithm or a geometric mean of 0
  no_variance,       ///< all the same: no rank, no sign, no score
  not_unique,        ///< several eigenvectors fit (parts of the table have nothing in common)
  no_relations,      ///< the industry is related to no other
};
/// The reason as a sentence for people.
Text unknown_text(UnknownBecause because);

struct Measure {
  std::optional<double> value;
  UnknownBecause because = UnknownBecause::known;

  Measure(double known) : value(known) {}                // NOLINT: implicit
  Measure(UnknownBecause unknown) : because(unknown) {}  // NOLINT: implicit
  bool operator==(const Measure&) const = default;
};

/// Jobs, yuan or firms; row = region. A view: the values are the caller's.
struct RegionTable {
  size_t regions = 0;
  size_t industries = 0;
  std::span<const double> values;  ///< regions x industries, by rows
  double at(size_t region, size_t industry) const { return values[region * industries + industry]; }
};

struct MeasureTable {
  size_t rows = 0;
  size_t columns = 0;
  std::vector<Measure> cells;
  const Measure& at(size_t row, size_t column) const { return cells[row * columns + column]; }
};

// ---- Location quotient and binary advantage ----------------------------------------------------

/// (x_ri / x_r) / (x_i / x): EconGeo location_quotient, REAT locq, py-ecomplexity rca.
MeasureTable location_quotients(const RegionTable& table);

/// From which quotient on a region has an advantage: EconGeo says above 1, py-ecomplexity from 1.
enum class AdvantageRule { above_one, from_one };

/// Who has an advantage in what: 1 or 0. An unknown quotient is no advantage; `region_known` and
/// `industry_known` say which rows and columns are unknown as a whole.
struct AdvantageTable {
  size_t regions = 0;
  size_t industries = 0;
  std::vector<uint8_t> cells;
  std::vector<uint8_t> region_known, industry_known;
  /// Set when the table itself is no table of counts; then everything on it is unknown.
  UnknownBecause problem = UnknownBecause::known;
  bool at(size_t region, size_t industry) const { return cells[region * industries + industry]; }
};
AdvantageTable advantages(const RegionTable& table, AdvantageRule rule);

/// Number of industries a region has an advantage in (EconGeo diversity with rca).
std::vector<Measure> diversity(const AdvantageTable& table);
/// Number of regions that have an advantage in the industry (EconGeo ubiquity with rca).
std::vector<Measure> ubiquity(const AdvantageTable& table);

// ---- Specialisation of regions and concentration of industries ---------------------------------

/// Sum of |share - share|, 0 to 2, of two rows (REAT krugman.spec). Half of it is the coefficient
/// of specialisation.
Measure krugman_pair(std::span<const double> left, std::span<const double> right);
/// All pairs of regions; the diagonal is 0.
MeasureTable krugman_pairs(const RegionTable& table);
/// Each region against the structure of all regions together (EconGeo krugman_index).
std::vector<Measure> krugman_against_all(const RegionTable& table);
/// Each region against the mean structure of the others (REAT krugman.spec2).
std::vector<Measure> krugman_against_mean_of_others(const RegionTable& table);
/// Half of krugman_against_all (EconGeo spec_coeff).
std::vector<Measure> specialisation_coefficients(const RegionTable& table);
/// Cosine of two structures, 0 to 1; of all pairs the diagonal is 1.
Measure cosine_pair(std::span<const double> left, std::span<const double> right);
MeasureTable cosine_pairs(const RegionTable& table);

/// Sum of squared shares, 1/n to 1 (EconGeo herfindahl, REAT herf).
Measure herfindahl(std::span<const double> values);
/// -sum p log2 p in bits, without EconGeo's 1e-9 and its rounding.
Measure entropy(std::span<const double> values);
/// 1 / sum(share x location quotient), 0 to 1: 1 = as all together (EconGeo hachman).
std::vector<Measure> hachman(const RegionTable& table);
/// Gini of the location quotients of a region's industries (REAT gini.spec).
std::vector<Measure> gini_of_specialisation(const RegionTable& table);

/// HHI of an industry over regions.
std::vector<Measure> herfindahl_of_industries(const RegionTable& table);
/// Sum over regions of |share of the industry - share of everything|, 0 to 2.
std::vector<Measure> krugman_of_industries(const RegionTable& table);
/// The same against the mean of the other industries (REAT krugman.conc2).
std::vector<Measure> krugman_of_industries_against_others(const RegionTable& table);
/// Half of krugman_of_industries, 0 to 1 (EconGeo hoover_index / 100 with the regions' totals).
std::vector<Measure> hoover_of_industries(const RegionTable& table);
/// 0 to 0.5: half the area between the Lorenz curve and the diagonal (EconGeo locational_gini).
std::vector<Measure> locational_gini(const RegionTable& table);
/// Gini of the location quotients of an industry's regions (REAT gini.conc).
std::vector<Measure> gini_of_concentration(const RegionTable& table);

// ---- Ellison-Glaeser, Litzenberger-Sternberg ----------------------------------------------------

struct Firm {
  size_t region = 0;
  double size = 0;
};
struct EllisonGlaeser {
  Measure gamma, g, z, herfindahl;
  int64_t firms = 0;
};
/// Ellison, Glaeser 1997 as REAT ellison.a: firms of one industry; `region_totals` of everything.
/// gamma = (G - (1 - sum s_j^2) H) / ((1 - sum s_j^2)(1 - H)). A firm of size 0 counts as a firm.
EllisonGlaeser ellison_glaeser(std::span<const Firm> firms, std::span<const double> region_totals);

/// Litzenberger, Sternberg 2006: concentration per area x specialisation per inhabitant / size of
/// firms, each over the whole (REAT litzenberger).
struct ClusterInput {
  double jobs = 0, jobs_all = 0;  ///< of the industry: here, everywhere
  double area = 0, area_all = 0;  ///< of the region, of all
  double inhabitants = 0, inhabitants_all = 0;
  double firms = 0, firms_all = 0;  ///< of the industry: here, everywhere
};
Measure litzenberger_sternberg(const ClusterInput& in);

// ---- Relatedness and complexity ----------------------------------------------------------------

/// industries x industries: regions with an advantage in both; zero diagonal.
std::vector<double> co_occurrence(const AdvantageTable& table);

/// EconGeo relatedness() of a co-occurrence matrix: probability (Steijn 2017), association, cosine,
/// jaccard. A pair that cannot be computed is 0 there, and here, because a matrix of relatedness
/// says "related" or "not"; what is computed on it is unknown where nothing is related.
enum class RelatednessMethod { probability, association, cosine, jaccard };
std::vector<double> relatedness(std::span<const double> co_occurrence, size_t industries,
                                RelatednessMethod method);
/// 1 from 1 on, else 0: what EconGeo's density is usually given.
std::vector<double> binary_relatedness(std::vector<double> relatedness);

/// Percent, 0 to 100: share of an industry's relatedness that the region has an advantage in.
/// Unknown for an industry related to nothing. Not rounded (EconGeo rounds to 2 digits).
MeasureTable relatedness_density(const AdvantageTable& table, std::span<const double> relatedness);

/// py-ecomplexity: min of the conditional probabilities, diagonal 1 (0 for an industry without a
/// region).
std::vector<double> proximity(const AdvantageTable& table);
/// (1 + correlation of the quotients) / 2; empty when a column does not vary.
std::optional<std::vector<double>> continuous_proximity(const MeasureTable& quotients);
/// py-ecomplexity, 0 to 1, with the diagonal. `presence` is regions x industries: advantages as 0
/// and 1, or quotients for the continuous proximity.
MeasureTable proximity_density(std::span<const double> presence, size_t regions,
                               std::span<const double> proximity, size_t industries);

struct Complexity {
  std::vector<Measure> eci;      ///< by region: z-scores (population deviation)
  std::vector<Measure> pci;      ///< by industry, on the ECI's scale: ECI = mean PCI of its own
  std::vector<Measure> outlook;  ///< by region: z-scores of the complexity outlook index
  MeasureTable gain;             ///< complexity outlook gain of each missing industry
};
/// Hidalgo, Hausmann 2009 by eigenvectors, as py-ecomplexity; the sign is the one with which ECI
/// grows with diversity. Regions and industries without any advantage are unknown and left out.
Complexity complexity(const AdvantageTable& table);

// ---- Shift-share -------------------------------------------------------------------------------

enum class ShiftShareMethod { dunn, esteban, gerfin };
/// Dunn: growth = national + mix + regional; net = mix + regional. Esteban splits the regional part
/// into a homothetic competitive effect (`regional`) and `allocation`. Gerfin: `mix`, `regional`
/// and `net` are factors (net = mix x regional); the other members are unknown there.
struct ShiftShare {
  Measure growth = UnknownBecause::zero_denominator;
  Measure national = UnknownBecause::zero_denominator;
  Measure mix = UnknownBecause::zero_denominator;
  Measure regional = UnknownBecause::zero_denominator;
  Measure allocation = UnknownBecause::zero_denominator;
  Measure net = UnknownBecause::zero_denominator;
};
/// The region and the whole at two times, by industry. An industry that nobody has at either time
/// says nothing. One that appears in the whole has no growth rate: mix and regional are unknown.
ShiftShare shift_share(std::span<const double> region_before, std::span<const double> region_after,
                       std::span<const double> whole_before, std::span<const double> whole_after,
                       ShiftShareMethod method);
/// The same by industry; the components of all industries add up to shift_share (Dunn, Esteban).
/// REAT's shifti instead takes each industry alone (its national share is national + mix here):
/// call shift_share with one industry for that.
std::vector<ShiftShare> shift_share_by_industry(std::span<const double> region_before,
                                                std::span<const double> region_after,
                                                std::span<const double> whole_before,
                                                std::span<const double> whole_after,
                                                ShiftShareMethod method);
/// Year by year (REAT shiftd): components are summed over the periods; Gerfin's factors are their
/// mean. `region` and `whole` are years x industries, two years at least.
struct DynamicShiftShare {
  ShiftShare total;
  std::vector<ShiftShare> periods;
};
DynamicShiftShare dynamic_shift_share(const RegionTable& region, const RegionTable& whole,
                                      ShiftShareMethod method);

// ---- Inequality --------------------------------------------------------------------------------

Measure gini(std::span<const double> values);  ///< 0 to 1 - 1/n, all weights equal
/// Lorenz curve of `values` against `reference`, 0 to 1 (EconGeo hoover_gini, unrounded).
Measure gini_against(std::span<const double> values, std::span<const double> reference);
/// Half the sum of |share - share of reference|; without a reference: against equal shares.
Measure hoover(std::span<const double> values, std::span<const double> reference = {});
/// Standard deviation over mean; `sample` divides by n - 1, as REAT does.
enum class Deviation { sample, population };
Measure variation(std::span<const double> values, Deviation deviation);
Measure theil_t(std::span<const double> values);  ///< sum s ln(n s): PySAL Theil
Measure theil_l(std::span<const double> values);  ///< mean ln(mean / x): REAT theil
/// 1 - mean((x / mean)^(1 - e))^(1 / (1 - e)); e = 1: 1 - geometric mean / mean. e >= 0.
Measure atkinson(std::span<const double> values, double epsilon);

struct TheilParts {
  Measure between = UnknownBecause::empty_table;
  Measure within = UnknownBecause::empty_table;  ///< both add up to theil_t
};
/// Theil T between and within groups (PySAL TheilD); `groups` beside `values`, from 0.
TheilParts theil_parts(std::span<const double> values, std::span<const size_t> groups);

}  // namespace gaoxin
