#include "reference_push.h"

#include "reference_reader.h"

#include <algorithm>
#include <optional>
#include <set>

namespace reference {
namespace {

using Bytes = std::vector<std::uint8_t>;

struct Frame {
  std::size_t begin;
  std::size_t end;
  std::uint8_t control_information;
  View payload;
};

std::optional<Frame> frame_at(View stream, std::size_t begin, const PushChecks& checks) {
  constexpr std::size_t around = 6;
  if (stream[begin] != 0x68 || begin + 4 > stream.size())
    return std::nullopt;
  const std::size_t length = stream[begin + 1];
  if (stream[begin + 2] != length || stream[begin + 3] != 0x68 || length < 5 ||
      begin + length + around > stream.size())
    return std::nullopt;
  const View counted = stream.subspan(begin + 4, length);
  unsigned sum = 0;
  for (const std::uint8_t byte : counted)
    sum += byte;
  if (stream[begin + 5 + length] != 0x16)
    return std::nullopt;
  if (checks.sum && stream[begin + 4 + length] != sum % 256)
    return std::nullopt;
  if ((counted[0] != 0x53 && counted[0] != 0x73) || counted[1] != 0xff || counted[2] > 0x1f ||
      counted[3] != 0x01 || counted[4] != 0x67)
    return std::nullopt;
  return Frame{begin, begin + length + around, counted[2], counted.subspan(5)};
}

std::vector<Frame> frames_in(View stream, const PushChecks& checks) {
  std::vector<Frame> candidates;
  for (std::size_t begin = 0; begin < stream.size(); ++begin)
    if (const auto frame = frame_at(stream, begin, checks))
      candidates.push_back(*frame);
  return first_to_end(candidates);
}

std::vector<Bytes> joined(const std::vector<Frame>& frames) {
  constexpr unsigned last_bit = 0x10;
  std::vector<Bytes> pushes;
  std::optional<Bytes> open;
  unsigned expected = 0;
  for (const Frame& frame : frames) {
    const unsigned number = frame.control_information % 16;
    if (number == 0) {
      open.emplace();
      expected = 0;
    }
    if (!open)
      continue;
    if (number != expected) {
      open.reset();
      continue;
    }
    open->insert(open->end(), frame.payload.begin(), frame.payload.end());
    ++expected;
    if ((frame.control_information & last_bit) != 0) {
      pushes.push_back(*open);
      open.reset();
    }
  }
  return pushes;
}

Bytes plaintext_of(View push, const simulator::AesKey& key, const PushChecks& checks) {
  Reader reader(push);
  const auto tag = reader.big_endian(1);
  const auto title_size = reader.big_endian(1);
  const View title = reader.take(8);
  const std::size_t length = reader.length();
  const std::size_t left = reader.left();
  const auto control = reader.big_endian(1);
  const View counter = reader.take(4);
  if (checks.header) {
    constexpr std::array<std::uint8_t, 3> maker{'K', 'F', 'M'};
    require(tag == 0xdb && title_size == 8 && length == left);
    require(std::equal(maker.begin(), maker.end(), title.begin()));
    require(control / 16 == 2);
  }
  simulator::AesBlock block{};
  std::copy(title.begin(), title.end(), block.begin());
  std::copy(counter.begin(), counter.end(), block.begin() + 8);
  block[15] = 2;
  return simulator::aes_ctr(reader.take(reader.left()), key, block);
}

/// One value with everything in it.
struct Value {
  unsigned tag = 0;
  View content{};
  std::vector<Value> elements{};
};

Value take_value(Reader& reader, int depth = 0) {
  Value value;
  value.tag = static_cast<unsigned>(reader.big_endian(1));
  switch (value.tag) {
  case 0x01:
  case 0x02:
    require(depth < 8);
    for (std::size_t count = reader.length(); count > 0; --count)
      value.elements.push_back(take_value(reader, depth + 1));
    return value;
  case 0x09:
  case 0x0a:
  case 0x0c:
    value.content = reader.take(reader.length());
    return value;
  case 0x00:
    return value;
  case 0x03:
  case 0x0f:
  case 0x11:
  case 0x16:
    value.content = reader.take(1);
    return value;
  case 0x10:
  case 0x12:
    value.content = reader.take(2);
    return value;
  case 0x05:
  case 0x06:
    value.content = reader.take(4);
    return value;
  case 0x14:
  case 0x15:
    value.content = reader.take(8);
    return value;
  default:
    throw NotValid{};
  }
}

/// A quantity that a row has a column for: in counts of 10^-decimals of the unit.
struct Quantity {
  std::array<std::uint8_t, 6> code;
  std::string_view column;
  std::uint8_t unit;
  int decimals;
  double most; ///< limit, in units
};

constexpr std::uint8_t watt = 0x1b;
constexpr std::uint8_t var = 0x1d;
constexpr std::uint8_t watt_hour = 0x1e;
constexpr std::uint8_t var_hour = 0x20;
constexpr std::uint8_t ampere = 0x21;
constexpr std::uint8_t volt = 0x23;
constexpr std::uint8_t no_unit = 0xff;
constexpr double most_power = 1e6;
constexpr double most_energy = 1e11;
constexpr double most_current = 1000;
constexpr double most_voltage = 1000;

constexpr std::array<Quantity, 15> quantities = {{
    {{1, 0, 1, 7, 0, 255}, "active_power_import_w", watt, 0, most_power},
    {{1, 0, 2, 7, 0, 255}, "active_power_export_w", watt, 0, most_power},
    {{1, 0, 3, 7, 0, 255}, "reactive_power_import_var", var, 0, most_power},
    {{1, 0, 4, 7, 0, 255}, "reactive_power_export_var", var, 0, most_power},
    {{1, 0, 31, 7, 0, 255}, "current_l1_ma", ampere, 3, most_current},
    {{1, 0, 51, 7, 0, 255}, "current_l2_ma", ampere, 3, most_current},
    {{1, 0, 71, 7, 0, 255}, "current_l3_ma", ampere, 3, most_current},
    {{1, 0, 32, 7, 0, 255}, "voltage_1_dv", volt, 1, most_voltage},
    {{1, 0, 52, 7, 0, 255}, "voltage_2_dv", volt, 1, most_voltage},
    {{1, 0, 72, 7, 0, 255}, "voltage_3_dv", volt, 1, most_voltage},
    {{1, 0, 13, 7, 0, 255}, power_factor_column, no_unit, 3, 1},
    {{1, 0, 1, 8, 0, 255}, "active_energy_import_wh", watt_hour, 0, most_energy},
    {{1, 0, 2, 8, 0, 255}, "active_energy_export_wh", watt_hour, 0, most_energy},
    {{1, 0, 3, 8, 0, 255}, "reactive_energy_import_varh", var_hour, 0, most_energy},
    {{1, 0, 4, 8, 0, 255}, "reactive_energy_export_varh", var_hour, 0, most_energy},
}};

/// Codes of texts that other lists have, but no push is known to have.
constexpr std::array<std::pair<std::array<std::uint8_t, 6>, std::string_view>, 3> texts = {{
    {{0, 0, 96, 1, 7, 255}, "meter_type"},
    {{1, 1, 0, 2, 129, 255}, "list_version"},
    {{1, 0, 0, 2, 129, 255}, "list_version"},
}};

bool is_string(const Value& value) {
  return value.tag == 0x09 || value.tag == 0x0a || value.tag == 0x0c;
}

bool is_integer(const Value& value) {
  constexpr std::array<unsigned, 8> integers{0x05, 0x06, 0x0f, 0x10, 0x11, 0x12, 0x14, 0x15};
  return std::find(integers.begin(), integers.end(), value.tag) != integers.end();
}

bool is_scaler_and_unit(const Value& value) {
  return value.tag == 0x02 && value.elements.size() == 2 && value.elements[0].tag == 0x0f &&
         value.elements[1].tag == 0x16;
}

/// The value of a non-negative integer.
std::uint64_t count_of(const Value& value) {
  Reader reader(value.content);
  const std::uint64_t count = reader.big_endian(value.content.size());
  const bool is_signed = value.tag == 0x05 || value.tag == 0x0f || value.tag == 0x10;
  require(!is_signed || (value.content[0] & 0x80) == 0);
  require(count <= INT64_MAX);
  return count;
}

/// `count` times 10 to the power of `exponent`, without trailing zeros after the decimal point.
std::string scaled(std::uint64_t count, int exponent) {
  std::string digits = std::to_string(count);
  if (exponent >= 0)
    return count == 0 ? "0" : digits + std::string(static_cast<std::size_t>(exponent), '0');
  const auto decimals = static_cast<std::size_t>(-exponent);
  if (digits.size() <= decimals)
    digits.insert(0, decimals + 1 - digits.size(), '0');
  digits.insert(digits.size() - decimals, ".");
  digits.erase(digits.find_last_not_of('0') + 1);
  return digits.ends_with('.') ? digits.substr(0, digits.size() - 1) : digits;
}

class List {
public:
  List(Row& row, const PushChecks& checks) : row_(row), checks_(checks) {}

  void read(const Value& structure, int depth = 0) {
    require(structure.tag == 0x02 && depth < 4);
    const auto& elements = structure.elements;
    for (std::size_t i = 0; i < elements.size();) {
      const Value& element = elements[i++];
      if (element.tag == 0x02) {
        read(element, depth + 1);
        continue;
      }
      require(element.tag == 0x09);
      if (element.content.size() != 6) {
        read_without_code(element);
        continue;
      }
      require(i < elements.size());
      const Value& value = elements[i++];
      const bool has_unit = i < elements.size() && is_scaler_and_unit(elements[i]);
      read_value(element.content, value, has_unit ? &elements[i++] : nullptr);
    }
  }

  std::optional<Bytes> clock;

private:
  void set(std::string_view column, const std::string& text) {
    require(!checks_.twice || seen_.insert(std::string(column)).second);
    row_.at(std::string(column)) = text;
  }

  void set_clock(View bytes) {
    set("meter_clock", date_time(bytes, false));
    clock.emplace(bytes.begin(), bytes.end());
  }

  void set_number(View text) {
    const auto is_letter_or_digit = [](std::uint8_t c) {
      return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
    };
    if (checks_.number) {
      require(!text.empty() && text.size() <= 32);
      require(std::all_of(text.begin(), text.end(), is_letter_or_digit));
    }
    set("meter_id", std::string(text.begin(), text.end()));
  }

  /// A clock begins with the high byte of its year; no text begins with such a byte.
  void read_without_code(const Value& value) {
    if (value.content.size() == 12 && value.content[0] < 0x20)
      set_clock(value.content);
    else
      set_number(value.content);
  }

  void read_value(View code, const Value& value, const Value* unit) {
    constexpr std::array<std::uint8_t, 6> clock_code{0, 0, 1, 0, 0, 255};
    constexpr std::array<std::uint8_t, 6> number_code{0, 0, 96, 1, 0, 255};
    if (std::equal(code.begin(), code.end(), clock_code.begin())) {
      require(value.tag == 0x09);
      return set_clock(value.content);
    }
    if (std::equal(code.begin(), code.end(), number_code.begin())) {
      require(is_string(value));
      return set_number(value.content);
    }
    for (const auto& [text_code, column] : texts)
      if (std::equal(code.begin(), code.end(), text_code.begin())) {
        require(is_string(value));
        return set(column, std::string(value.content.begin(), value.content.end()));
      }
    for (const Quantity& quantity : quantities)
      if (std::equal(code.begin(), code.end(), quantity.code.begin()))
        return read_quantity(quantity, value, unit);
    require(is_string(value) || is_integer(value) || value.tag == 0x03 || value.tag == 0x16 ||
            value.tag == 0x00);
  }

  void read_quantity(const Quantity& quantity, const Value& value, const Value* unit) {
    require(is_integer(value) && unit != nullptr);
    const int scaler = static_cast<std::int8_t>(unit->elements[0].content[0]);
    const std::uint64_t count = count_of(value);
    require(!checks_.unit || unit->elements[1].content[0] == quantity.unit);
    require(!checks_.bounds || (scaler >= -4 && scaler <= 6));
    double units = static_cast<double>(count);
    for (int i = 0; i < std::abs(scaler); ++i)
      units = scaler > 0 ? units * 10 : units / 10;
    require(!checks_.bounds || units <= quantity.most);
    set(quantity.column, scaled(count, scaler + quantity.decimals));
  }

  Row& row_;
  const PushChecks& checks_;
  std::set<std::string> seen_;
};

Row read_plaintext(View plaintext, const PushChecks& checks) {
  Row row;
  for (const std::string_view column : columns)
    row.emplace(column, "");
  row.emplace(power_factor_column, "");
  row.at("frame") = "0";

  Reader reader(plaintext);
  const auto tag = reader.big_endian(1);
  reader.take(4); // long-invoke-id-and-priority
  auto size = reader.big_endian(1);
  if (size == 0x09)
    size = reader.big_endian(1);
  require(!checks.notification || (tag == 0x0f && size == 12));
  const View time = reader.take(12);
  row.at("frame_clock") = date_time(time, false);

  const Value body = take_value(reader);
  row.at("elements") = std::to_string(body.elements.size());
  List list(row, checks);
  list.read(body);
  require(!checks.end || reader.at_end());
  if (checks.clock)
    require(list.clock && std::equal(time.begin(), time.end(), list.clock->begin()));
  return row;
}

} // namespace

std::vector<Bytes> pushes_in(View stream, const PushChecks& checks) {
  return joined(frames_in(stream, checks));
}

std::vector<Row> decode_plaintext(View plaintext, const PushChecks& checks) {
  try {
    return {read_plaintext(plaintext, checks)};
  } catch (const NotValid&) {
    return {};
  }
}

std::vector<Row> decode_pushes(View stream, const simulator::AesKey& key,
                               const PushChecks& checks) {
  std::vector<Row> rows;
  for (const Bytes& push : pushes_in(stream, checks)) {
    try {
      Row row = read_plaintext(plaintext_of(push, key, checks), checks);
      row.at("frame") = std::to_string(rows.size());
      rows.push_back(row);
    } catch (const NotValid&) {
      continue;
    }
  }
  return rows;
}

} // namespace reference
