#include "http.h"

#include "host/unique_fd.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace support {
namespace {

kaifa::UniqueFd make_socket() {
  kaifa::UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket)
    throw std::system_error(errno, std::system_category(), "socket");
  return socket;
}

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

bool connect_to(const kaifa::UniqueFd& socket, std::uint16_t port) {
  const sockaddr_in address = loopback(port);
  return connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

} // namespace

std::uint16_t free_port() {
  const kaifa::UniqueFd socket = make_socket();
  sockaddr_in address = loopback(0);
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof address;
  if (bind(socket.get(), any, size) != 0 || getsockname(socket.get(), any, &size) != 0)
    throw std::system_error(errno, std::system_category(), "bind");
  return ntohs(address.sin_port);
}

bool is_listening(std::uint16_t port) {
  return connect_to(make_socket(), port);
}

std::string http_get(std::uint16_t port, const std::string& path) {
  const kaifa::UniqueFd socket = make_socket();
  const std::string request = fmt::format("GET {} HTTP/1.0\r\n\r\n", path);
  if (!connect_to(socket, port) || send(socket.get(), request.data(), request.size(),
                                        MSG_NOSIGNAL) != static_cast<ssize_t>(request.size()))
    throw std::system_error(errno, std::system_category(), path);
  std::string response;
  std::array<char, 65536> block;
  for (ssize_t count; (count = recv(socket.get(), block.data(), block.size(), 0)) > 0;)
    response.append(block.data(), static_cast<std::size_t>(count));
  const std::size_t head_end = response.find("\r\n\r\n");
  if (!response.starts_with("HTTP/1.0 200 ") || head_end == std::string::npos)
    throw std::runtime_error(path + ": " + response.substr(0, response.find('\r')));
  return response.substr(head_end + 4);
}

} // namespace support
