#pragma once

#include "bytes.h"

#include <array>
#include <optional>
#include <string_view>
#include <variant>

namespace kaifa::hdlc {

inline constexpr std::uint8_t flag = 0x7e;
/// The length field has 11 bits and counts what is between the two flags.
inline constexpr std::size_t max_frame_size = 0x7ff + 2;

/// A whole frame, its HCS and FCS proven.
struct Frame {
  std::uint64_t offset; ///< of the opening flag in the stream
  Bytes bytes;          ///< all of it, both flags included
  Bytes destination;
  Bytes source;
  std::uint8_t control;
  Bytes information;
};

/// What makes a frame that had begun (a flag and a format field of type 3) none.
enum class Fault { segmented, address, length, hcs, closing_flag, fcs, cut_off };

struct FaultText {
  std::string_view name;
  std::string_view meaning;
};
/// In the order of Fault.
inline constexpr std::array<FaultText, 7> fault_texts = {{
    {"segmented", "part of a segmented message"},
    {"address", "address longer than 4 bytes"},
    {"length", "length field leaves no room for header and checksums"},
    {"hcs", "header check sequence does not fit"},
    {"closing_flag", "no flag where the frame should end"},
    {"fcs", "frame check sequence does not fit"},
    {"cut_off", "another frame, or the end of the stream, before the end of this one"},
}};

struct Rejection {
  std::uint64_t offset; ///< of the opening flag in the stream
  Bytes bytes;          ///< as many as it took to reject it; of a cut-off one, what came of it
  Fault fault;
};

using Event = std::variant<Frame, Rejection>;

/// Cuts HDLC frames (ISO/IEC 13239, frame format type 3, without byte stuffing) out of a stream.
///
///   7e | a0+length 2 | destination 1-4 | source 1-4 | control 1 | HCS 2 | information n | FCS 2 |
///   7e
///
/// A frame is found by its length and proven by HCS and FCS; a 7e inside means nothing. After a
/// frame that fails, the search goes on at the byte after its opening flag. The frame whose last
/// byte comes first wins: a good one is not held up by a cut-off one before it. A closing flag may
/// be the next opening one.
///
/// Any split of the same bytes gives the same events. Damage is an event, not an exception.
class Deframer {
public:
  /// Takes bytes off the front of `stream` until they make an event, or until there are none left.
  /// The bytes of an event stay valid until the next call.
  [[nodiscard]] std::optional<Event> next(Bytes& stream);

  /// Nothing will follow: a frame that has begun is cut off, as further calls of next() tell.
  void end_of_stream() { ended_ = true; }

  /// Bytes before the last frame that belonged to no frame.
  [[nodiscard]] std::uint64_t discarded_bytes() const { return discarded_bytes_; }

private:
  void fill_from(Bytes& stream);
  void skip_to_flag();
  void drop(std::size_t count);
  Event deliver(Frame frame);
  Event reject(Fault fault, std::size_t size);
  [[nodiscard]] Bytes pending() const { return Bytes(buffer_).subspan(begin_, end_ - begin_); }

  std::array<std::uint8_t, 2 * max_frame_size> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint64_t offset_ = 0;         ///< of buffer_[begin_] in the stream
  std::uint64_t last_frame_end_ = 0; ///< in the stream
  std::uint64_t discarded_bytes_ = 0;
  bool ended_ = false;
};

} // namespace kaifa::hdlc
