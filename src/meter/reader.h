#pragma once

#include "reading.h"
#include "wire/ciphering.h"
#include "wire/deframer.h"

#include <numeric>

namespace kaifa {

/// Counts of a stream up to the last event.
struct Statistics {
  static constexpr std::size_t list_count = 3;

  std::uint64_t bytes = 0;           ///< all bytes that arrived
  std::uint64_t discarded_bytes = 0; ///< bytes before the last frame that were in no frame
  std::array<std::uint64_t, list_count> lists{};
  std::array<std::uint64_t, reason_texts.size()> rejections{}; ///< in the order of Reason

  [[nodiscard]] std::uint64_t rejected(Reason reason) const {
    return rejections[static_cast<std::size_t>(reason)];
  }
  [[nodiscard]] std::uint64_t list_frames() const {
    return std::reduce(lists.begin(), lists.end());
  }
  [[nodiscard]] std::uint64_t rejected_frames() const {
    return std::reduce(rejections.begin(), rejections.end());
  }
};

/// A whole frame and the reading in it.
struct Reception {
  Frame frame;
  Reading reading;
};

/// A deciphered message.
struct Plaintext {
  std::array<std::uint8_t, std::max(max_frame_size, Segments::max_message_size)> buffer;
  std::size_t size = 0;
  Notes notes{}; ///< on the plaintext, if notes are taken
};

/// Turns a byte stream into readings. Any split of the same bytes gives the same events. A good
/// frame takes no memory from the heap.
class Reader {
public:
  using Event = std::variant<Reception, Rejection>;

  /// `key` is the key of a ciphered meter, if there is one, and has to outlive the reader.
  explicit Reader(const ciphering::Key* key = nullptr) : key_(key) {}

  /// Takes bytes off the front of `stream` until they make an event or none is left. The bytes and
  /// texts of an event stay valid until the next call.
  [[nodiscard]] std::optional<Event> next(Bytes& stream);

  /// Nothing will follow: further calls of next() reject an unfinished frame.
  void end_of_stream() { deframer_.end_of_stream(); }

  [[nodiscard]] const Statistics& statistics() const { return statistics_; }

private:
  Deframer deframer_;
  Statistics statistics_;
  const ciphering::Key* key_;
  Plaintext plaintext_;
};

/// The error of a frame whose control byte shows that another maker's meter sent the frame; nullopt
/// if the meters of a known list send that byte, or if the frame has none.
[[nodiscard]] std::optional<DecodeError> wrong_control(std::optional<Control> control);

/// Takes the reading out of the contents of a frame, one layer after another. Fails if anything
/// follows the list, or if the meters that send such a list do not send the control byte of
/// `carrier`. `plaintext` keeps the bytes of a deciphered message, because the texts of the reading
/// are views of them.
[[nodiscard]] Reading take_reading(Cursor& cursor, const Carrier& carrier,
                                   const ciphering::Key* key, Plaintext& plaintext);

} // namespace kaifa
