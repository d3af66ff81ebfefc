#include "api/operation.h"

#include <fmt/format.h>

#include "base/text.h"

namespace gaoxin {

const char* method_name(Method method) {
  switch (method) {
    case Method::get: return "GET";
    case Method::post: return "POST";
    case Method::put: return "PUT";
    case Method::patch: return "PATCH";
    case Method::del: return "DELETE";
  }
  CHECK(false);
}

void Operations::insert(Operation operation) {
  for (const Operation& other : operations_) {
    CHECK(other.info.name != operation.info.name);
    CHECK(other.info.path != operation.info.path || other.info.method != operation.info.method);
  }
  operations_.push_back(std::move(operation));
}

const Operation* Operations::find(std::string_view name) const {
  for (const Operation& operation : operations_)
    if (operation.info.name == name) return &operation;
  return nullptr;
}

Operations::Match Operations::match(Method method, std::string_view path) const {
  Match best;
  const std::vector<std::string_view> parts = split(path, '/');
  size_t best_fixed = 0;  // A fixed part beats a {…} part: /enterprises/export is no id.
  for (const Operation& operation : operations_) {
    const std::vector<std::string_view> pattern = split(operation.info.path, '/');
    if (pattern.size() != parts.size()) continue;
    json::object values;
    size_t fixed = 1;
    bool matches = true;
    for (size_t i = 0; i < parts.size() && matches; ++i) {
      if (pattern[i].starts_with('{') && !parts[i].empty())
        values[pattern[i].substr(1, pattern[i].size() - 2)] = json::string(parts[i]);
      else if (pattern[i] == parts[i])
        ++fixed;
      else
        matches = false;
    }
    if (!matches) continue;
    best.path_exists = true;
    if (operation.info.method != method || fixed <= best_fixed) continue;
    best_fixed = fixed;
    best.operation = &operation;
    best.path_values = std::move(values);
  }
  return best;
}

namespace {

/// The members of an input: those of the path and the query as parameters, the rest as the body.
json::object operation_document(const Operation& operation, JsonSchemas& schemas) {
  const OperationInfo& info = operation.info;
  json::object document{
      {"operationId", info.name},
      {"summary", info.summary.en + " · " + info.summary.zh},
      {"tags", json::array{json::value(info.name.substr(0, info.name.find('.')))}},
      {"x-permission", info.permission}};
  const json::value input = operation.input_schema(schemas);
  const std::string name = json::value_to<std::string>(input.at("$ref"));
  const json::object schema = schemas.components().at(name.substr(name.rfind('/') + 1)).as_object();
  const bool in_query = info.method == Method::get || info.method == Method::del;
  json::array parameters;
  json::object body_properties;
  json::array body_required;
  const json::array* required =
      schema.contains("required") ? &schema.at("required").as_array() : nullptr;
  for (const auto& [member, member_schema] : schema.at("properties").as_object()) {
    const bool in_path = info.path.find("{" + std::string(member) + "}") != std::string::npos;
    bool is_required = false;
    if (required != nullptr)
      for (const json::value& item : *required) is_required |= item.as_string() == member;
    const bool upload = member_schema.is_object() && member_schema.as_object().contains("format") &&
                        member_schema.at("format") == "binary";
    if (upload) {
      parameters.push_back(json::object{{"name", "filename"},
                                        {"in", "query"},
                                        {"required", true},
                                        {"schema", {{"type", "string"}}}});
    } else if (in_path || in_query || operation.takes_upload) {
      parameters.push_back(json::object{{"name", member},
                                        {"in", in_path ? "path" : "query"},
                                        {"required", in_path || is_required},
                                        {"schema", member_schema}});
    } else {
      body_properties[member] = member_schema;
      if (is_required) body_required.push_back(json::value(member));
    }
  }
  if (!parameters.empty()) document["parameters"] = parameters;
  if (operation.takes_upload) {
    document["requestBody"] = {
        {"required", true},
        {"content",
         {{"application/octet-stream", {{"schema", {{"type", "string"}, {"format", "binary"}}}}}}}};
  } else if (!in_query) {
    json::object body{
        {"type", "object"}, {"properties", body_properties}, {"additionalProperties", false}};
    if (!body_required.empty()) body["required"] = body_required;
    document["requestBody"] = {{"required", true},
                               {"content", {{"application/json", {{"schema", body}}}}}};
  }
  json::object content;
  if (operation.answers_file)
    content["application/octet-stream"] = {{"schema", {{"type", "string"}, {"format", "binary"}}}};
  else
    content["application/json"] = {{"schema", operation.output_schema(schemas)}};
  document["responses"] = {{"200", {{"description", info.summary.en}, {"content", content}}},
                           {"default", {{"$ref", "#/components/responses/Error"}}}};
  if (!info.errors.empty()) {
    json::array errors;
    for (const std::string& key : info.errors) errors.push_back(json::value(key));
    document["x-errors"] = errors;
  }
  return document;
}

}  // namespace

json::value openapi_document(const Operations& operations) {
  JsonSchemas schemas;
  json::object paths;
  for (const Operation& operation : operations.all()) {
    std::string method = method_name(operation.info.method);
    for (char& c : method) c = static_cast<char>(c - 'A' + 'a');
    json::value& path = paths[operation.info.path];
    if (path.is_null()) path = json::object{};
    path.as_object()[method] = operation_document(operation, schemas);
  }
  const json::value text = schemas.schema<Text>(JsonSchemas::Direction::output);
  json::object components;
  components["schemas"] = schemas.components();
  const json::object string{{"type", "string"}};
  const json::object error{
      {"type", "object"},
      {"required", {"error"}},
      {"properties",
       {{"error",
         {{"type", "object"},
          {"required", {"code", "key", "message", "fields", "request_id"}},
          {"properties",
           {{"code", string},
            {"key", string},
            {"message", text},
            {"request_id", string},
            {"fields",
             {{"type", "array"},
              {"items",
               {{"type", "object"},
                {"required", {"path", "key", "message"}},
                {"properties", {{"path", string}, {"key", string}, {"message", text}}}}}}}}}}}}}};
  components["responses"] = {{"Error",
                              {{"description", "What is wrong, where, and how to mend it"},
                               {"content", {{"application/json", {{"schema", error}}}}}}}};
  return {{"openapi", "3.1.0"},
          {"info", {{"title", "Gaoxin"}, {"version", "1"}}},
          {"paths", paths},
          {"components", components}};
}

}  // namespace gaoxin
