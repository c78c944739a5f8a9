#include "wire/axdr.h"

#include "simulator/frame.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>

namespace {

namespace tag = kaifa::axdr::tag;
using simulator::Bytes;

constexpr std::size_t start = 50;

std::string error_of(const Bytes& bytes) {
  kaifa::Cursor cursor(bytes, start);
  kaifa::axdr::take_elements(cursor, kaifa::axdr::take_head(cursor));
  const auto& error = cursor.error();
  return error ? error->message() + " at " + std::to_string(error->offset) : "none";
}

struct FixedType {
  std::uint8_t tag;
  std::uint8_t code;
  std::string_view name;
  std::size_t size;
  bool is_signed = false;
};
// The table in src/wire/README.md.
constexpr std::array<FixedType, 11> fixed_types = {{
    {tag::null_data, 0x00, "null-data", 0},
    {tag::boolean, 0x03, "boolean", 1},
    {tag::double_long, 0x05, "double-long", 4, true},
    {tag::double_long_unsigned, 0x06, "double-long-unsigned", 4},
    {tag::integer, 0x0f, "integer", 1, true},
    {tag::long_, 0x10, "long", 2, true},
    {tag::unsigned_, 0x11, "unsigned", 1},
    {tag::long_unsigned, 0x12, "long-unsigned", 2},
    {tag::long64, 0x14, "long64", 8, true},
    {tag::long64_unsigned, 0x15, "long64-unsigned", 8},
    {tag::enum_, 0x16, "enum", 1},
}};
constexpr std::array<std::uint8_t, 3> string_types = {0x09, 0x0a, 0x0c};
constexpr std::array<std::uint8_t, 2> element_types = {0x01, 0x02};

/// Nested structures of one element each; the innermost has none.
Bytes nested(int levels) {
  Bytes bytes;
  for (int level = 1; level < levels; ++level)
    bytes.insert(bytes.end(), {0x02, 0x01});
  bytes.insert(bytes.end(), {0x02, 0x00});
  return bytes;
}

} // namespace

BOOST_AUTO_TEST_SUITE(axdr)

BOOST_AUTO_TEST_CASE(types_of_fixed_size_take_exactly_that_size) {
  for (const FixedType& type : fixed_types)
    for (const std::uint8_t filling : Bytes{0x00, 0x7f, 0x80, 0xff}) {
      Bytes bytes(1 + type.size + 1, filling);
      bytes[0] = type.code;
      kaifa::Cursor cursor(bytes, start);
      const auto value = kaifa::axdr::take_head(cursor);
      BOOST_REQUIRE(!cursor.failed());
      BOOST_TEST((value.tag == type.tag));
      BOOST_TEST(value.offset == start);
      BOOST_TEST(value.content == Bytes(type.size, filling), boost::test_tools::per_element());
      BOOST_TEST(cursor.remaining() == 1U);
    }
}

BOOST_AUTO_TEST_CASE(a_value_is_shown_with_the_name_that_its_type_has_in_the_standard) {
  for (const FixedType& type : fixed_types) {
    const Bytes ones(type.size, 0xff);
    const std::string number = type.size == 0 ? ""
                               : type.is_signed
                                   ? " -1"
                                   : ' ' + std::to_string(UINT64_MAX >> (64 - 8 * type.size));
    BOOST_TEST(kaifa::axdr::name(type.tag) == type.name);
    BOOST_TEST(kaifa::axdr::text({.tag = type.tag, .content = ones}) ==
               std::string(type.name) + number);
  }
  const Bytes content = {'"', 0x1b, 0xff};
  for (const auto& [tag, name] : {std::pair(tag::octet_string, "octet-string"),
                                  {tag::visible_string, "visible-string"},
                                  {tag::utf8_string, "UTF8-string"}})
    BOOST_TEST(kaifa::axdr::text({.tag = tag, .content = content}) ==
               std::string(name) + R"( ""\x1b\xff")");
  BOOST_TEST(kaifa::axdr::text({.tag = tag::array, .count = 3}) == "array of 3");
  BOOST_TEST(kaifa::axdr::text({.tag = tag::structure, .count = 0}) == "structure of 0");
}

BOOST_AUTO_TEST_CASE(a_value_of_fixed_size_cut_short_is_an_error) {
  for (const FixedType& type : fixed_types)
    for (std::size_t size = 0; size < type.size; ++size) {
      Bytes bytes(1 + size);
      bytes[0] = type.code;
      kaifa::Cursor cursor(bytes, start);
      (void)kaifa::axdr::take_head(cursor);
      BOOST_REQUIRE(cursor.failed());
      BOOST_TEST(cursor.error()->offset == start + 1);
    }
  BOOST_TEST(error_of({}) == "1 more byte expected, 0 left at 50");
  BOOST_TEST(error_of({0x06, 0x00, 0x00}) == "4 more bytes expected, 2 left at 51");
}

BOOST_AUTO_TEST_CASE(every_other_tag_is_unknown) {
  for (unsigned tag = 0; tag < 0x100; ++tag) {
    const auto is_tag = [tag](std::uint8_t code) { return code == tag; };
    const bool known = std::ranges::any_of(fixed_types, is_tag, &FixedType::code) ||
                       std::ranges::any_of(string_types, is_tag) ||
                       std::ranges::any_of(element_types, is_tag);
    Bytes bytes(20);
    bytes[0] = static_cast<std::uint8_t>(tag);
    const bool refused = error_of(bytes).starts_with("unknown data type 0x");
    BOOST_TEST(refused == !known, tag);
  }
  BOOST_TEST(error_of({0x04, 0x00}) == "unknown data type 0x04 at 50");
}

BOOST_AUTO_TEST_CASE(strings_of_every_length_have_their_content) {
  for (const std::size_t size : {0U, 1U, 126U, 127U, 128U, 255U, 256U, 1000U})
    for (const std::uint8_t tag : string_types) {
      const Bytes content(size, 0x81);
      Bytes bytes = simulator::octet_string(content);
      bytes[0] = tag;
      bytes.push_back(0x00);
      kaifa::Cursor cursor(bytes, start);
      const auto value = kaifa::axdr::take_head(cursor);
      BOOST_REQUIRE(!cursor.failed());
      BOOST_TEST(static_cast<std::uint8_t>(value.tag) == tag);
      BOOST_TEST(value.content == content, boost::test_tools::per_element());
      BOOST_TEST(cursor.remaining() == 1U);
    }
}

BOOST_AUTO_TEST_CASE(a_length_beyond_the_end_is_an_error) {
  BOOST_TEST(error_of({0x09}) == "1 more byte expected, 0 left at 51");
  BOOST_TEST(error_of({0x09, 0x02, 0x41}) == "2 more bytes expected, 1 left at 52");
  BOOST_TEST(error_of({0x09, 0x7f}) == "127 more bytes expected, 0 left at 52");
  BOOST_TEST(error_of({0x09, 0x81, 0x80}) == "128 more bytes expected, 0 left at 53");
  BOOST_TEST(error_of({0x09, 0x81, 0xff}) == "255 more bytes expected, 0 left at 53");
  BOOST_TEST(error_of({0x09, 0x82, 0xff, 0xff}) == "65535 more bytes expected, 0 left at 54");
  BOOST_TEST(error_of({0x09, 0x82, 0xff}) == "2 more bytes expected, 1 left at 52");
}

BOOST_AUTO_TEST_CASE(lengths_of_zero_or_more_than_two_bytes_are_unknown) {
  for (unsigned first = 0x80; first < 0x100; ++first) {
    if (first == 0x81 || first == 0x82)
      continue;
    Bytes bytes(20);
    bytes[0] = 0x09;
    bytes[1] = static_cast<std::uint8_t>(first);
    BOOST_TEST(error_of(bytes).starts_with("length in an unknown form 0x"), first);
  }
  BOOST_TEST(error_of({0x09, 0x83, 0x00, 0x00, 0x01, 0x41}) ==
             "length in an unknown form 0x83 at 51");
}

BOOST_AUTO_TEST_CASE(the_elements_of_a_structure_follow_its_head) {
  const Bytes bytes = {0x02, 0x03, 0x11, 0x05, 0x09, 0x01, 0x41, 0x00, 0x99};
  kaifa::Cursor cursor(bytes, start);
  const auto list = kaifa::axdr::take_head(cursor);
  BOOST_REQUIRE(!cursor.failed());
  BOOST_TEST(list.count == 3U);
  BOOST_TEST(list.content.empty());
  BOOST_TEST(cursor.remaining() == 7U);
  const std::array<std::pair<std::uint8_t, std::size_t>, 3> expected = {
      {{tag::unsigned_, start + 2}, {tag::octet_string, start + 4}, {tag::null_data, start + 7}}};
  for (const auto& [tag, offset] : expected) {
    const auto element = kaifa::axdr::take_head(cursor);
    BOOST_TEST((element.tag == tag));
    BOOST_TEST(element.offset == offset);
  }
  BOOST_TEST(cursor.remaining() == 1U);
}

BOOST_AUTO_TEST_CASE(a_value_is_taken_with_everything_in_it) {
  const Bytes bytes = {0x02, 0x02, 0x01, 0x01, 0x11, 0x05, 0x00, 0x99};
  kaifa::Notes notes;
  kaifa::Cursor cursor(bytes, start, &notes);
  kaifa::axdr::take_elements(cursor, kaifa::axdr::take_head(cursor));
  BOOST_TEST(!cursor.failed());
  BOOST_TEST(cursor.remaining() == 1U);
  const std::vector<std::pair<std::size_t, std::string>> expected = {
      {start + 2, "array of 1"}, {start + 4, "unsigned 5"}, {start + 6, "null-data"}};
  BOOST_REQUIRE(notes.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    BOOST_TEST(notes[i].offset == expected[i].first);
    BOOST_TEST(notes[i].text == expected[i].second);
  }
}

BOOST_AUTO_TEST_CASE(a_count_that_lies_is_an_error_where_the_elements_end) {
  for (const std::uint8_t tag : element_types) {
    BOOST_TEST(error_of({tag, 0x01}) == "1 more byte expected, 0 left at 52");
    BOOST_TEST(error_of({tag, 0x03, 0x00, 0x00}) == "1 more byte expected, 0 left at 54");
    BOOST_TEST(error_of({tag, 0x82, 0xff, 0xff, 0x00}) == "1 more byte expected, 0 left at 55");
    BOOST_TEST(error_of({tag}) == "1 more byte expected, 0 left at 51");
  }
}

BOOST_AUTO_TEST_CASE(nesting_ends_at_its_limit) {
  BOOST_TEST(error_of(nested(kaifa::axdr::max_nesting)) == "none");
  const std::string at_the_next = std::to_string(start + 2 * kaifa::axdr::max_nesting);
  BOOST_TEST(error_of(nested(kaifa::axdr::max_nesting + 1)) ==
             "nested deeper than 4 levels at " + at_the_next);
  BOOST_TEST(error_of(nested(1000)) == "nested deeper than 4 levels at " + at_the_next);
}

BOOST_AUTO_TEST_SUITE_END()
