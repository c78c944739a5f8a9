#include "reference_decoder.h"

#include "reference_reader.h"

#include <algorithm>
#include <optional>

namespace reference {
namespace {

using Bytes = View;

constexpr std::uint8_t flag = 0x7e;

struct Frame {
  std::size_t begin; ///< where its opening flag is
  std::size_t end;   ///< where its closing flag is, which may open the next frame
  bool segmented;
  unsigned control;
  Bytes information;
};

/// CRC-16/X.25, one bit at a time.
std::uint16_t crc(Bytes bytes) {
  unsigned remainder = 0xffff;
  for (const unsigned byte : bytes) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      const bool divide = ((remainder ^ (byte >> bit)) & 1U) != 0;
      remainder >>= 1;
      if (divide)
        remainder ^= 0x8408;
    }
  }
  return static_cast<std::uint16_t>(remainder ^ 0xffffU);
}

/// Whether the last two bytes hold the CRC of those before them.
bool ends_in_crc(Bytes bytes) {
  const std::uint16_t expected = crc(bytes.first(bytes.size() - 2));
  return bytes[bytes.size() - 2] == (expected & 0xff) && bytes[bytes.size() - 1] == expected >> 8;
}

/// The size of the HDLC address that begins at `begin`.
std::optional<std::size_t> address_size(Bytes bytes, std::size_t begin) {
  for (std::size_t size = 1; size <= 4 && begin + size <= bytes.size(); ++size) {
    if ((bytes[begin + size - 1] & 1) == 1)
      return size;
  }
  return std::nullopt;
}

std::optional<Frame> frame_at(Bytes stream, std::size_t opening_flag) {
  const std::size_t begin = opening_flag + 1;
  if (stream[opening_flag] != flag || begin + 2 > stream.size())
    return std::nullopt;

  const unsigned format = stream[begin] * 256U + stream[begin + 1];
  if (format >> 12 != 0b1010)
    return std::nullopt;
  const bool segmented = ((format >> 11) & 1U) == 1;
  const std::size_t length = format & 0x7ffU;
  const std::size_t closing_flag = begin + length;
  if (closing_flag >= stream.size() || stream[closing_flag] != flag)
    return std::nullopt;

  const Bytes content = stream.subspan(begin, length);
  const auto destination_size = address_size(content, 2);
  if (!destination_size)
    return std::nullopt;
  const auto source_size = address_size(content, 2 + *destination_size);
  if (!source_size)
    return std::nullopt;
  const std::size_t header_size = 2 + *destination_size + *source_size + 1;
  if (length < header_size)
    return std::nullopt;
  const unsigned control = content[header_size - 1];

  if (length < header_size + 2 || !ends_in_crc(content))
    return std::nullopt;
  if (length == header_size + 2)
    return Frame{opening_flag, closing_flag, segmented, control, {}};

  if (length < header_size + 2 + 1 + 2 || !ends_in_crc(content.first(header_size + 2)))
    return std::nullopt;
  return Frame{opening_flag, closing_flag, segmented, control,
               content.subspan(header_size + 2, length - header_size - 4)};
}

std::vector<Frame> frames_in(Bytes stream) {
  std::vector<Frame> candidates;
  for (std::size_t position = 0; position < stream.size(); ++position) {
    if (const auto frame = frame_at(stream, position))
      candidates.push_back(*frame);
  }
  return first_to_end(candidates);
}

Bytes octet_string(Reader& reader) {
  require(reader.big_endian(1) == 0x09);
  return reader.take(reader.length());
}

/// The date-time of a data-notification: tagged, untagged or null.
std::string notification_date_time(Reader& reader) {
  std::uint64_t first = reader.big_endian(1);
  if (first == 0x00)
    return "";
  if (first == 0x09)
    first = reader.big_endian(1);
  require(first == 0x0c);
  return date_time(reader.take(12), true);
}

enum class Type { text, clock, double_long_unsigned, energy };

struct Element {
  std::string_view column;
  Type type;
  bool three_phase_only;
  std::array<std::uint8_t, 6> obis;
};

using enum Type;

constexpr std::array<Element, 18> elements = {{
    {"list_version", text, false, {1, 0, 0, 2, 129, 255}},
    {"meter_id", text, false, {0, 0, 96, 1, 0, 255}},
    {"meter_type", text, false, {0, 0, 96, 1, 7, 255}},
    {"active_power_import_w", double_long_unsigned, false, {1, 0, 1, 7, 0, 255}},
    {"active_power_export_w", double_long_unsigned, false, {1, 0, 2, 7, 0, 255}},
    {"reactive_power_import_var", double_long_unsigned, false, {1, 0, 3, 7, 0, 255}},
    {"reactive_power_export_var", double_long_unsigned, false, {1, 0, 4, 7, 0, 255}},
    {"current_l1_ma", double_long_unsigned, false, {1, 0, 31, 7, 0, 255}},
    {"current_l2_ma", double_long_unsigned, true, {1, 0, 51, 7, 0, 255}},
    {"current_l3_ma", double_long_unsigned, true, {1, 0, 71, 7, 0, 255}},
    {"voltage_1_dv", double_long_unsigned, false, {1, 0, 32, 7, 0, 255}},
    {"voltage_2_dv", double_long_unsigned, true, {1, 0, 52, 7, 0, 255}},
    {"voltage_3_dv", double_long_unsigned, true, {1, 0, 72, 7, 0, 255}},
    {"meter_clock", clock, false, {0, 0, 1, 0, 0, 255}},
    {"active_energy_import_wh", energy, false, {1, 0, 1, 8, 0, 255}},
    {"active_energy_export_wh", energy, false, {1, 0, 2, 8, 0, 255}},
    {"reactive_energy_import_varh", energy, false, {1, 0, 3, 8, 0, 255}},
    {"reactive_energy_export_varh", energy, false, {1, 0, 4, 8, 0, 255}},
}};

std::string value(Reader& reader, Type type) {
  if (type == text) {
    const Bytes string = octet_string(reader);
    return std::string(string.begin(), string.end());
  }
  if (type == clock)
    return date_time(octet_string(reader), true);

  const std::uint64_t tag = reader.big_endian(1);
  if (type == energy && tag == 0x15)
    return std::to_string(reader.big_endian(8));
  require(tag == 0x06);
  return std::to_string(reader.big_endian(4));
}

void read_positional_list(Reader& reader, std::uint64_t count, Row& row) {
  const bool three_phase = count == 13 || count == 18;
  std::uint64_t taken = 0;
  for (const Element& element : elements) {
    if (taken == count)
      break;
    if (element.three_phase_only && !three_phase)
      continue;
    row.at(std::string(element.column)) = value(reader, element.type);
    ++taken;
  }
}

void read_obis_list(Reader& reader, Row& row) {
  std::vector<std::string_view> seen;
  while (seen.size() < elements.size()) {
    Bytes obis = octet_string(reader);
    // The list version may also have the Norwegian code, which no tagged list is known to send.
    constexpr std::array<std::uint8_t, 6> norwegian = {1, 1, 0, 2, 129, 255};
    if (std::ranges::equal(obis, norwegian))
      obis = elements[0].obis;
    const auto element = std::find_if(elements.begin(), elements.end(), [&](const Element& e) {
      return std::equal(e.obis.begin(), e.obis.end(), obis.begin(), obis.end());
    });
    require(element != elements.end());
    require(std::find(seen.begin(), seen.end(), element->column) == seen.end());
    row.at(std::string(element->column)) = value(reader, element->type);
    seen.push_back(element->column);
  }
}

/// The first two characters that are H or T, then 3 or 4.
std::string wires(const std::string& meter_type) {
  for (std::size_t i = 0; i < meter_type.size(); ++i) {
    const std::string two = meter_type.substr(i, 2);
    if (two == "H3" || two == "H4" || two == "T3" || two == "T4")
      return two;
  }
  return "";
}

void read_list(Reader& reader, std::uint64_t count, Row& row) {
  switch (count) {
  case 1:
    row.at("active_power_import_w") = value(reader, double_long_unsigned);
    return;
  case 9:
  case 13:
  case 14:
  case 18:
    read_positional_list(reader, count, row);
    break;
  case 36:
    read_obis_list(reader, row);
    break;
  default:
    throw NotValid{};
  }
  require(row.at("list_version") == "KFM_001");
  // There are two transformers, on L1 and L3: nothing is measured on L2.
  if (row.at("current_l2_ma") == "0" && wires(row.at("meter_type")) == "T3")
    row.at("current_l2_ma") = "";
}

Row read_information(Bytes information) {
  Row row;
  for (const std::string_view column : columns)
    row.emplace(column, "");

  Reader reader(information);
  require(reader.big_endian(3) == 0xe6e700);
  require(reader.big_endian(1) == 0x0f);
  reader.take(4); // long-invoke-id-and-priority
  row.at("frame_clock") = notification_date_time(reader);
  require(reader.big_endian(1) == 0x02);
  const std::uint64_t count = reader.length();
  row.at("elements") = std::to_string(count);
  read_list(reader, count, row);
  require(reader.at_end());
  return row;
}

} // namespace

std::vector<Row> decode(std::span<const std::uint8_t> stream) {
  std::vector<Row> rows;
  for (const Frame& frame : frames_in(stream)) {
    if (frame.segmented || frame.control != 0x10)
      continue;
    try {
      Row row = read_information(frame.information);
      row.at("frame") = std::to_string(rows.size());
      rows.push_back(row);
    } catch (const NotValid&) {
      continue;
    }
  }
  return rows;
}

} // namespace reference
