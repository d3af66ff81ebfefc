// The typed JSON codec: described structs to and from JSON, and their JSON Schema.
//
// Boost's own conversion cannot say which field is missing, so this one walks the members of a
// BOOST_DESCRIBE_STRUCT itself and collects every wrong place by its path before it gives up.
// Values: Money is a string of yuan with two decimals, Date "2024-03-01", Timestamp ISO in UTC,
// described enums their names, an empty optional null.
#pragma once

#include <boost/describe.hpp>
#include <boost/json.hpp>
#include <boost/mp11.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "base/date.h"
#include "base/money.h"
#include "base/result.h"

namespace gaoxin {

BOOST_DESCRIBE_STRUCT(Text, (), (zh, en))

namespace json = boost::json;

/// Where an input comes from: in a query and a path every value is a text.
enum class JsonSource { body, query };

/// Collects what is wrong with an input, each with its path.
class JsonErrors {
 public:
  void add(const std::string& path, std::string key, Text text) {
    fields_.push_back({path, std::move(key), std::move(text)});
  }
  bool empty() const { return fields_.empty(); }
  /// One Error (invalid, api.input) over all fields.
  Error error() &&;

 private:
  std::vector<FieldError> fields_;
};

namespace json_detail {

template <typename T>
constexpr bool is_optional = false;
template <typename T>
constexpr bool is_optional<std::optional<T>> = true;
template <typename T>
constexpr bool is_vector = false;
template <typename T>
constexpr bool is_vector<std::vector<T>> = true;
template <typename T>
constexpr bool is_map = false;
template <typename T>
constexpr bool is_map<std::map<std::string, T>> = true;

template <typename T>
concept DescribedStruct = boost::describe::has_describe_members<T>::value && !std::is_enum_v<T>;
template <typename T>
concept DescribedEnum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;

template <typename T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public |
                                                         boost::describe::mod_inherited>;

void expected(JsonErrors& errors, const std::string& path, const char* zh, const char* en);
std::string join(const std::string& path, std::string_view member);
std::string struct_name(const std::type_info& type);

/// A NUL character, which PostgreSQL cannot store, is refused.
bool decode_string(const json::value& value, std::string* out);
bool decode_bool(const json::value& value, JsonSource source, bool* out);
bool decode_int64(const json::value& value, JsonSource source, int64_t* out);
bool decode_double(const json::value& value, JsonSource source, double* out);

}  // namespace json_detail

/// Reads `value` into `out`; what is wrong goes to `errors` under `path`.
template <typename T>
void decode_json(const json::value& value, T& out, JsonSource source, const std::string& path,
                 JsonErrors& errors) {
  using namespace json_detail;
  if constexpr (std::is_same_v<T, bool>) {
    if (!decode_bool(value, source, &out)) expected(errors, path, "true 或 false", "true or false");
  } else if constexpr (std::is_integral_v<T>) {
    int64_t wide = 0;
    if (!decode_int64(value, source, &wide) || wide < int64_t{std::numeric_limits<T>::min()} ||
        wide > static_cast<int64_t>(std::numeric_limits<T>::max()))
      expected(errors, path, "整数", "a whole number");
    else
      out = static_cast<T>(wide);
  } else if constexpr (std::is_floating_point_v<T>) {
    if (!decode_double(value, source, &out)) expected(errors, path, "数字", "a number");
  } else if constexpr (std::is_same_v<T, json::value>) {
    out = value;
  } else if constexpr (std::is_same_v<T, std::string>) {
    if (!decode_string(value, &out)) expected(errors, path, "文字", "a text");
  } else if constexpr (std::is_same_v<T, Money>) {
    if (!value.is_string()) return expected(errors, path, "金额文字", "an amount as a text");
    Result<Money> money = parse_money(std::string_view(value.get_string()));
    if (money.ok())
      out = *money;
    else
      errors.add(path, money.error().key, money.error().text);
  } else if constexpr (std::is_same_v<T, Date>) {
    if (!value.is_string()) return expected(errors, path, "日期文字", "a date as a text");
    Result<Date> date = parse_date(std::string_view(value.get_string()));
    if (date.ok())
      out = *date;
    else
      errors.add(path, date.error().key, date.error().text);
  } else if constexpr (std::is_same_v<T, Timestamp>) {
    if (!value.is_string()) return expected(errors, path, "时间文字", "a time as a text");
    Result<Timestamp> time = parse_timestamp(std::string_view(value.get_string()));
    if (time.ok())
      out = *time;
    else
      errors.add(path, time.error().key, time.error().text);
  } else if constexpr (is_optional<T>) {
    if (value.is_null()) {
      out.reset();
    } else {
      decode_json(value, out.emplace(), source, path, errors);
    }
  } else if constexpr (is_vector<T>) {
    out.clear();
    if (source == JsonSource::query && value.is_string()) {
      const std::string_view text = value.get_string();
      for (size_t begin = 0; begin <= text.size() && !text.empty();) {
        const size_t end = std::min(text.find(',', begin), text.size());
        const std::string item_path = path + "[" + std::to_string(out.size()) + "]";
        decode_json(json::value(text.substr(begin, end - begin)), out.emplace_back(), source,
                    item_path, errors);
        begin = end + 1;
      }
      return;
    }
    if (!value.is_array()) return expected(errors, path, "列表", "a list");
    for (const json::value& item : value.get_array()) {
      const std::string item_path = path + "[" + std::to_string(out.size()) + "]";
      decode_json(item, out.emplace_back(), source, item_path, errors);
    }
  } else if constexpr (is_map<T>) {
    out.clear();
    if (!value.is_object()) return expected(errors, path, "对象", "an object");
    for (const auto& [key, item] : value.get_object())
      decode_json(item, out[std::string(key)], source, join(path, key), errors);
  } else if constexpr (DescribedEnum<T>) {
    bool found = false;
    std::string names;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto d) {
      names += names.empty() ? d.name : std::string(", ") + d.name;
      if (value.is_string() && value.get_string() == d.name) {
        out = d.value;
        found = true;
      }
    });
    if (!found) expected(errors, path, names.c_str(), names.c_str());
  } else {
    static_assert(DescribedStruct<T>, "describe the struct with BOOST_DESCRIBE_STRUCT");
    if (!value.is_object()) return expected(errors, path, "对象", "an object");
    const json::object& object = value.get_object();
    size_t known = 0;
    boost::mp11::mp_for_each<Members<T>>([&](auto d) {
      auto& member = out.*d.pointer;
      const json::value* found = object.if_contains(d.name);
      if (found != nullptr) {
        ++known;
        decode_json(*found, member, source, join(path, d.name), errors);
      } else if constexpr (!is_optional<std::remove_reference_t<decltype(member)>>) {
        errors.add(join(path, d.name), "api.field.missing",
                   {"缺少该字段", "this field is missing"});
      }
    });
    if (known == object.size()) return;
    for (const auto& item : object) {
      bool is_member = false;
      boost::mp11::mp_for_each<Members<T>>(
          [&](auto d) { is_member = is_member || item.key() == d.name; });
      if (!is_member)
        errors.add(join(path, item.key()), "api.field.unknown",
                   {"没有这个字段", "there is no such field"});
    }
  }
}

template <typename T>
Result<T> from_json(const json::value& value, JsonSource source = JsonSource::body) {
  T out{};
  JsonErrors errors;
  decode_json(value, out, source, "", errors);
  if (!errors.empty()) return std::move(errors).error();
  return out;
}

template <typename T>
json::value to_json(const T& value) {
  using namespace json_detail;
  if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, std::string>) {
    return json::value(value);
  } else if constexpr (std::is_integral_v<T>) {
    return json::value(static_cast<int64_t>(value));
  } else if constexpr (std::is_floating_point_v<T>) {
    return std::isfinite(value) ? json::value(static_cast<double>(value)) : json::value(nullptr);
  } else if constexpr (std::is_same_v<T, json::value>) {
    return value;
  } else if constexpr (std::is_same_v<T, Money>) {
    return json::value(format_money(value));
  } else if constexpr (std::is_same_v<T, Date>) {
    return json::value(format_date(value));
  } else if constexpr (std::is_same_v<T, Timestamp>) {
    return json::value(format_timestamp(value));
  } else if constexpr (is_optional<T>) {
    return value ? to_json(*value) : json::value(nullptr);
  } else if constexpr (is_vector<T>) {
    json::array array;
    array.reserve(value.size());
    for (const auto& item : value) array.push_back(to_json<typename T::value_type>(item));
    return array;
  } else if constexpr (is_map<T>) {
    json::object object;
    for (const auto& [key, item] : value) object[key] = to_json(item);
    return object;
  } else if constexpr (DescribedEnum<T>) {
    const char* name = boost::describe::enum_to_string(value, nullptr);
    CHECK(name != nullptr);
    return json::value(name);
  } else {
    static_assert(DescribedStruct<T>, "describe the struct with BOOST_DESCRIBE_STRUCT");
    json::object object;
    boost::mp11::mp_for_each<Members<T>>(
        [&](auto d) { object[d.name] = to_json(value.*d.pointer); });
    return object;
  }
}

/// JSON Schema 2020-12 of the types, as OpenAPI 3.1 wants it: structs by reference into
/// `components`. In an answer every member stands (null when unknown); in an input an optional
/// one may be left out, so the same struct has two schemas: Name and NameInput.
class JsonSchemas {
 public:
  enum class Direction { input, output };

  template <typename T>
  json::value schema(Direction direction) {
    using namespace json_detail;
    if constexpr (std::is_same_v<T, bool>) {
      return json::object{{"type", "boolean"}};
    } else if constexpr (std::is_integral_v<T>) {
      return json::object{{"type", "integer"}};
    } else if constexpr (std::is_floating_point_v<T>) {
      return json::object{{"type", "number"}};
    } else if constexpr (std::is_same_v<T, std::string>) {
      return json::object{{"type", "string"}};
    } else if constexpr (std::is_same_v<T, json::value>) {
      return json::object{};
    } else if constexpr (std::is_same_v<T, Money>) {
      return json::object{
          {"type", "string"}, {"pattern", "^-?[0-9]+\\.[0-9]{2}$"}, {"description", "yuan"}};
    } else if constexpr (std::is_same_v<T, Date>) {
      return json::object{{"type", "string"}, {"format", "date"}};
    } else if constexpr (std::is_same_v<T, Timestamp>) {
      return json::object{{"type", "string"}, {"format", "date-time"}};
    } else if constexpr (is_optional<T>) {
      json::array any;
      any.push_back(schema<typename T::value_type>(direction));
      any.push_back(json::object{{"type", "null"}});
      return json::object{{"anyOf", any}};
    } else if constexpr (is_vector<T>) {
      return json::object{{"type", "array"}, {"items", schema<typename T::value_type>(direction)}};
    } else if constexpr (is_map<T>) {
      return json::object{{"type", "object"},
                          {"additionalProperties", schema<typename T::mapped_type>(direction)}};
    } else if constexpr (DescribedEnum<T>) {
      json::array names;
      boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
          [&](auto d) { names.push_back(json::value(d.name)); });
      return json::object{{"type", "string"}, {"enum", names}};
    } else {
      static_assert(DescribedStruct<T>, "describe the struct with BOOST_DESCRIBE_STRUCT");
      const std::string name =
          struct_name(typeid(T)) + (direction == Direction::input ? "Input" : "");
      if (!components_.contains(name)) {
        components_[name] = nullptr;  // Ends the recursion of a type that holds itself.
        json::object properties;
        json::array required;
        boost::mp11::mp_for_each<Members<T>>([&](auto d) {
          using Member = std::remove_cvref_t<decltype(std::declval<T>().*d.pointer)>;
          properties[d.name] = schema<Member>(direction);
          if (direction == Direction::output || !is_optional<Member>)
            required.push_back(json::value(d.name));
        });
        json::object object{{"type", "object"}, {"properties", properties}};
        if (!required.empty()) object["required"] = required;
        if (direction == Direction::input) object["additionalProperties"] = false;
        components_[name] = object;
      }
      return json::object{{"$ref", "#/components/schemas/" + name}};
    }
  }
  const json::object& components() const { return components_; }

 private:
  json::object components_;
};

}  // namespace gaoxin
