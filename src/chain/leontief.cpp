#include "chain/leontief.h"

#include <fmt/format.h>

namespace gaoxin {
namespace {

Error failure(const char* key, std::string zh, std::string en) {
  return {ErrorCode::invalid, key, {std::move(zh), std::move(en)}, {}};
}

Result<Done> check_input(const IoTable& table) {
  for (Eigen::Index j = 0; j < table.size(); ++j) {
    const IoSector& sector = table.sectors[static_cast<size_t>(j)];
    if (!table.inputs.col(j).allFinite() || !table.imported_inputs.col(j).allFinite() ||
        !std::isfinite(table.output(j)) || !std::isfinite(table.imports(j)))
      return failure("chain.io.not_finite",
                     fmt::format("部门 {} {} 的列含有非数值", sector.code, sector.name.zh),
                     fmt::format("the column of sector {} {} holds a value that is no number",
                                 sector.code, sector.name.en));
    if (table.output(j) < 0)
      return failure(
          "chain.io.negative_output",
          fmt::format("部门 {} {} 的总产出为负", sector.code, sector.name.zh),
          fmt::format("the output of sector {} {} is negative", sector.code, sector.name.en));
  }
  return Done{};
}

/// a / b by columns or rows; 0 where b is 0.
Eigen::VectorXd reciprocal(const Eigen::VectorXd& values) {
  return values.unaryExpr([](double v) { return v > 0 ? 1 / v : 0.0; });
}

Eigen::MatrixXd cosines_of_columns(const Eigen::MatrixXd& m) {
  Eigen::VectorXd norms = m.colwise().norm();
  const Eigen::MatrixXd unit = m * reciprocal(norms).asDiagonal();
  return unit.transpose() * unit;
}

}  // namespace

Eigen::MatrixXd Coefficients::complete() const {
  return leontief - Eigen::MatrixXd::Identity(leontief.rows(), leontief.cols());
}

Eigen::VectorXd over_mean(const Eigen::VectorXd& values) {
  const double mean = values.size() == 0 ? 0 : values.mean();
  return mean > 0 ? Eigen::VectorXd(values / mean) : Eigen::VectorXd(values * 0);
}

Result<Coefficients> solve_leontief(const IoTable& table) {
  TRY(check_input(table));
  const Eigen::Index n = table.size();
  const Eigen::MatrixXd identity = Eigen::MatrixXd::Identity(n, n);
  const Eigen::VectorXd per_output = reciprocal(table.output);
  Coefficients out;
  out.direct = table.inputs * per_output.asDiagonal();
  out.technical = (table.inputs + table.imported_inputs) * per_output.asDiagonal();
  const Eigen::PartialPivLU<Eigen::MatrixXd> lu(identity - out.direct);
  if (n == 0 || !(lu.rcond() > 1e-12))
    return failure("chain.io.singular", "矩阵 I−A 不可逆：有部门的投入等于其产出，请检查各列合计",
                   "I - A cannot be inverted: a sector's inputs equal its output; check the "
                   "columns' totals");
  out.leontief = lu.inverse();
  Eigen::Index row = 0, column = 0;
  if (!out.leontief.allFinite() || out.leontief.minCoeff(&row, &column) < -1e-6) {
    const IoSector& sector = table.sectors[static_cast<size_t>(column)];
    return failure(
        "chain.io.not_productive",
        fmt::format("部门 {} {} 的投入超过产出，完全需求系数为负", sector.code, sector.name.zh),
        fmt::format("sector {} {} needs more input than it puts out: the complete "
                    "requirements are negative",
                    sector.code, sector.name.en));
  }
  out.backward = out.leontief.colwise().sum().transpose();
  out.forward = out.leontief.rowwise().sum();
  // G = diag(x)^-1 L diag(x), so its row sums need no second inversion.
  out.forward_supply = per_output.asDiagonal() * (out.leontief * table.output);
  for (Eigen::Index i = 0; i < n; ++i)
    if (table.output(i) <= 0) out.forward_supply(i) = 1;
  const Eigen::MatrixXd all_inputs = table.inputs + table.imported_inputs;
  const Eigen::VectorXd supply = table.output + table.imports.cwiseMax(0);
  const Eigen::MatrixXd sold = reciprocal(supply).asDiagonal() * all_inputs;
  out.upstreamness = (identity - sold).partialPivLu().solve(Eigen::VectorXd::Ones(n));
  out.import_share = table.imports.cwiseMax(0).cwiseProduct(reciprocal(supply));
  out.relatedness =
      0.5 * (cosines_of_columns(out.technical) + cosines_of_columns(sold.transpose()));
  out.relatedness.diagonal().setOnes();
  return out;
}

}  // namespace gaoxin
