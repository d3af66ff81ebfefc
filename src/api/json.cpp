#include "api/json.h"

#include <fmt/format.h>

#include <boost/core/demangle.hpp>
#include <charconv>

namespace gaoxin {

Error JsonErrors::error() && {
  std::string where;
  for (const FieldError& field : fields_) where += (where.empty() ? "" : ", ") + field.path;
  return Error{
      ErrorCode::invalid,
      "api.input",
      {fmt::format("输入有误:{}", where), fmt::format("the input is not right: {}", where)},
      std::move(fields_)};
}

namespace json_detail {

void expected(JsonErrors& errors, const std::string& path, const char* zh, const char* en) {
  errors.add(path, "api.field.type",
             {fmt::format("此处应为:{}", zh), fmt::format("expected here: {}", en)});
}

std::string join(const std::string& path, std::string_view member) {
  return path.empty() ? std::string(member) : fmt::format("{}.{}", path, member);
}

std::string struct_name(const std::type_info& type) {
  std::string name = boost::core::demangle(type.name());
  const size_t colon = name.rfind("::");
  return colon == name.npos ? name : name.substr(colon + 2);
}

bool decode_string(const json::value& value, std::string* out) {
  if (!value.is_string() || value.get_string().find('\0') != json::string::npos) return false;
  out->assign(value.get_string().data(), value.get_string().size());
  return true;
}

bool decode_bool(const json::value& value, JsonSource source, bool* out) {
  if (value.is_bool()) {
    *out = value.get_bool();
    return true;
  }
  if (source != JsonSource::query || !value.is_string()) return false;
  const std::string_view text = value.get_string();
  *out = text == "true" || text == "1";
  return *out || text == "false" || text == "0";
}

bool decode_int64(const json::value& value, JsonSource source, int64_t* out) {
  if (value.is_int64()) {
    *out = value.get_int64();
    return true;
  }
  if (source != JsonSource::query || !value.is_string()) return false;
  const std::string_view text = value.get_string();
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *out);
  return error == std::errc() && end == text.data() + text.size();
}

bool decode_double(const json::value& value, JsonSource source, double* out) {
  if (value.is_number()) {
    *out = value.to_number<double>();
    return std::isfinite(*out);
  }
  if (source != JsonSource::query || !value.is_string()) return false;
  const std::string_view text = value.get_string();
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *out);
  return error == std::errc() && end == text.data() + text.size() && std::isfinite(*out);
}

}  // namespace json_detail
}  // namespace gaoxin
