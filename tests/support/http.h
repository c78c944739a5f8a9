#pragma once

#include <cstdint>
#include <string>

namespace support {

/// A TCP port of the loopback interface that nobody listens on.
[[nodiscard]] std::uint16_t free_port();

/// Whether somebody listens on this port of 127.0.0.1.
[[nodiscard]] bool is_listening(std::uint16_t port);

/// The body of http://127.0.0.1:port/path. Throws std::runtime_error if the status is not 200.
[[nodiscard]] std::string http_get(std::uint16_t port, const std::string& path);

} // namespace support
