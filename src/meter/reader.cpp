#include "reader.h"

#include "kfm001.h"
#include "wire/apdu.h"

#include <fmt/format.h>

#include <numeric>

namespace kaifa {
namespace {

constexpr std::size_t apdu_reason = hdlc::fault_texts.size();
constexpr std::size_t list_reason = apdu_reason + 1;

std::uint64_t sum(const auto& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

} // namespace

std::uint64_t Statistics::list_frames() const {
  return sum(lists);
}
std::uint64_t Statistics::rejected_frames() const {
  return sum(rejections);
}

std::optional<Reader::Event> Reader::next(Bytes& stream) {
  const auto event = deframer_.next(stream);
  statistics_.discarded_bytes = deframer_.discarded_bytes();
  if (!event)
    return {};
  if (const auto* frame = std::get_if<hdlc::Frame>(&*event))
    return read(*frame);

  const auto& rejection = std::get<hdlc::Rejection>(*event);
  const auto fault = static_cast<std::size_t>(rejection.fault);
  ++statistics_.rejections[fault];
  return Rejection{rejection.offset, rejection.bytes, rejection_reasons[fault],
                   std::string(hdlc::fault_texts[fault].meaning)};
}

Reader::Event Reader::read(const hdlc::Frame& frame) {
  const auto rejected = [&](std::size_t reason, const DecodeError& error) {
    ++statistics_.rejections[reason];
    return Rejection{frame.offset, frame.bytes, rejection_reasons[reason],
                     fmt::format("{} (at byte {} of the frame)", error.message, error.offset)};
  };

  // A frame without an information field has none at any offset.
  const auto information_offset =
      frame.information.empty()
          ? frame.bytes.size()
          : static_cast<std::size_t>(frame.information.data() - frame.bytes.data());
  const auto notification = apdu::decode(frame.information, information_offset);
  if (!notification)
    return rejected(apdu_reason, notification.error());
  const auto reading = kfm001::decode(*notification);
  if (!reading)
    return rejected(list_reason, reading.error());
  ++statistics_.lists[static_cast<std::size_t>(reading->list - 1)];
  return Reception{frame, *reading};
}

} // namespace kaifa
