#include "key_file.h"

#include "failure.h"
#include "unique_fd.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

namespace kaifa {
namespace {

/// Clears its memory at the end, so that no part of a key stays behind.
template <typename Array>
class Cleared : public Array {
public:
  Cleared() = default;
  ~Cleared() { explicit_bzero(this->data(), this->size()); }
  Cleared(const Cleared&) = delete;
  Cleared& operator=(const Cleared&) = delete;
};

Failure no_key(const std::string& message) {
  return {Cause::key_file, message};
}

Failure cannot_read(const std::string& path) {
  return no_key(fmt::format("cannot read the key file {}: {}", path, std::strerror(errno)));
}

std::string_view without_prefix(std::string_view text) {
  constexpr std::string_view separators = " \t\r\n,:";
  text.remove_prefix(std::min(text.find_first_not_of(separators), text.size()));
  if (text.starts_with("0x") || text.starts_with("0X"))
    text.remove_prefix(2);
  return text;
}

/// The value of a hexadecimal digit; nullopt if it is none.
std::optional<std::uint8_t> digit_value(char digit) {
  constexpr int hexadecimal = 16;
  std::uint8_t value = 0;
  const auto result = std::from_chars(&digit, &digit + 1, value, hexadecimal);
  return result.ec == std::errc() ? std::optional(value) : std::nullopt;
}

} // namespace

std::optional<ciphering::Key> parse_key(std::string_view text) {
  constexpr std::size_t digit_count = 2 * ciphering::Key::size;
  Cleared<std::array<std::uint8_t, ciphering::Key::size>> key;
  std::size_t digits = 0;
  for (text = without_prefix(text); !text.empty(); text = without_prefix(text)) {
    const auto value = digit_value(text.front());
    if (!value || digits == digit_count)
      return {};
    key[digits / 2] = static_cast<std::uint8_t>(key[digits / 2] << 4 | *value);
    ++digits;
    text.remove_prefix(1);
  }
  return digits == digit_count ? std::optional<ciphering::Key>(key) : std::nullopt;
}

ciphering::Key read_key_file(const std::string& path, const Waiting& waiting, Deadline deadline) {
  constexpr std::size_t longest_file = 1024;
  prctl(PR_SET_DUMPABLE, 0); // neither a core dump nor another process shows the key
  const UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  struct stat status {};
  if (fd.get() < 0 || fstat(fd.get(), &status) != 0)
    throw cannot_read(path);
  if (status.st_mode & (S_IROTH | S_IWOTH))
    throw no_key(fmt::format("every user of this host has access to the key file {0}; "
                             "try: chmod o= {0}",
                             path));
  Cleared<std::array<char, longest_file>> text;
  std::size_t size = 0;
  while (size < text.size() && waiting.until_ready(fd.get(), POLLIN, deadline)) {
    const ssize_t count = read(fd.get(), text.data() + size, text.size() - size);
    if (count < 0)
      throw cannot_read(path);
    if (count == 0)
      break;
    size += static_cast<std::size_t>(count);
  }
  const auto key = size < text.size() ? parse_key({text.data(), size}) : std::nullopt;
  if (!key)
    throw no_key(
        fmt::format("the key file {} holds no key: 32 hexadecimal digits expected, blanks, "
                    "commas, colons and 0x between them allowed",
                    path));
  return *key;
}

} // namespace kaifa
