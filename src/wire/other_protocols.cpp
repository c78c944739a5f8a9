#include "other_protocols.h"

#include "fcs16.h"
#include "frame_kinds.h"

#include <algorithm>
#include <vector>

namespace kaifa {
namespace {

constexpr std::uint8_t line_feed = 0x0a;
constexpr std::uint8_t carriage_return = 0x0d;

// <cctype> depends on the locale.
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_capital(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_letter(char c) {
  return is_capital(c) || (c >= 'a' && c <= 'z');
}
bool is_hexadecimal_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// Noise does not look like text: 16 random bytes are all printable once in five million cases.
bool is_text(std::string_view text) {
  constexpr std::size_t shortest = 16;
  return text.size() >= shortest &&
         std::ranges::all_of(text, [](char c) { return (c >= ' ' && c <= '~') || is_space(c); });
}

constexpr std::string_view between = ",:;-x";

/// Whether these are digits, and what people write between them: 7e a0, 7E:A0, 0x7e, 0xa0.
bool is_hexadecimal_text(std::string_view text) {
  return std::ranges::all_of(text,
                             [](char c) {
                               return is_hexadecimal_digit(c) || is_space(c) ||
                                      between.find(c) != std::string_view::npos;
                             }) &&
         2 * std::ranges::count_if(text, is_hexadecimal_digit) >= std::ssize(text);
}

/// Whether there is "/KFM5" or, in a text, the beginning of any maker's telegram.
bool has_p1_telegram(std::string_view text) {
  constexpr std::size_t maker_size = 3;
  if (text.find("/KFM5") != std::string_view::npos)
    return true;
  for (std::size_t at = text.find('/'); at != std::string_view::npos && is_text(text);
       at = text.find('/', at + 1)) {
    const std::string_view maker = text.substr(at + 1, maker_size);
    const std::string_view digit = text.substr(std::min(text.size(), at + 1 + maker_size), 1);
    if (maker.size() == maker_size && std::ranges::all_of(maker, is_letter) && !digit.empty() &&
        is_digit(digit[0]))
      return true;
  }
  return false;
}

/// Whether there is 68 LL LL 68, the header of a long frame.
bool has_mbus_long_frame(Bytes bytes) {
  for (std::size_t i = 0; i + 4 <= bytes.size(); ++i)
    if (bytes[i] == mbus::start && bytes[i + 3] == mbus::start && bytes[i + 1] == bytes[i + 2])
      return true;
  return false;
}

/// The frame with some of its line feeds replaced by carriage returns, if this makes it whole.
std::optional<Examination> whole_with_carriage_returns(Bytes frame) {
  constexpr std::size_t most_places = 8;
  std::vector<std::uint8_t> bytes(frame.begin(), frame.end());
  std::vector<std::uint8_t*> places;
  for (std::uint8_t& byte : bytes)
    if (byte == line_feed)
      places.push_back(&byte);
  if (places.size() > most_places)
    return {};
  for (std::size_t choice = 1; choice < std::size_t{1} << places.size(); ++choice) {
    for (std::size_t i = 0; i < places.size(); ++i)
      *places[i] = choice >> i & 1 ? carriage_return : line_feed;
    const Examination examination = examine(bytes);
    if (examination.result == Examination::Result::whole && examination.size == bytes.size())
      return examination;
  }
  return {};
}

} // namespace

OtherProtocol other_protocol(Bytes bytes) {
  const std::string_view text = as_text(bytes);
  if (has_p1_telegram(text))
    return OtherProtocol::p1;
  if (is_text(text))
    return is_hexadecimal_text(text) ? OtherProtocol::hexadecimal : OtherProtocol::text;
  return has_mbus_long_frame(bytes) ? OtherProtocol::mbus : OtherProtocol::unknown;
}

std::string_view maker_in_title(Bytes bytes) {
  constexpr std::string_view head = "\xdb\x08";
  constexpr std::size_t maker_size = 3;
  const std::string_view text = as_text(bytes);
  for (std::size_t at = text.find(head); at != std::string_view::npos;
       at = text.find(head, at + 1)) {
    const std::string_view maker = text.substr(at + head.size(), maker_size);
    if (maker.size() == maker_size && std::ranges::all_of(maker, is_capital))
      return maker;
  }
  return {};
}

std::string_view other_list_version(Bytes frame) {
  constexpr std::size_t shortest_name = 3;
  const std::string_view text = as_text(frame);
  for (std::size_t at = text.find('_'); at != std::string_view::npos; at = text.find('_', at + 1)) {
    std::size_t begin = at;
    while (begin > 0 && is_letter(text[begin - 1]))
      --begin;
    std::size_t end = at + 1;
    if (end < text.size() && text[end] == 'V')
      ++end;
    const std::size_t first_digit = end;
    while (end < text.size() && is_digit(text[end]))
      ++end;
    const std::string_view name = text.substr(begin, at - begin);
    if (end > first_digit && name.size() >= shortest_name && !name.ends_with("KFM"))
      return text.substr(begin, end - begin);
  }
  return {};
}

bool has_segmented_frame(Bytes bytes) {
  constexpr std::uint8_t type_and_segmentation_mask = 0xf8;
  constexpr std::uint8_t segmented_type_3 = 0xa8;
  for (; bytes.size() > 1; bytes = bytes.subspan(1)) {
    if (bytes[0] != hdlc::flag || (bytes[1] & type_and_segmentation_mask) != segmented_type_3)
      continue;
    const Bytes frame = frame_at(bytes);
    if (frame.size() > 2 && frame.back() == hdlc::flag &&
        fcs16_fits(frame.subspan(1, frame.size() - 2)))
      return true;
  }
  return false;
}

bool has_lost_carriage_returns(Bytes bytes) {
  constexpr int most_frames = 32; // enough to find one, and quickly examined
  if (std::ranges::find(bytes, carriage_return) != bytes.end())
    return false;
  int frames = 0;
  int unproven = 0; // an 8-bit sum may be correct by chance, but hardly twice
  for (std::size_t begin = 0; begin < bytes.size() && frames < most_frames; ++begin) {
    if (examine(bytes.subspan(begin)).result != Examination::Result::damaged)
      continue;
    ++frames;
    const auto whole = whole_with_carriage_returns(frame_at(bytes.subspan(begin)));
    if (whole && (whole->carrier.is_proven || ++unproven == 2))
      return true;
  }
  return false;
}

} // namespace kaifa
