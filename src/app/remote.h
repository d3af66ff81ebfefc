// The command line at a running server: a SQLite database belongs to one process, so while
// `gaoxin serve` has it, `gaoxin call --server URL` sends the operation there as the page does.
#pragma once

#include <memory>
#include <string>

#include "api/operation.h"

namespace gaoxin {

/// A session at a server, signed out when it goes. Plain HTTP: TLS ends at the proxy before it.
class RemoteServer {
 public:
  /// `url` is "http://host:port" (port 80 when left out). Errors: remote.url, remote.unreachable,
  /// and what the server answers to a wrong password.
  static Result<std::unique_ptr<RemoteServer>> sign_in(const std::string& url,
                                                       const std::string& username,
                                                       const std::string& password);
  ~RemoteServer();

  /// As Application::call: the answer's JSON, or the server's error as it is. `file` gets a
  /// download. A text in `zone` is a zone's code.
  Result<json::value> call(const Operation& operation, json::object input, const Upload& upload,
                           File& file);

 private:
  struct Reply {
    unsigned status = 0;
    std::string body, content_type, disposition, cookie;
  };
  RemoteServer(std::string host, std::string port)
      : host_(std::move(host)), port_(std::move(port)) {}
  Result<Reply> send(std::string_view method, const std::string& target, std::string body,
                     std::string_view content_type);

  std::string host_, port_, cookie_, csrf_token_;
};

}  // namespace gaoxin
