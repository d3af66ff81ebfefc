// One connection for each request: a command makes two or three.
#include "app/remote.h"

#include <fmt/format.h>

#include <boost/asio.hpp>
#include <boost/beast.hpp>

namespace gaoxin {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

constexpr size_t kQueryTextBytesMax = 100;
/// A download may be large; the server's own limits hold for what is sent to it.
constexpr uint64_t kBodyBytesMax = uint64_t{1} << 30;

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '-' || c == '_' || c == '.' || c == '~')
      out += c;
    else
      out += fmt::format("%{:02X}", byte);
  }
  return out;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::sscanf(std::string(text.substr(i + 1, 2)).c_str(), "%2x", &byte) == 1) {
      out += static_cast<char>(byte);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

/// As the query writes a value: texts bare, lists comma separated.
std::string query_text(const json::value& value) {
  if (value.is_string()) return std::string(value.as_string());
  if (!value.is_array()) return json::serialize(value);
  std::string out;
  for (const json::value& item : value.as_array())
    out += (out.empty() ? "" : ",") + query_text(item);
  return out;
}

std::string query_of(const json::object& input) {
  std::string out;
  for (const auto& [name, value] : input)
    if (!value.is_null())
      out += fmt::format("{}{}={}", out.empty() ? "?" : "&", percent_encoded(name),
                         percent_encoded(query_text(value)));
  return out;
}

Error unreadable(unsigned status) {
  return {ErrorCode::invalid,
          "remote.answer",
          {fmt::format("服务器的回答无法读取(状态 {})。该地址是高新的服务器吗?", status),
           fmt::format("the server's answer cannot be read (status {}). Is this address a Gaoxin "
                       "server?",
                       status)},
          {}};
}

Error error_of(unsigned status, const std::string& body) {
  boost::system::error_code failure;
  const json::value answer = json::parse(body, failure);
  const json::value* error =
      !failure && answer.is_object() ? answer.as_object().if_contains("error") : nullptr;
  if (error == nullptr) return unreadable(status);
  try {
    const auto text = [](const json::value& at) {
      return Text{json::value_to<std::string>(at.at("zh")),
                  json::value_to<std::string>(at.at("en"))};
    };
    Error out{ErrorCode::invalid,
              json::value_to<std::string>(error->at("key")),
              text(error->at("message")),
              {}};
    if (const json::value* fields = error->as_object().if_contains("fields"))
      for (const json::value& field : fields->as_array())
        out.fields.push_back({json::value_to<std::string>(field.at("path")),
                              json::value_to<std::string>(field.at("key")),
                              text(field.at("message"))});
    return out;
  } catch (const std::exception&) {
    return unreadable(status);
  }
}

}  // namespace

Result<std::unique_ptr<RemoteServer>> RemoteServer::sign_in(const std::string& url,
                                                            const std::string& username,
                                                            const std::string& password) {
  constexpr std::string_view kScheme = "http://";
  std::string rest = url.starts_with(kScheme) ? url.substr(kScheme.size()) : "";
  while (rest.ends_with('/')) rest.pop_back();
  if (rest.empty() || rest.find('/') != std::string::npos)
    return Error{ErrorCode::invalid,
                 "remote.url",
                 {"服务器地址应写成 http://主机:端口:" + url,
                  "write the server's address as http://host:port: " + url},
                 {}};
  const size_t colon = rest.rfind(':');
  std::unique_ptr<RemoteServer> server(new RemoteServer(
      rest.substr(0, colon), colon == std::string::npos ? "80" : rest.substr(colon + 1)));
  TRY_ASSIGN(
      reply,
      server->send("POST", "/api/session",
                   json::serialize(json::object{{"username", username}, {"password", password}}),
                   "application/json"));
  if (reply.status != 200) return error_of(reply.status, reply.body);
  boost::system::error_code failure;
  const json::value answer = json::parse(reply.body, failure);
  const json::value* token =
      !failure && answer.is_object() ? answer.as_object().if_contains("csrf_token") : nullptr;
  if (token == nullptr || !token->is_string()) return unreadable(reply.status);
  server->csrf_token_ = std::string(token->as_string());
  server->cookie_ = reply.cookie.substr(0, reply.cookie.find(';'));
  return server;
}

RemoteServer::~RemoteServer() {
  // Nothing can be done about a server that has gone meanwhile.
  if (!cookie_.empty()) static_cast<void>(send("DELETE", "/api/session", "", ""));
}

Result<RemoteServer::Reply> RemoteServer::send(std::string_view method, const std::string& target,
                                               std::string body, std::string_view content_type) {
  try {
    asio::io_context context;
    beast::tcp_stream stream(context);
    stream.connect(asio::ip::tcp::resolver(context).resolve(host_, port_));
    http::request<http::string_body> request(http::string_to_verb(method), target, 11);
    request.set(http::field::host, host_);
    request.set(http::field::connection, "close");
    if (!cookie_.empty()) request.set(http::field::cookie, cookie_);
    if (!csrf_token_.empty()) request.set("X-CSRF-Token", csrf_token_);
    if (!content_type.empty()) request.set(http::field::content_type, content_type);
    request.body() = std::move(body);
    request.prepare_payload();
    http::write(stream, request);
    beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(kBodyBytesMax);
    http::read(stream, buffer, parser);
    auto response = parser.release();
    return Reply{response.result_int(), std::move(response.body()),
                 std::string(response[http::field::content_type]),
                 std::string(response[http::field::content_disposition]),
                 std::string(response[http::field::set_cookie])};
  } catch (const boost::system::system_error& problem) {
    return Error{
        ErrorCode::not_found,
        "remote.unreachable",
        {fmt::format("连接不到服务器 {}:{}({})", host_, port_, problem.code().message()),
         fmt::format("cannot reach the server {}:{} ({})", host_, port_, problem.code().message())},
        {}};
  }
}

Result<json::value> RemoteServer::call(const Operation& operation, json::object input,
                                       const Upload& upload, File& file) {
  if (const json::value* zone = input.if_contains("zone"); zone != nullptr && zone->is_string()) {
    TRY_ASSIGN(zones, send("GET", "/api/zones", "", ""));
    if (zones.status != 200) return error_of(zones.status, zones.body);
    const json::value answer = json::parse(zones.body);
    for (const json::value& row : answer.at("items").as_array())
      if (row.at("code") == *zone) {
        input["zone"] = row.at("id").as_int64();
        break;
      }
  }
  std::string target = operation.info.path;
  for (size_t open = target.find('{'); open != std::string::npos; open = target.find('{')) {
    const size_t close = target.find('}', open);
    const std::string name = target.substr(open + 1, close - open - 1);
    const json::value* value = input.if_contains(name);
    if (value == nullptr)
      return Error{ErrorCode::invalid,
                   "call.argument",
                   {"缺少参数 " + name, "the argument " + name + " is missing"},
                   {}};
    target.replace(open, close - open + 1, percent_encoded(query_text(*value)));
    input.erase(name);
  }
  const Method method = operation.info.method;
  const bool in_query = method == Method::get || method == Method::del || operation.takes_upload;
  if (operation.takes_upload) input["filename"] = upload.filename;
  // A query's texts may stand for numbers, as on the command line; a body's may not.
  json::object query = in_query ? std::move(input) : json::object();
  if (in_query) input.clear();
  for (auto member = input.begin(); member != input.end();) {
    const bool short_text =
        member->value().is_string() && member->value().as_string().size() <= kQueryTextBytesMax;
    if (!short_text) {
      ++member;
      continue;
    }
    query[member->key()] = member->value();
    member = input.erase(member);
  }
  target += query_of(query);
  TRY_ASSIGN(reply, send(method_name(method), target,
                         operation.takes_upload ? upload.bytes
                         : in_query             ? std::string()
                                                : json::serialize(input),
                         operation.takes_upload ? "application/octet-stream"
                         : in_query             ? ""
                                                : "application/json"));
  if (reply.status >= 300) return error_of(reply.status, reply.body);
  if (operation.answers_file) {
    constexpr std::string_view kName = "filename*=UTF-8''";
    const size_t at = reply.disposition.find(kName);
    file = {at == std::string::npos ? "download"
                                    : percent_decoded(reply.disposition.substr(at + kName.size())),
            reply.content_type, std::move(reply.body)};
    return json::value(nullptr);
  }
  if (reply.body.empty()) return json::value(json::object{});
  boost::system::error_code failure;
  json::value answer = json::parse(reply.body, failure);
  if (failure) return unreadable(reply.status);
  return answer;
}

}  // namespace gaoxin
