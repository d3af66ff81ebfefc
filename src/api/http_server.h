// The HTTP/1.1 server: Boost.Beast behind plain requests and responses.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "api/dispatch.h"

namespace gaoxin {

struct HttpSettings {
  std::string address = "127.0.0.1";
  uint16_t port = 8080;  ///< 0 takes a free one
  int handler_threads = 4;
  size_t header_bytes_max = size_t{16} << 10;
  int connections_max = 1024;
  int header_seconds_max = 30;  ///< from the connection or the last answer to a whole header
  int body_seconds_max = 300;
  int drain_seconds_max = 10;  ///< on SIGTERM: how long answers under way may take
};

/// Serves until SIGTERM or SIGINT, then stops accepting, finishes what is under way and returns.
/// `ready` is called once with the port when connections are accepted. An address that cannot be
/// had is an Error (api.listen).
Result<Done> serve_http(Application& application, const HttpSettings& settings,
                        const std::function<void(uint16_t port)>& ready);

}  // namespace gaoxin
