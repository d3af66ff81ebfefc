// What a function gives back when a user or the data can make it fail.
//
// Result<T> holds a value or an Error. Three kinds of failure are kept apart: an Error (somebody
// can mend the input), an exception (the operator must mend the machine: disk, connection) and
// CHECK (a bug). An Error's texts stand in Chinese and English where the error is made, so that
// one reader sees what the user will see.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/check.h"

namespace gaoxin {

/// The same sentence in both languages of the product.
struct Text {
  std::string zh;
  std::string en;
  bool operator==(const Text&) const = default;
};

/// Each code is one HTTP status; see http_status().
enum class ErrorCode {
  invalid,
  unauthenticated,
  forbidden,
  not_found,
  conflict,
  rule_failed,
  too_many
};

/// One wrong place inside the input. `path` names it: a JSON path ("contacts[2].phone"), a file
/// position ("row 17, column 3") or a parameter.
struct FieldError {
  std::string path;
  std::string key;
  Text text;
  bool operator==(const FieldError&) const = default;
};

/// `key` is stable and machine readable ("registry.credit_code.check_digit"); `text` says what is
/// wrong, where, and how to mend it.
struct Error {
  ErrorCode code = ErrorCode::invalid;
  std::string key;
  Text text;
  std::vector<FieldError> fields;
  bool operator==(const Error&) const = default;
};

/// 400, 401, 403, 404, 409, 422, 429.
int http_status(ErrorCode code);
/// "invalid", "unauthenticated", …: the word in the JSON answer.
std::string_view error_code_name(ErrorCode code);

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & {
    CHECK(ok());
    return *std::get_if<0>(&state_);
  }
  const T& value() const& {
    CHECK(ok());
    return *std::get_if<0>(&state_);
  }
  /// By value, so that a loop over `f().value().rows` holds what it walks.
  T value() && {
    CHECK(ok());
    return std::move(*std::get_if<0>(&state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const {
    CHECK(!ok());
    return *std::get_if<1>(&state_);
  }

 private:
  std::variant<T, Error> state_;
};

/// The value of a function that only succeeds or fails: `return Done{};`.
struct Done {
  bool operator==(const Done&) const = default;
};

}  // namespace gaoxin

#define GAOXIN_JOIN_(a, b) a##b
#define GAOXIN_JOIN(a, b) GAOXIN_JOIN_(a, b)

/// Returns the error of `expression` from the enclosing function, if it has one.
#define TRY(expression)                                           \
  do {                                                            \
    auto&& try_result_ = (expression);                            \
    if (!try_result_.ok()) return std::move(try_result_).error(); \
  } while (false)

/// Declares `name` with the value of `expression`, or returns its error.
#define TRY_ASSIGN(name, expression)                              \
  auto GAOXIN_JOIN(try_assign_, __LINE__) = (expression);         \
  if (!GAOXIN_JOIN(try_assign_, __LINE__).ok())                   \
    return std::move(GAOXIN_JOIN(try_assign_, __LINE__)).error(); \
  auto name = std::move(GAOXIN_JOIN(try_assign_, __LINE__)).value()
