#pragma once

#include "meter/reader.h"
#include "support/reference_decoder.h"

#include <string>
#include <vector>

/// What the reader makes of a stream, in the terms of the reference decoder.
namespace rows {

/// Feeds a Reader and keeps what it says beyond the life of its events.
class Collector {
public:
  explicit Collector(const kaifa::ciphering::Key* key = nullptr) : key_(key), reader_(key) {}

  void feed(kaifa::Bytes stream);
  /// The stream ends here.
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

[[nodiscard]] std::vector<reference::Row> of(kaifa::Bytes stream,
                                             const kaifa::ciphering::Key* key = nullptr);
[[nodiscard]] std::vector<reference::Row>
of_single_bytes(kaifa::Bytes stream, const kaifa::ciphering::Key* key = nullptr);
[[nodiscard]] std::vector<reference::Row> of_two_pieces(kaifa::Bytes stream, std::size_t size,
                                                        const kaifa::ciphering::Key* key = nullptr);

/// What the decoder of lists by OBIS code makes of the plaintext of a push; no row if it refuses.
[[nodiscard]] std::vector<reference::Row> of_plaintext(kaifa::Bytes plaintext,
                                                       kaifa::Notes* notes = nullptr);

/// The first difference, or nothing.
[[nodiscard]] std::string difference(const std::vector<reference::Row>& rows,
                                     const std::vector<reference::Row>& expected);

/// Whether a clock of the row shows a day or time that there is none of: no error for the reader,
/// which then has no sample of it, but one for the reference decoder.
[[nodiscard]] bool has_impossible_clock(const kaifa::Reading& reading);

} // namespace rows
