#include "api/dispatch.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <zlib.h>

#include <algorithm>

#include "access/password.h"
#include "base/text.h"

namespace gaoxin {
namespace {

std::optional<std::string> percent_decode(std::string_view text) {
  const auto digit = [](char c) -> int {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] == '%') {
      if (i + 2 >= text.size() || digit(text[i + 1]) < 0 || digit(text[i + 2]) < 0)
        return std::nullopt;
      out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  if (!is_utf8(out)) return std::nullopt;
  return out;
}

Error bad_request(std::string key, Text text) {
  return {ErrorCode::invalid, std::move(key), std::move(text), {}};
}

/// The query's names and values. Each name may stand once.
Result<json::object> parse_query(std::string_view query) {
  json::object out;
  if (query.empty()) return out;
  for (const std::string_view part : split(query, '&')) {
    if (part.empty()) continue;
    const size_t equals = std::min(part.find('='), part.size());
    const auto name = percent_decode(part.substr(0, equals));
    const auto value = percent_decode(part.substr(std::min(equals + 1, part.size())));
    if (!name || !value)
      return bad_request("api.query", {"查询字符串编码错误", "the query is not well encoded"});
    if (out.contains(*name))
      return bad_request("api.query.twice", {fmt::format("查询参数“{}”重复", *name),
                                             fmt::format("'{}' stands twice in the query", *name)});
    out[*name] = *value;
  }
  return out;
}

std::string cookie_value(std::string_view cookies, std::string_view name) {
  for (std::string_view part : split(cookies, ';')) {
    part = trim(part);
    if (part.starts_with(name) && part.size() > name.size() && part[name.size()] == '=')
      return std::string(part.substr(name.size() + 1));
  }
  return "";
}

std::optional<Method> parse_method(std::string_view name) {
  for (const Method method : {Method::get, Method::post, Method::put, Method::patch, Method::del})
    if (name == method_name(method)) return method;
  if (name == "HEAD") return Method::get;
  return std::nullopt;
}

Error not_signed_in() {
  return {ErrorCode::unauthenticated, "access.signed_out", {"请先登录", "sign in first"}, {}};
}

/// Secrets never reach the audit trail.
json::value redacted(const json::value& value) {
  if (value.is_array()) {
    json::array out;
    for (const json::value& item : value.get_array()) out.push_back(redacted(item));
    return out;
  }
  if (!value.is_object()) return value;
  json::object out;
  for (const auto& [key, item] : value.get_object()) {
    const bool secret = std::string_view(key).find("password") != std::string_view::npos ||
                        key == "current" || key == "next";
    out[key] = secret ? json::value("***") : redacted(item);
  }
  return out;
}

std::optional<std::string> audit_text(const json::value& value) {
  constexpr size_t kLimit = size_t{64} << 10;
  if (value.is_null()) return std::nullopt;
  std::string text = json::serialize(value);
  if (text.size() > kLimit)
    text = json::serialize(json::object{{"size", text.size()}, {"sha256", sha256_hex(text)}});
  return text;
}

/// The strings of the path and the query beside a parsed body.
Result<json::object> merge_input(json::object input, const json::object& path_values) {
  for (const auto& [key, value] : path_values) {
    const auto decoded = percent_decode(value.as_string());
    if (!decoded) return bad_request("api.path", {"路径编码错误", "the path is not well encoded"});
    input[key] = *decoded;
  }
  return input;
}

/// Who may run the operation at all, before its input is read: 401, 403.
Result<Done> check_actor(const Operation& operation, const Actor* actor) {
  const OperationInfo& info = operation.info;
  if (info.permission == kPublic) return Done{};
  if (actor == nullptr) return not_signed_in();
  if (actor->must_change_password && !info.name.starts_with("session."))
    return Error{ErrorCode::forbidden,
                 "access.password.must_change",
                 {"请先修改初始密码", "change the first password before anything else"},
                 {}};
  if (info.permission == kSignedIn || may_anywhere(*actor, info.permission)) return Done{};
  return Error{ErrorCode::forbidden,
               "access.permission",
               {fmt::format("您的角色没有此权限({})", info.permission),
                fmt::format("none of your roles has this permission ({})", info.permission)},
               {}};
}

/// Where: 404 for a zone outside every grant, 403 for one where the grants lack the permission.
Result<Done> check_zone(const Operation& operation, const Actor& actor, const ZoneTree& zones,
                        std::optional<int64_t> zone) {
  const std::string& permission = operation.info.permission;
  if (!operation.zone_scoped || !zone || permission == kPublic) return Done{};
  if (!sees(actor, zones, *zone))
    return Error{ErrorCode::not_found,
                 "access.zone",
                 {"没有该区域,或不在您的范围内", "there is no such zone within your scope"},
                 {}};
  if (permission == kSignedIn || may(actor, zones, permission, *zone)) return Done{};
  return Error{ErrorCode::forbidden,
               "access.permission.zone",
               {"您在该区域没有此权限", "your roles do not have this permission in this zone"},
               {}};
}

}  // namespace

std::string gzip(std::string_view bytes) {
  z_stream stream{};
  CHECK(deflateInit2(&stream, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

HttpResponse error_response(const Error& error, const std::string& request_id) {
  json::array fields;
  for (const FieldError& field : error.fields)
    fields.push_back(
        json::object{{"path", field.path}, {"key", field.key}, {"message", to_json(field.text)}});
  HttpResponse response;
  response.status = http_status(error.code);
  response.body = json::serialize(json::object{{"error",
                                                {{"code", error_code_name(error.code)},
                                                 {"key", error.key},
                                                 {"message", to_json(error.text)},
                                                 {"fields", fields},
                                                 {"request_id", request_id}}}});
  return response;
}

Application::Application(Database& database, const Operations& operations,
                         std::span<const WebFile> web_files, Clock clock)
    : database_(database),
      operations_(operations),
      web_files_(web_files),
      clock_(std::move(clock)) {
  for (const WebFile& file : web_files_)
    web_etags_.push_back(fmt::format("\"{}\"", sha256_hex(file.bytes).substr(0, 16)));
}

size_t Application::body_limit(std::string_view method, std::string_view target) const {
  const auto known = parse_method(method);
  if (!known) return OperationInfo{}.body_limit_bytes;
  const Operations::Match match = operations_.match(*known, target.substr(0, target.find('?')));
  return match.operation == nullptr ? OperationInfo{}.body_limit_bytes
                                    : match.operation->info.body_limit_bytes;
}

HttpResponse Application::handle(HttpRequest request) {
  if (request.request_id.empty()) request.request_id = random_token().substr(0, 16);
  const std::string_view target = request.target;
  const size_t question = std::min(target.find('?'), target.size());
  const std::string_view path = target.substr(0, question);
  const std::string_view query = target.substr(std::min(question + 1, target.size()));
  HttpResponse response;
  try {
    if (path == "/healthz") {
      database_.read([](Transaction& db) { CHECK(db.value("SELECT 1") == 1); });
      response.content_type = "text/plain; charset=utf-8";
      response.body = "ok\n";
      response.operation = "healthz";
    } else if (path.starts_with("/api/")) {
      response = handle_api(request, path, query);
    } else {
      response = handle_file(request, path);
    }
  } catch (const std::exception& problem) {
    // What the operator must mend: disk, connection, memory. The log has the reason.
    spdlog::error("request {} {} {} failed: {}", request.request_id, request.method, path,
                  problem.what());
    response = error_response(
        {ErrorCode::invalid,
         "api.internal",
         {fmt::format("系统内部错误,请将编号 {} 告知管理员", request.request_id),
          fmt::format("something broke inside; give the number {} to the administrator",
                      request.request_id)},
         {}},
        request.request_id);
    response.status = 500;
  }
  const bool compressible = response.content_type.starts_with("application/json") ||
                            response.content_type.starts_with("text/");
  const bool encoded = std::any_of(response.headers.begin(), response.headers.end(),
                                   [](const auto& h) { return h.first == "Content-Encoding"; });
  if (compressible && !encoded && response.body.size() > 1400 &&
      request.accept_encoding.find("gzip") != std::string::npos) {
    response.body = gzip(response.body);
    response.headers.emplace_back("Content-Encoding", "gzip");
    response.headers.emplace_back("Vary", "Accept-Encoding");
  }
  return response;
}

HttpResponse Application::handle_api(const HttpRequest& request, std::string_view path,
                                     std::string_view query) {
  const auto fail = [&](const Error& error) { return error_response(error, request.request_id); };
  const auto method = parse_method(request.method);
  const Operations::Match match = operations_.match(method.value_or(Method::get), path);
  if (!method || match.operation == nullptr) {
    HttpResponse response =
        fail({ErrorCode::not_found,
              "api.route",
              {fmt::format("没有接口 {} {}", request.method, path),
               fmt::format("there is no operation {} {}", request.method, path)},
              {}});
    if (match.path_exists) response.status = 405;
    return response;
  }
  const Operation& operation = *match.operation;

  std::optional<Session> session;
  std::shared_ptr<const ZoneTree> zones;
  const std::string token = cookie_value(request.cookie, "gaoxin_session");
  database_.read([&](Transaction& db) {
    zones = zones_.get(db);
    if (!token.empty()) session = find_session(db, clock_(), token);
  });
  const auto answer = [&](HttpResponse response) {
    response.operation = operation.info.name;
    if (session) response.username = session->actor.username;
    return response;
  };

  const Result<Done> actor_check = check_actor(operation, session ? &session->actor : nullptr);
  if (!actor_check.ok()) return answer(fail(actor_check.error()));
  if (*method != Method::get && operation.info.permission != kPublic &&
      request.csrf_token != session->csrf_token)
    return answer(fail({ErrorCode::forbidden,
                        "api.csrf",
                        {"请求缺少有效的 X-CSRF-Token,请刷新页面",
                         "the X-CSRF-Token is missing or old; reload the page"},
                        {}}));

  Result<json::object> input = parse_query(query);
  if (!input.ok()) return answer(fail(input.error()));
  JsonSource source = JsonSource::query;
  Upload upload;
  if (operation.takes_upload) {
    if (const json::value* name = input->if_contains("filename"))
      upload.filename = json::value_to<std::string>(*name);
    input->erase("filename");
    upload.bytes = request.body;
  } else if (*method != Method::get && *method != Method::del) {
    boost::system::error_code failure;
    const json::value body = json::parse(request.body, failure);
    if (failure || !body.is_object())
      return answer(fail(
          bad_request("api.json", {"请求正文不是 JSON 对象", "the body is not a JSON object"})));
    for (const auto& [key, value] : body.get_object()) (*input)[key] = value;
    source = JsonSource::body;
  }
  // A path's ids are texts; a body's are numbers. Reading texts as numbers is allowed for both.
  if (!match.path_values.empty()) {
    input = merge_input(std::move(*input), match.path_values);
    if (!input.ok()) return answer(fail(input.error()));
    source = JsonSource::query;
  }
  if (!query.empty()) source = JsonSource::query;

  Result<Operation::Prepared> prepared = operation.prepare(*input, source, &upload);
  if (!prepared.ok()) return answer(fail(prepared.error()));

  const Actor nobody{-1, "", "", false, {}};
  const Actor& actor = session ? session->actor : nobody;
  ResponseHeaders headers;
  json::value audit_input = *input;
  if (operation.takes_upload) {
    audit_input.as_object()["filename"] = upload.filename;
    audit_input.as_object()["size"] = request.body.size();
    audit_input.as_object()["sha256"] = sha256_hex(request.body);
  }
  Caller caller{&actor, zones, session ? &*session : nullptr, request.address, request.request_id};
  const Result<json::value> result = run(caller, operation, *prepared, audit_input, &headers);
  if (!result.ok()) return answer(fail(result.error()));

  HttpResponse response;
  if (operation.answers_file) {
    response.content_type = prepared->file->content_type;
    response.body = std::move(prepared->file->bytes);
    std::string encoded;
    for (const char c : prepared->file->filename) {
      const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                         (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '_';
      encoded += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    headers.emplace_back("Content-Disposition", "attachment; filename*=UTF-8''" + encoded);
  } else {
    response.body = json::serialize(*result);
  }
  headers.emplace_back("Cache-Control", "no-store");
  response.headers = std::move(headers);
  return answer(std::move(response));
}

/// Writes one audit row for each change of the call, or one for the call itself.
void Application::audit(Transaction& db, const Call& call, const Operation& operation,
                        std::optional<int64_t> zone, const json::value& input) {
  std::vector<Call::Change> changes = call.changes;
  if (changes.empty()) changes.push_back({"", 0, nullptr, nullptr});
  const int64_t root = call.zones.zones().empty() ? 0 : call.zones.zones().front().id;
  for (const Call::Change& change : changes) {
    AuditEntry entry;
    entry.id = db.new_id();
    entry.zone_id =
        zone.value_or(call.actor.grants.empty() ? root : call.actor.grants.front().zone_id);
    entry.at = call.now;
    entry.user_id = call.actor.user_id;
    entry.username = call.actor.username;
    entry.operation = operation.info.name;
    if (!change.entity.empty()) {
      entry.entity = change.entity;
      entry.entity_id = change.id;
    }
    entry.input = audit_text(redacted(input));
    entry.before = audit_text(redacted(change.before));
    entry.after = audit_text(redacted(change.after));
    entry.request_id = call.request_id;
    insert_audit(db, entry);
  }
}

/// Runs the use case in the transaction its operation asks for, and audits a change with it.
Result<json::value> Application::run(const Caller& caller, const Operation& operation,
                                     const Operation::Prepared& prepared, const json::value& input,
                                     ResponseHeaders* headers) {
  TRY(check_zone(operation, *caller.actor, *caller.zones, prepared.zone));
  const auto make_call = [&](Transaction& db) {
    Call call{db, database_, *caller.actor, *caller.zones, clock_(), caller.request_id};
    call.session = caller.session;
    call.address = caller.address;
    call.login_limiter = &login_limiter_;
    return call;
  };
  const TransactionMode mode = operation.info.transaction;
  const bool changes = operation.info.method != Method::get && mode != TransactionMode::read;
  if (changes && mode == TransactionMode::by_method) {
    try {
      return database_.write_result([&](Transaction& db) -> Result<json::value> {
        Call call = make_call(db);
        Result<json::value> result = prepared.run(call);
        if (result.ok()) audit(db, call, operation, prepared.zone, input);
        *headers = std::move(call.response_headers);
        return result;
      });
    } catch (const ConstraintError& lost) {
      // The use case looked first; somebody else was faster between the look and the write.
      if (lost.kind() != ConstraintError::Kind::unique &&
          lost.kind() != ConstraintError::Kind::foreign_key)
        throw;
      return Error{
          ErrorCode::conflict,
          "api.race",
          {"另一用户刚刚作了同样的修改,请刷新后重试",
           "somebody else has just made a change that excludes this one; reload and retry"},
          {}};
    }
  }
  std::vector<Call::Change> changed;
  Result<json::value> result = database_.read_value([&](Transaction& db) {
    Call call = make_call(db);
    Result<json::value> out = prepared.run(call);
    *headers = std::move(call.response_headers);
    changed = std::move(call.changes);
    return out;
  });
  if (changes && result.ok())
    database_.write([&](Transaction& db) {
      Call call = make_call(db);
      call.changes = std::move(changed);
      audit(db, call, operation, prepared.zone, input);
      return true;
    });
  return result;
}

Result<json::value> Application::call(const Actor& actor, const Operation& operation,
                                      const json::object& input, Upload* upload, File* file) {
  TRY(check_actor(operation, &actor));
  TRY_ASSIGN(prepared, operation.prepare(input, JsonSource::query, upload));
  Caller caller;
  caller.actor = &actor;
  caller.zones = database_.read_value([&](Transaction& db) { return zones_.get(db); });
  caller.request_id = "command-line";
  ResponseHeaders headers;
  Result<json::value> result = run(caller, operation, prepared, input, &headers);
  if (result.ok() && operation.answers_file && file != nullptr) *file = std::move(*prepared.file);
  return result;
}

HttpResponse Application::handle_file(const HttpRequest& request, std::string_view path) const {
  HttpResponse response;
  response.operation = "web";
  const auto find = [&](std::string_view wanted) -> const WebFile* {
    for (const WebFile& file : web_files_)
      if (file.path == wanted) return &file;
    return nullptr;
  };
  const WebFile* file = find(path);
  const bool asset = path.starts_with("/assets/");
  if (file == nullptr && !asset) file = find("/index.html");  // The page finds its own route.
  if (file == nullptr || (request.method != "GET" && request.method != "HEAD")) {
    response.status = file == nullptr ? 404 : 405;
    response.content_type = "text/plain; charset=utf-8";
    response.body = file == nullptr ? "没有此文件 / no such file\n" : "method not allowed\n";
    return response;
  }
  constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".ico", "image/x-icon"},
      {".json", "application/json; charset=utf-8"},
      {".woff2", "font/woff2"},
      {".webmanifest", "application/manifest+json"}};
  response.content_type = "application/octet-stream";
  for (const auto& [suffix, type] : kTypes)
    if (file->path.ends_with(suffix)) response.content_type = type;
  const std::string& etag = web_etags_[static_cast<size_t>(file - web_files_.data())];
  response.headers.emplace_back("ETag", etag);
  response.headers.emplace_back("Vary", "Accept-Encoding");
  response.headers.emplace_back("Cache-Control",
                                asset ? "public, max-age=31536000, immutable" : "no-cache");
  if (request.if_none_match == etag) {
    response.status = 304;
    return response;
  }
  std::string_view body = file->bytes;
  if (!file->brotli.empty() && request.accept_encoding.find("br") != std::string::npos) {
    body = file->brotli;
    response.headers.emplace_back("Content-Encoding", "br");
  } else if (!file->gzip.empty() && request.accept_encoding.find("gzip") != std::string::npos) {
    body = file->gzip;
    response.headers.emplace_back("Content-Encoding", "gzip");
  }
  response.body = std::string(body);
  return response;
}

}  // namespace gaoxin
