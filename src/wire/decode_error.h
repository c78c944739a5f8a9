#pragma once

#include "bytes.h"
#include "reason.h"

#include <fmt/core.h>

#include <array>
#include <concepts>
#include <type_traits>
#include <variant>

namespace kaifa {

/// Why some bytes are not what a decoder expects. A plain value that takes no memory from the heap:
/// message() makes the text.
class DecodeError {
  /// A detail in the text: a number, or a view of the frame or of a constant.
  using Detail = std::variant<std::uint64_t, std::int64_t, std::string_view, Bytes>;
  template <typename T>
  using DetailOf =
      std::conditional_t<std::signed_integral<T>, std::int64_t,
                         std::conditional_t<std::unsigned_integral<T>, std::uint64_t,
                                            std::conditional_t<std::is_convertible_v<T, Bytes>,
                                                               Bytes, std::string_view>>>;
  /// The type that a detail is formatted as: views become strings that are safe for a terminal.
  template <typename T>
  using Shown = std::conditional_t<std::integral<T>, DetailOf<T>, std::string>;
  static constexpr std::size_t most_details = 4;

public:
  /// The format string of a text with these details; the compiler checks it.
  template <typename... Details>
  using Format = fmt::format_string<Shown<Details>...>;

  template <typename... Details>
  DecodeError(Reason why, std::size_t position, Format<Details...> format,
              const Details&... details)
      : offset(position), reason(why), format_(format), details_{DetailOf<Details>(details)...} {
    static_assert(sizeof...(details) <= most_details);
  }

  /// What was expected and what was found: texts as printable() and bytes as hex() give them.
  [[nodiscard]] std::string message() const;
  /// "3 bytes left over after the list (at byte 40 of the frame)"
  [[nodiscard]] std::string message_and_place() const;

  std::size_t offset; ///< position of the byte at fault
  Reason reason;
  /// What the offset is a position in: a "frame", a "message" of several frames, or a "plaintext".
  std::string_view within = "frame";

private:
  fmt::string_view format_;
  std::array<Detail, most_details> details_;
};

} // namespace kaifa
