#include "evaluation/composite_weights.h"

#include <fmt/format.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>

#include "evaluation/composite_steps.h"

namespace gaoxin::composite {

Result<Done> check_weight_sums(const Model& model, std::span<const double> weights, double wanted) {
  for (size_t e = 0; e < model.elements.size(); ++e) {
    if (model.children[e].empty()) continue;
    double total = 0;
    for (const size_t child : model.children[e]) total += weights[child];
    if (std::fabs(total - wanted) > 1e-6)
      return composite_error(
          "evaluation.weights.sum",
          fmt::format("“{}”下各指标权重之和为 {:g},应为 {:g};请修正 indicators.csv 的 weight 列",
                      model.elements[e].code, total, wanted),
          fmt::format("the weights below '{}' sum to {:g}, not to {:g}; mend the column weight of "
                      "indicators.csv",
                      model.elements[e].code, total, wanted));
  }
  return Done{};
}

// ---- Principal components ----------------------------------------------------------------------

namespace {

struct FirstComponent {
  std::vector<double> loadings;
  double explained = 0;
  int64_t rows_left_out = 0;
};

Result<FirstComponent> first_component(const Model& model, const Table& values,
                                       std::span<const size_t> columns) {
  std::vector<size_t> rows;
  for (size_t r = 0; r < values.rows(); ++r)
    if (std::all_of(columns.begin(), columns.end(),
                    [&](size_t c) { return known(values.at(r, c)); }))
      rows.push_back(r);
  if (rows.size() < 2)
    return composite_error("evaluation.pca.rows", "数据完整的单位不足两个,无法做主成分分析",
                           "fewer than two units have complete data: no principal components");
  const auto size = static_cast<Eigen::Index>(columns.size());
  Eigen::MatrixXd x(static_cast<Eigen::Index>(rows.size()), size);
  for (Eigen::Index c = 0; c < size; ++c) {
    std::vector<double> column;
    for (const size_t r : rows) column.push_back(values.at(r, columns[static_cast<size_t>(c)]));
    const double centre = mean(column), deviation = standard_deviation(column);
    if (!(deviation > 0)) {
      const std::string& code = model.elements[columns[static_cast<size_t>(c)]].code;
      return composite_error(
          "evaluation.pca.constant", fmt::format("指标“{}”各单位取值相同,无法做主成分分析", code),
          fmt::format("'{}' is the same for all units: no principal components", code));
    }
    for (Eigen::Index r = 0; r < x.rows(); ++r)
      x(r, c) = (column[static_cast<size_t>(r)] - centre) / deviation;
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(x.transpose() * x /
                                                              static_cast<double>(rows.size() - 1));
  FirstComponent out;
  Eigen::VectorXd first = solver.eigenvectors().col(size - 1);
  if (first.sum() < 0) first = -first;
  out.loadings.assign(first.data(), first.data() + size);
  out.explained = solver.eigenvalues()(size - 1) / solver.eigenvalues().sum();
  out.rows_left_out = static_cast<int64_t>(values.rows() - rows.size());
  return out;
}

}  // namespace

Result<PcaWeights> pca_weights(const Model& model, const Table& values,
                               std::span<const double> weights, int level, bool by_group) {
  PcaWeights out;
  out.weights.assign(weights.begin(), weights.end());
  std::vector<std::pair<std::string, std::vector<size_t>>> groups;
  for (size_t e = 0; e < model.elements.size(); ++e)
    if (model.elements[e].level == level + 1) groups.push_back({model.elements[e].code, {}});
  for (size_t e = 0; e < model.elements.size(); ++e)
    for (auto& [code, members] : groups)
      if (model.elements[e].level == level && model.elements[e].parent == code)
        members.push_back(e);
  if (!by_group) {
    std::vector<size_t> all;
    for (size_t e = 0; e < model.elements.size(); ++e)
      if (model.elements[e].level == level) all.push_back(e);
    groups = {{"", all}};
  }
  for (const auto& [code, members] : groups) {
    TRY_ASSIGN(component, first_component(model, values, members));
    out.explained[code] = component.explained;
    out.rows_left_out = std::max(out.rows_left_out, component.rows_left_out);
    for (size_t i = 0; i < members.size(); ++i) {
      out.weights[members[i]] = component.loadings[i];
      if (component.loadings[i] < 0) out.negative.push_back(model.elements[members[i]].code);
    }
  }
  return out;
}

// ---- Experts -----------------------------------------------------------------------------------

Result<std::vector<double>> budget_weights(const std::vector<std::vector<double>>& points,
                                           double budget) {
  if (points.empty() || points[0].empty() || !(budget > 0))
    return composite_error("evaluation.budget.empty", "没有专家打分,或总分不是正数",
                           "there are no expert points, or the budget is not positive");
  std::vector<double> out(points[0].size(), 0);
  for (size_t expert = 0; expert < points.size(); ++expert) {
    double total = 0;
    if (points[expert].size() != out.size())
      return composite_error(
          "evaluation.budget.shape", fmt::format("第 {} 位专家的打分个数不符", expert + 1),
          fmt::format("expert {} gave points for another number of indicators", expert + 1));
    for (size_t i = 0; i < out.size(); ++i) {
      const double point = points[expert][i];
      if (!(point >= 0))
        return composite_error("evaluation.budget.negative",
                               fmt::format("第 {} 位专家给出负分或空分", expert + 1),
                               fmt::format("expert {} gave a negative or no point", expert + 1));
      total += point;
      out[i] += point / budget / static_cast<double>(points.size());
    }
    if (std::fabs(total - budget) > 1e-6 * budget)
      return composite_error(
          "evaluation.budget.sum",
          fmt::format("第 {} 位专家的打分合计 {:g},应为 {:g}", expert + 1, total, budget),
          fmt::format("the points of expert {} sum to {:g}, not to {:g}", expert + 1, total,
                      budget));
  }
  return out;
}

Result<AhpWeights> ahp_weights(const std::vector<std::vector<double>>& judgement) {
  // Random consistency index for 1 … 15 elements (Saaty 1980, The Analytic Hierarchy Process).
  constexpr std::array kRandomIndex = {0.0,  0.0,  0.58, 0.90, 1.12, 1.24, 1.32, 1.41,
                                       1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59};
  const size_t n = judgement.size();
  if (n == 0 || n > kRandomIndex.size() ||
      std::any_of(judgement.begin(), judgement.end(),
                  [&](const std::vector<double>& row) { return row.size() != n; }))
    return composite_error("evaluation.ahp.shape", "判断矩阵须为 1 至 15 阶方阵",
                           "a comparison matrix is square with 1 to 15 rows");
  for (size_t i = 0; i < n; ++i)
    for (size_t j = 0; j < n; ++j) {
      if (!(judgement[i][j] > 0) || std::isinf(judgement[i][j]))
        return composite_error(
            "evaluation.ahp.positive",
            fmt::format("判断矩阵第 {} 行第 {} 列须为正数", i + 1, j + 1),
            fmt::format("row {}, column {} of the comparison matrix must be positive", i + 1,
                        j + 1));
      if (std::fabs(judgement[i][j] * judgement[j][i] - 1) > 0.01)
        return composite_error(
            "evaluation.ahp.reciprocal",
            fmt::format("判断矩阵第 {} 行第 {} 列与第 {} 行第 {} 列须互为倒数", i + 1, j + 1, j + 1,
                        i + 1),
            fmt::format("row {}, column {} and row {}, column {} of the comparison matrix must be "
                        "reciprocal",
                        i + 1, j + 1, j + 1, i + 1));
    }
  AhpWeights out;
  out.weights.assign(n, 1.0 / static_cast<double>(n));
  for (int round = 0; round < 1000; ++round) {
    std::vector<double> next(n, 0);
    for (size_t i = 0; i < n; ++i)
      for (size_t j = 0; j < n; ++j) next[i] += judgement[i][j] * out.weights[j];
    out.lambda_max = std::accumulate(next.begin(), next.end(), 0.0);
    double change = 0;
    for (size_t i = 0; i < n; ++i) {
      next[i] /= out.lambda_max;
      change = std::max(change, std::fabs(next[i] - out.weights[i]));
    }
    out.weights = std::move(next);
    if (change < 1e-15) break;
  }
  const auto count = static_cast<double>(n);
  if (n > 2) {
    out.consistency_index = (out.lambda_max - count) / (count - 1);
    out.consistency_ratio = out.consistency_index / kRandomIndex[n - 1];
  }
  out.consistent = out.consistency_ratio <= 0.1;
  return out;
}

// ---- Benefit of the doubt ----------------------------------------------------------------------

std::optional<std::vector<double>> maximise(const std::vector<std::vector<double>>& a,
                                            const std::vector<double>& b,
                                            const std::vector<double>& c) {
  constexpr double kTiny = 1e-11;
  const size_t rows = a.size(), columns = c.size();
  // Tableau: structural variables, slacks, right side; the last row is −c.
  std::vector<std::vector<double>> t(rows + 1, std::vector<double>(columns + rows + 1, 0));
  std::vector<size_t> basis(rows);
  for (size_t i = 0; i < rows; ++i) {
    std::copy(a[i].begin(), a[i].end(), t[i].begin());
    t[i][columns + i] = 1;
    t[i].back() = b[i];
    basis[i] = columns + i;
  }
  for (size_t j = 0; j < columns; ++j) t[rows][j] = -c[j];
  for (size_t round = 0; round < 100'000; ++round) {
    // The steepest column at first; Bland's least index when that may be going round in circles.
    size_t enter = columns + rows;
    double best = -kTiny;
    for (size_t j = 0; j < columns + rows; ++j) {
      if (t[rows][j] >= best) continue;
      enter = j;
      if (round > 50 * (rows + columns)) break;
      best = t[rows][j];
    }
    if (enter == columns + rows) break;
    size_t leave = rows;
    for (size_t i = 0; i < rows; ++i) {
      if (t[i][enter] <= kTiny) continue;
      if (leave == rows) {
        leave = i;
        continue;
      }
      const double here = t[i].back() * t[leave][enter], there = t[leave].back() * t[i][enter];
      if (here < there || (here == there && basis[i] < basis[leave])) leave = i;
    }
    if (leave == rows) return std::nullopt;
    const double pivot = t[leave][enter];
    for (double& cell : t[leave]) cell /= pivot;
    for (size_t i = 0; i <= rows; ++i) {
      const double times = t[i][enter];
      if (i == leave || times == 0) continue;
      for (size_t j = 0; j < t[i].size(); ++j) t[i][j] -= times * t[leave][j];
    }
    basis[leave] = enter;
  }
  std::vector<double> x(columns, 0);
  for (size_t i = 0; i < rows; ++i)
    if (basis[i] < columns) x[basis[i]] = std::max(0.0, t[i].back());
  return x;
}

Result<BenefitOfDoubt> benefit_of_doubt(const Table& values, double share_min, double share_max) {
  const size_t units = values.rows(), columns = values.columns();
  const auto count = static_cast<double>(columns);
  if (!(share_min >= 0 && share_max <= 1 && share_min <= share_max && share_min * count <= 1 &&
        share_max * count >= 1))
    return composite_error("evaluation.bod.bounds",
                           "份额上下限无法同时满足(须 0 ≤ 下限 ≤ 上限 ≤ 1,且合计可为 1)",
                           "the bounds of the shares cannot hold together (0 ≤ least ≤ most ≤ 1, "
                           "and shares must be able to sum to 1)");
  std::vector<std::vector<double>> frontier;
  std::vector<bool> whole(units, true);
  for (size_t r = 0; r < units; ++r) {
    std::vector<double> row;
    for (size_t c = 0; c < columns; ++c) {
      const double x = values.at(r, c);
      if (x < 0)
        return composite_error(
            "evaluation.bod.negative",
            fmt::format("第 {} 个单位第 {} 项为负,最优权重法无法计算", r + 1, c + 1),
            fmt::format("unit {}, indicator {} is negative, which the benefit of the doubt cannot "
                        "take",
                        r + 1, c + 1));
      whole[r] = whole[r] && known(x);
      row.push_back(x);
    }
    if (whole[r]) frontier.push_back(std::move(row));
  }
  BenefitOfDoubt out;
  for (size_t r = 0; r < units; ++r) {
    out.scores.push_back(kUnknown);
    out.weights.emplace_back();
    if (!whole[r]) continue;
    std::vector<double> own;
    for (size_t c = 0; c < columns; ++c) own.push_back(values.at(r, c));
    std::vector<std::vector<double>> a = frontier;
    std::vector<double> b(frontier.size(), 1);
    // least · Σ w x ≤ w_i x_i ≤ most · Σ w x
    for (size_t i = 0; i < columns; ++i) {
      if (share_min > 0) {
        std::vector<double> row;
        for (size_t c = 0; c < columns; ++c) row.push_back(share_min * own[c]);
        row[i] -= own[i];
        a.push_back(std::move(row));
        b.push_back(0);
      }
      if (share_max < 1) {
        std::vector<double> row;
        for (size_t c = 0; c < columns; ++c) row.push_back(-share_max * own[c]);
        row[i] += own[i];
        a.push_back(std::move(row));
        b.push_back(0);
      }
    }
    const std::optional<std::vector<double>> best = maximise(a, b, own);
    if (!best) continue;  // An indicator that is zero for all: no frontier.
    double score = 0;
    for (size_t c = 0; c < columns; ++c) score += (*best)[c] * own[c];
    out.scores.back() = score;
    out.weights.back() = *best;
  }
  return out;
}

// ---- Balanced correlations ---------------------------------------------------------------------

namespace {

struct Minimum {
  std::vector<double> at;
  double value = 0;
  bool converged = false;
};

/// Nelder–Mead in the form of Nash (1990), Compact Numerical Methods, algorithm 19, with the step
/// sizes and stopping rule of R's optim.
Minimum nelder_mead(const std::vector<double>& start,
                    const std::function<double(const std::vector<double>&)>& function,
                    double tolerance, int evaluations_max) {
  constexpr double kBig = 1e35;
  const size_t n = start.size();
  const auto value_at = [&](const std::vector<double>& x) {
    const double f = function(x);
    return std::isfinite(f) ? f : kBig;
  };
  double step = 0;
  for (const double x : start) step = std::max(step, 0.1 * std::fabs(x));
  if (step == 0) step = 0.1;
  std::vector<std::vector<double>> points(n + 1, start);
  std::vector<double> values(n + 1);
  values[0] = value_at(start);
  int evaluations = 1;
  const double enough = tolerance * (std::fabs(values[0]) + tolerance);
  double size = 0;
  for (size_t j = 1; j <= n; ++j) {
    double attempt = step;
    while (points[j][j - 1] == start[j - 1]) {
      points[j][j - 1] = start[j - 1] + attempt;
      attempt *= 10;
    }
    size += attempt;
  }
  double size_before = size;
  size_t low = 0;
  bool evaluate = true;
  Minimum out;
  while (true) {
    if (evaluate) {
      for (size_t j = 0; j <= n; ++j)
        if (j != low) {
          values[j] = value_at(points[j]);
          ++evaluations;
        }
      evaluate = false;
    }
    size_t high = low;
    double least = values[low], most = least;
    for (size_t j = 0, first = low; j <= n; ++j) {
      if (j == first) continue;
      if (values[j] < least) {
        low = j;
        least = values[j];
      }
      if (values[j] > most) {
        high = j;
        most = values[j];
      }
    }
    out.converged = most <= least + enough;
    if (out.converged || evaluations > evaluations_max) break;
    std::vector<double> centre(n), point(n);
    for (size_t i = 0; i < n; ++i) {
      double total = -points[high][i];
      for (size_t j = 0; j <= n; ++j) total += points[j][i];
      centre[i] = total / static_cast<double>(n);
      point[i] = 2 * centre[i] - points[high][i];
    }
    const double reflected = value_at(point);
    ++evaluations;
    if (reflected < least) {
      std::vector<double> farther(n);
      for (size_t i = 0; i < n; ++i) farther[i] = 2 * point[i] - centre[i];
      const double extended = value_at(farther);
      ++evaluations;
      points[high] = extended < reflected ? farther : point;
      values[high] = extended < reflected ? extended : reflected;
      continue;
    }
    if (reflected < most) {
      points[high] = point;
      values[high] = reflected;
    }
    for (size_t i = 0; i < n; ++i) point[i] = 0.5 * points[high][i] + 0.5 * centre[i];
    const double reduced = value_at(point);
    ++evaluations;
    if (reduced < values[high]) {
      points[high] = point;
      values[high] = reduced;
    } else if (reflected >= most) {
      evaluate = true;
      size = 0;
      for (size_t j = 0; j <= n; ++j) {
        if (j == low) continue;
        for (size_t i = 0; i < n; ++i) {
          points[j][i] = 0.5 * (points[j][i] - points[low][i]) + points[low][i];
          size += std::fabs(points[j][i] - points[low][i]);
        }
      }
      if (size >= size_before) break;
      size_before = size;
    }
  }
  out.at = points[low];
  out.value = values[low];
  return out;
}

}  // namespace

Result<OptimisedWeights> optimise_weights(const Model& model, const Method& method,
                                          std::span<const double> weights, const Outcome& outcome,
                                          const OptimiseRequest& request) {
  std::vector<size_t> members;
  for (size_t e = 0; e < model.elements.size(); ++e)
    if (model.elements[e].level == request.level) members.push_back(e);
  if (members.size() < 2 || request.level >= model.levels)
    return composite_error("evaluation.optimise.level", "该层级没有可优化的权重",
                           "this level has no weights to optimise");
  TRY_ASSIGN(levels, aggregate_levels(model, method.aggregate));
  OptimisedWeights out;
  out.wanted = request.wanted.empty() ? std::vector<double>(members.size(), 1) : request.wanted;
  if (out.wanted.size() != members.size())
    return composite_error("evaluation.optimise.wanted", "目标份额的个数与该层指标数不符",
                           "the wanted shares are not as many as the elements of the level");
  const double wanted_total = sum(out.wanted);
  for (double& share : out.wanted) share /= wanted_total;
  out.weights.assign(weights.begin(), weights.end());
  Table scores = outcome.scores;
  std::vector<double> reached;
  const auto objective = [&](const std::vector<double>& w) {
    const double total = sum(w);
    for (size_t i = 0; i < members.size(); ++i) out.weights[members[i]] = w[i] / total;
    if (aggregate_rows(model, levels, out.weights, request.level + 1, scores)) return kUnknown;
    reached.clear();
    for (const size_t member : members)
      reached.push_back(
          correlation(scores.column(model.index()), scores.column(member), request.kind));
    if (request.most_information) return -sum(reached);
    const double all = sum(reached);
    long double squares = 0;
    for (size_t i = 0; i < members.size(); ++i) {
      reached[i] /= all;
      squares += (out.wanted[i] - reached[i]) * (out.wanted[i] - reached[i]);
    }
    return std::log(static_cast<double>(squares) / static_cast<double>(members.size()));
  };
  std::vector<double> start = out.wanted;
  if (request.most_information)
    for (size_t i = 0; i < members.size(); ++i) start[i] = weights[members[i]];
  const Minimum found = nelder_mead(start, objective, request.tolerance, request.evaluations_max);
  out.objective = objective(found.at);  // Also leaves its weights and correlations behind.
  out.reached = reached;
  out.converged = found.converged;
  return out;
}

}  // namespace gaoxin::composite
