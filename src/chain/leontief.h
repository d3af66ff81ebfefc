// Coefficients of an input-output table: who needs how much of what, directly and in the end.
//
// Sources: Leontief 1936; Rasmussen 1956 (indices of linkages); Ghosh 1958 (supply side); Antras,
// Chor 2013 (upstreamness); Miller, Blair 2009 for the formulas. Domestic tables give domestic
// multipliers; competitive-imports tables give technical ones, imports included.
#pragma once

#include <Eigen/Dense>

#include "chain/io_table.h"

namespace gaoxin {

struct Coefficients {
  /// n x n: a_ij = input i per unit of output of j, of the table's `inputs`. Sectors without
  /// output have a column of zeros.
  Eigen::MatrixXd direct;
  /// n x n: the same with imported inputs added; what production needs, wherever it comes from.
  Eigen::MatrixXd technical;
  Eigen::MatrixXd leontief;        ///< L = (I - direct)^-1
  Eigen::VectorXd backward;        ///< column sums of L
  Eigen::VectorXd forward;         ///< row sums of L
  Eigen::VectorXd forward_supply;  ///< row sums of the Ghosh inverse (I - diag(x)^-1 Z)^-1
  Eigen::VectorXd upstreamness;    ///< mean stages to final use; 1 = sold to final users only
  Eigen::VectorXd import_share;    ///< imports / (output + imports)
  /// n x n in 0..1, symmetric, diagonal 1: mean of the cosines of two sectors' inputs and of
  /// their customers. Sectors that buy and sell alike need alike people and suppliers.
  Eigen::MatrixXd relatedness;

  /// L - I: the complete requirement coefficients (完全消耗系数).
  Eigen::MatrixXd complete() const;
};

/// Values over their mean (Rasmussen): above 1 = stronger than the average sector.
Eigen::VectorXd over_mean(const Eigen::VectorXd& values);

/// Errors: chain.io.not_finite, chain.io.negative_output, chain.io.singular (I - A cannot be
/// inverted), chain.io.not_productive (the inverse has negative entries: a sector needs more than
/// a unit of input for a unit of output).
Result<Coefficients> solve_leontief(const IoTable& table);

}  // namespace gaoxin
