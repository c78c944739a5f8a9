#include "cli/value_parsers.h"

#include <boost/test/unit_test.hpp>

namespace {

std::optional<std::int64_t> seconds(std::string_view text) {
  const auto duration = kaifa::parse_duration(text);
  return duration ? std::optional(duration->count()) : std::nullopt;
}

} // namespace

BOOST_AUTO_TEST_SUITE(value_parsers)

BOOST_AUTO_TEST_CASE(a_duration_is_a_number_and_a_unit) {
  BOOST_TEST(*seconds("1") == 1);
  BOOST_TEST(*seconds("45") == 45);
  BOOST_TEST(*seconds("45s") == 45);
  BOOST_TEST(*seconds("045s") == 45);
  BOOST_TEST(*seconds("2min") == 120);
  BOOST_TEST(*seconds("1h") == 3600);
}

BOOST_AUTO_TEST_CASE(a_duration_is_at_most_a_day) {
  BOOST_TEST(*seconds("86400") == 86400);
  BOOST_TEST(*seconds("1440min") == 86400);
  BOOST_TEST(*seconds("24h") == 86400);
  for (const std::string_view text :
       {"86401", "86401s", "1441min", "25h", "4294967295h", "4294967296", "99999999999999999999"})
    BOOST_TEST(!seconds(text), text);
}

BOOST_AUTO_TEST_CASE(anything_else_is_not_a_duration) {
  for (const std::string_view text :
       {"",   "0",  "0s",  "0h",   "-1",      "+1",  " 1",   "1 ", "1 s", "1m", "1S", "1sec",
        "1H", "1d", "1.5", "1.5h", "1h30min", "1e2", "0x10", "s",  "min", "h",  "1\n"})
    BOOST_TEST(!seconds(text), text);
  BOOST_TEST(!seconds(std::string_view("1\0", 2)));
}

BOOST_AUTO_TEST_CASE(a_ratio_is_a_number_or_two) {
  const auto ratio = [](std::string_view text) {
    const auto parsed = kaifa::parse_ct_ratio(text);
    return parsed ? std::pair(parsed->primary, parsed->secondary) : std::pair(0U, 0U);
  };
  BOOST_TEST((ratio("40") == std::pair(40U, 1U)));
  BOOST_TEST((ratio("200/5") == std::pair(200U, 5U)));
  BOOST_TEST((ratio("1") == std::pair(1U, 1U)));
  BOOST_TEST((ratio("1000000/1000000") == std::pair(1000000U, 1000000U)));
  for (const std::string_view text :
       {"", "0", "0/0", "1/0", "5/200", "1000001", "4294967296", "40 ", " 40", "-40", "+40", "40/",
        "/5", "200:5", "200/5/1", "200/5A", "1.5", "40\n"})
    BOOST_TEST(!kaifa::parse_ct_ratio(text), text);
}

BOOST_AUTO_TEST_CASE(a_label_is_split_at_its_first_equals_sign) {
  const auto label = kaifa::parse_label("house=a=b");
  BOOST_REQUIRE(label.has_value());
  BOOST_TEST(label->first == "house");
  BOOST_TEST(label->second == "a=b");
  BOOST_TEST(kaifa::parse_label("a=")->second == "");
  BOOST_TEST(kaifa::parse_label("a=\"b\"")->second == "\"b\"");
  BOOST_TEST(!kaifa::parse_label("a"));
}

BOOST_AUTO_TEST_CASE(label_names_are_those_that_prometheus_accepts) {
  const std::string digits = "0123456789";
  const std::string others = "_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  for (int byte = 0; byte < 256; ++byte) {
    const auto c = static_cast<char>(byte);
    const bool may_begin = others.find(c) != std::string::npos;
    BOOST_TEST(kaifa::is_label_name({&c, 1}) == may_begin, byte);
    BOOST_TEST(kaifa::is_label_name(std::string("a") + c) ==
                   (may_begin || digits.find(c) != std::string::npos),
               byte);
  }
  for (const std::string_view name : {"_a", "_a__", "house_number"})
    BOOST_TEST(kaifa::is_label_name(name), name);
  for (const std::string_view name : {"", "__", "__a", "__name__", "\xc3\xa5"})
    BOOST_TEST(!kaifa::is_label_name(name), name);
}

BOOST_AUTO_TEST_CASE(names_of_files_are_those_that_node_exporter_can_handle) {
  for (const std::string& name :
       {std::string("kaifa"), std::string("a b"), std::string("a.b"), std::string("prom"),
        std::string("Ulleråsen"), std::string("€"), std::string("_energy_"),
        std::string("a_energy.b"), std::string(235, 'x')})
    BOOST_TEST(kaifa::fault_of_name(name) == "", name);
  BOOST_TEST(kaifa::fault_of_name(std::string(236, 'x')) == "is longer than 235 bytes");
  for (const std::string_view name : {"\xff", "a\xc3"})
    BOOST_TEST(kaifa::fault_of_name(name) == "is not valid UTF-8");
  for (int byte = 0; byte < 0x80; ++byte) {
    const bool is_control = byte < 0x20 || byte == 0x7f;
    BOOST_TEST(kaifa::fault_of_name(std::string{'a', static_cast<char>(byte)}) ==
                   (is_control    ? "has a control character"
                    : byte == '/' ? "has a /, but is the name of files, not a path"
                                  : ""),
               byte);
  }
  for (const std::string_view name : {"\xc2\x80", "\xc2\x9f"})
    BOOST_TEST(kaifa::fault_of_name(name) == "has a control character");
  for (const std::string_view name :
       {"\xc2\xa0", "\xc3\x80", "\xc3\x9f"}) // no-break space, letters
    BOOST_TEST(kaifa::fault_of_name(name) == "");
  BOOST_TEST(kaifa::fault_of_name("_energy").starts_with("ends in _energy"));
  BOOST_TEST(kaifa::fault_of_name("b.prom").starts_with("ends in .prom"));
}

BOOST_AUTO_TEST_CASE(a_path_is_not_empty_and_does_not_begin_with_a_tilde) {
  for (const std::string path : {"a", "/", "-", "a~", "./~", "/~/x", " "})
    BOOST_TEST(kaifa::fault_of_path(path) == "", path);
  BOOST_TEST(kaifa::fault_of_path("") == "the path is empty");
  for (const std::string path : {"~", "~/key", "~root/key"})
    BOOST_TEST(kaifa::fault_of_path(path) ==
               '"' + path + "\" begins with ~, which only a shell replaces: write the whole path");
}

BOOST_AUTO_TEST_CASE(utf8_is_told_from_other_bytes) {
  for (const std::string_view value : {"", "Ulleråsen", "€", "𝄞", "\"\\\n"})
    BOOST_TEST(kaifa::is_utf8(value), value);
  // A lone continuation, a start without one, an overlong slash, a surrogate, beyond U+10FFFF.
  for (const std::string_view value : {"\x80", "\xc3", "\xc3(", "\xc0\xaf", "\xe0\x80\xaf",
                                       "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff", "a\xe2\x82"})
    BOOST_TEST(!kaifa::is_utf8(value));
}

BOOST_AUTO_TEST_SUITE_END()
