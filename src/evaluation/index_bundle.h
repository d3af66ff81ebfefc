// Reads and checks the files of a bundle. Pure; nothing in them can stop the program, whatever
// they hold.
#pragma once

#include "evaluation/composite_engine.h"
#include "evaluation/index_formula.h"
#include "evaluation/index_systems.h"

namespace gaoxin::indexes {

using Files = std::map<std::string, std::string>;

struct Bundle {
  std::optional<IndexSystem> system;  ///< nothing when system.json cannot be read
  std::vector<IndexFinding> findings;
  bool has_errors() const;
};
Bundle read_bundle(const Files& files);

/// Files of a zip archive by their names without folders; only the known names. Errors:
/// evaluation.system.zip.
Result<Files> unzip_bundle(std::string_view bytes);
Result<std::string> zip_bundle(const Files& files);
/// One digest over names and contents.
std::string bundle_sha256(const Files& files);

/// The engine's method; `change` over `base` where it says something. Error evaluation.method names
/// the word that is not known.
Result<composite::Method> method_of(const IndexMethod& base, const IndexMethod& change = {});

/// The framework as a run uses it, with its weights.
struct Framework {
  composite::Model model;
  std::vector<double> weights;
  std::vector<IndexAssumption> assumptions;  ///< those that were needed
};
/// `weights` replaces those of the system, `without` leaves out elements and what is below them.
/// Errors: evaluation.weights.unset, evaluation.model.childless and evaluation.goalposts.unset when
/// the assumption for it is not among `assumed`, evaluation.weights.element (unknown code),
/// evaluation.weights.sum, evaluation.weights.negative, those of make_model.
Result<Framework> framework_of(const IndexSystem& system,
                               const std::map<std::string, double>& weights,
                               const std::vector<std::string>& without,
                               const std::vector<std::string>& assumed, composite::Method& method);

}  // namespace gaoxin::indexes
