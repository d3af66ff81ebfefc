// An operation is declared once. From the declaration come the HTTP route, the OpenAPI document,
// the command `gaoxin call`, the permission test and the TypeScript types.
//
//   operations.add({.name = "registry.enterprises.list", .method = Method::get,
//                   .path = "/api/enterprises", .permission = "registry.read",
//                   .summary = {"企业列表", "List enterprises"}},
//                  list_enterprises);  // Result<Page> list_enterprises(Call&, const List&)
//
// The input is a described struct. GET and DELETE take its members from the path and the query,
// the others from the path and the JSON body. A member `zone` makes the operation zone-scoped: the
// dispatcher lets it through only when a grant of the actor covers that zone.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "access/access.h"
#include "api/json.h"
#include "storage/db.h"

namespace gaoxin {

enum class Method { get, post, put, patch, del };
const char* method_name(Method method);  // "GET", …

/// A member of this type makes the operation take the raw request body; the name comes from the
/// query's `filename`.
struct Upload {
  std::string filename;
  std::string bytes;
};

/// An answer of this type is a download.
struct File {
  std::string filename;
  std::string content_type;
  std::string bytes;
};

/// What every use case is given.
struct Call {
  Transaction& db;
  Database& database;  ///< for work that outlives the request (background jobs)
  const Actor& actor;
  const ZoneTree& zones;
  Timestamp now;
  std::string request_id;

  /// Adds before and after to the audit trail of this operation, in the same transaction.
  /// `before` is null for something new, `after` for something deleted.
  void audit(std::string entity, int64_t id, json::value before, json::value after) {
    changes.push_back({std::move(entity), id, std::move(before), std::move(after)});
  }
  /// True when a grant of the actor gives `permission` at `zone`.
  bool may(std::string_view permission, int64_t zone) const {
    return gaoxin::may(actor, zones, permission, zone);
  }

  struct Change {
    std::string entity;
    int64_t id;
    json::value before, after;
  };
  std::vector<Change> changes = {};

  // For the operations on sessions alone.
  const Session* session = nullptr;  ///< nothing for the command line and public operations
  std::string address = {};          ///< of the client
  LoginLimiter* login_limiter = nullptr;
  std::vector<std::pair<std::string, std::string>> response_headers = {};
};

/// Which transaction a use case is given: by_method = GET reads, the others write; read = reads
/// whatever the method (a calculation with a large input); own = is given a read transaction and
/// opens its own write transactions on `database` (work that must not hold the writer).
enum class TransactionMode { by_method, read, own };

struct OperationInfo {
  std::string name;  ///< "registry.enterprises.list"
  Method method = Method::get;
  std::string path;  ///< "/api/enterprises/{id}"
  /// "registry.read"; kPublic needs no login, kSignedIn any login.
  std::string permission;
  Text summary;
  /// Error keys a client may want to tell apart.
  std::vector<std::string> errors = {};
  TransactionMode transaction = TransactionMode::by_method;
  size_t body_limit_bytes = size_t{1} << 20;
};

inline constexpr const char* kPublic = "public";
inline constexpr const char* kSignedIn = "signed_in";

struct Operation {
  OperationInfo info;
  bool zone_scoped = false;
  bool takes_upload = false;
  bool answers_file = false;
  /// The zone of an input already decoded into JSON; asked only when zone_scoped.
  struct Prepared {
    std::optional<int64_t> zone;
    std::function<Result<json::value>(Call&)> run;  ///< for a File: sets `file` and answers null
    std::shared_ptr<File> file;
  };
  std::function<Result<Prepared>(const json::value& input, JsonSource source, Upload* upload)>
      prepare;
  std::function<json::value(JsonSchemas&)> input_schema;
  std::function<json::value(JsonSchemas&)> output_schema;
};

namespace operation_detail {
template <typename In>
Upload In::*upload_member() {
  Upload In::*found = nullptr;
  boost::mp11::mp_for_each<json_detail::Members<In>>([&](auto d) {
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(std::declval<In>().*d.pointer)>,
                                 Upload>)
      found = d.pointer;
  });
  return found;
}
}  // namespace operation_detail

// An Upload never stands in JSON: it is filled from the raw body.
template <>
inline void decode_json<Upload>(const json::value&, Upload&, JsonSource, const std::string&,
                                JsonErrors&) {}
template <>
inline json::value JsonSchemas::schema<Upload>(Direction) {
  return {{"type", "string"}, {"format", "binary"}};
}

class Operations {
 public:
  template <typename In, typename Out>
  void add(OperationInfo info, Result<Out> (*use_case)(Call&, const In&)) {
    Operation operation;
    operation.info = std::move(info);
    if constexpr (requires(In in) { in.zone; }) operation.zone_scoped = true;
    operation.takes_upload = operation_detail::upload_member<In>() != nullptr;
    operation.answers_file = std::is_same_v<Out, File>;
    operation.prepare = [use_case](const json::value& input, JsonSource source,
                                   Upload* upload) -> Result<Operation::Prepared> {
      const Upload In::*member = operation_detail::upload_member<In>();
      json::value complete = input;
      if (member != nullptr) {  // Present in the struct, never in the JSON.
        boost::mp11::mp_for_each<json_detail::Members<In>>([&](auto d) {
          if constexpr (std::is_same_v<std::remove_cvref_t<decltype(std::declval<In>().*d.pointer)>,
                                       Upload>)
            complete.as_object()[d.name] = nullptr;
        });
      }
      Result<In> decoded = from_json<In>(complete, source);
      if (!decoded.ok()) return decoded.error();
      auto in = std::make_shared<In>(std::move(*decoded));
      if (member != nullptr && upload != nullptr)
        (*in).*operation_detail::upload_member<In>() = std::move(*upload);
      Operation::Prepared prepared;
      if constexpr (requires { in->zone; }) prepared.zone = in->zone;
      auto file = std::make_shared<File>();
      prepared.file = file;
      prepared.run = [use_case, in, file](Call& call) -> Result<json::value> {
        Result<Out> out = use_case(call, *in);
        if (!out.ok()) return out.error();
        if constexpr (std::is_same_v<Out, File>) {
          *file = std::move(*out);
          return json::value(nullptr);
        } else if constexpr (std::is_same_v<Out, Done>) {
          return json::value(json::object{});
        } else {
          return to_json(*out);
        }
      };
      return prepared;
    };
    operation.input_schema = [](JsonSchemas& schemas) {
      return schemas.schema<In>(JsonSchemas::Direction::input);
    };
    operation.output_schema = [](JsonSchemas& schemas) -> json::value {
      if constexpr (std::is_same_v<Out, File> || std::is_same_v<Out, Done>)
        return json::object{{"type", "object"}};
      else
        return schemas.schema<Out>(JsonSchemas::Direction::output);
    };
    insert(std::move(operation));
  }

  const std::vector<Operation>& all() const { return operations_; }
  const Operation* find(std::string_view name) const;

  /// The operation for a method and path, with the values of its {…} parts in `path_values`.
  struct Match {
    const Operation* operation = nullptr;
    bool path_exists = false;  ///< the path exists, with another method (405)
    json::object path_values;
  };
  Match match(Method method, std::string_view path) const;

 private:
  void insert(Operation operation);
  std::vector<Operation> operations_;
};

/// The OpenAPI 3.1 document of all operations.
json::value openapi_document(const Operations& operations);

}  // namespace gaoxin
