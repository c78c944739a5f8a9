#pragma once

#include "meter/reader.h"
#include "support/reference_decoder.h"

#include <string>
#include <vector>

/// What the reader makes of a stream, as rows of the reference decoder.
namespace rows {

/// Feeds a Reader and keeps the contents of its events.
class Collector {
public:
  explicit Collector(const kaifa::ciphering::Key* key = nullptr) : key_(key), reader_(key) {}

  void feed(kaifa::Bytes stream);
  /// Ends the stream.
  void finish();

  [[nodiscard]] const std::vector<reference::Row>& rows() const { return rows_; }
  /// "fcs at 12: frame check sequence does not fit"
  [[nodiscard]] const std::vector<std::string>& rejections() const { return rejections_; }
  [[nodiscard]] const kaifa::Statistics& statistics() const { return reader_.statistics(); }

private:
  const kaifa::ciphering::Key* key_;
  kaifa::Reader reader_;
  std::vector<reference::Row> rows_;
  std::vector<std::string> rejections_;
};

/// The rows of a stream that arrives whole, byte by byte, or split after its first `size` bytes.
[[nodiscard]] std::vector<reference::Row> of(kaifa::Bytes stream,
                                             const kaifa::ciphering::Key* key = nullptr);
[[nodiscard]] std::vector<reference::Row>
of_single_bytes(kaifa::Bytes stream, const kaifa::ciphering::Key* key = nullptr);
[[nodiscard]] std::vector<reference::Row> of_two_pieces(kaifa::Bytes stream, std::size_t size,
                                                        const kaifa::ciphering::Key* key = nullptr);

/// The row that obis_list::take_list() makes of the plaintext of a push; empty if it fails.
[[nodiscard]] std::vector<reference::Row> of_plaintext(kaifa::Bytes plaintext,
                                                       kaifa::Notes* notes = nullptr);

/// The first difference; empty if there is none.
[[nodiscard]] std::string difference(const std::vector<reference::Row>& rows,
                                     const std::vector<reference::Row>& expected);

/// Whether a clock of the reading shows a day or time that does not exist. The reader accepts such
/// a reading without a sample of that clock; the reference decoder rejects the frame.
[[nodiscard]] bool has_impossible_clock(const kaifa::Reading& reading);

} // namespace rows
