#include "shown.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>

namespace {

using kaifa::hidden_key;
using kaifa::may_hold_key;
using kaifa::shown_path;
using kaifa::shown_value;
using kaifa::shown_word;

const std::string digits = "5e1f9c03b7d2468afe10c92b7735e6d4";

/// The digits in pairs, each after `before`.
std::string pairs(const std::string& key, const std::string& before) {
  std::string text;
  for (std::size_t i = 0; i + 2 <= key.size(); i += 2)
    text += before + key.substr(i, 2);
  return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(shown)

BOOST_AUTO_TEST_CASE(sixteen_hexadecimal_digits_in_a_row_may_be_a_key_and_fifteen_may_not) {
  for (std::size_t size = 1; size <= digits.size(); ++size)
    for (const std::string before : {"", " ", "\n", "-", ":", ", ", ",0x", "\xc2\xa0", " # "})
      for (const auto& [front, back] :
           {std::pair("", ""), {"\"", "\""}, {"{0x", "}"}, {"/srv/", ""}, {"key = ", " # note"}}) {
        const std::string spelled = digits.substr(0, size);
        const std::string text = front + (before.empty() ? spelled : pairs(spelled, before)) + back;
        const std::size_t shown = before.empty() ? size : size / 2 * 2;
        BOOST_TEST(may_hold_key(text) == (shown >= 16), text);
      }
}

BOOST_AUTO_TEST_CASE(a_key_with_a_wrong_character_at_any_place_may_be_a_key) {
  for (const std::string wrong : {"O", "l", " ", "-", "\xc2\xa0", "OO"})
    for (const std::string& spelled : {digits, pairs(digits, " "), pairs(digits, ":")})
      for (std::size_t at = 0; at < spelled.size(); ++at) {
        std::string text = spelled;
        text.replace(at, 1, wrong);
        BOOST_TEST(may_hold_key(text), text);
      }
}

BOOST_AUTO_TEST_CASE(what_people_name_files_and_hosts_is_shown) {
  for (const std::string text :
       {"/dev/ttyUSB0", "/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0",
        "/dev/serial/by-id/usb-Silicon_Labs_CP2102_USB_to_UART_Bridge_Controller_0001-if00-port0",
        "/dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0-port0",
        "/dev/serial/by-path/platform-fd500000.pcie-pci-0000:01:00.0-usb-0:1.3:1.0-port0",
        "/tmp/kaifa-20261129-222218.bin", "/tmp/run-2026-11-29T22:22:18.bin",
        "tcp://192.168.178.120:30010", "/var/lib/prometheus/node-exporter", "20261129222218"}) {
    BOOST_TEST(!may_hold_key(text), text);
    BOOST_TEST(shown_path(text) == text);
  }
}

BOOST_AUTO_TEST_CASE(a_value_is_in_quotes_and_cut_off_after_60_bytes) {
  BOOST_TEST(shown_value("") == "\"\"");
  BOOST_TEST(shown_value("a \"b\"") == "\"a \\\"b\\\"\"");
  BOOST_TEST(shown_value(std::string(60, 'x')) == '"' + std::string(60, 'x') + '"');
  BOOST_TEST(shown_value(std::string(61, 'x')) == '"' + std::string(60, 'x') + "\"...");
}

BOOST_AUTO_TEST_CASE(a_key_is_replaced_by_words_that_say_where_it_goes) {
  BOOST_TEST(shown_value("key " + digits) ==
             "[not shown: it looks like a key, which belongs in a file named with --key-file]");
  BOOST_TEST(shown_value(std::string(100, 'x') + digits) == hidden_key);
  BOOST_TEST(shown_path(digits) == hidden_key);
  BOOST_TEST(shown_word(digits) == hidden_key);
}

BOOST_AUTO_TEST_CASE(the_directory_of_a_path_is_shown_if_only_the_name_has_the_digits) {
  const std::string port = "usb-Silicon_Labs_CP2102N_USB_to_UART_Bridge_Controller_" + digits;
  BOOST_TEST(shown_path("/dev/serial/by-id/" + port) ==
             "/dev/serial/by-id/" + std::string(hidden_key));
  BOOST_TEST(shown_path("a\n/" + digits) == "a\\n/" + std::string(hidden_key));
  BOOST_TEST(shown_path("/srv/" + digits + "/x") == hidden_key);
  BOOST_TEST(shown_path(pairs(digits, "/")) == hidden_key);
  // Neither side of the slash could be a key by itself.
  for (const std::size_t place : {13U, 14U, 15U}) {
    const std::string halves = digits.substr(0, place) + '/' + digits.substr(place, 28 - place);
    BOOST_TEST(shown_path(halves) == hidden_key);
    BOOST_TEST(shown_path("/srv/" + halves) == hidden_key);
  }
}

BOOST_AUTO_TEST_CASE(nothing_shown_breaks_a_line_or_upsets_a_terminal) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text = std::string("/a/") + static_cast<char>(byte) + "b";
    for (const std::string& shown : {shown_value(text), shown_path(text), shown_word(text)})
      BOOST_TEST(std::ranges::all_of(shown, [](char c) { return c >= 0x20 && c < 0x7f; }), shown);
  }
  BOOST_TEST(shown_path("a\nb\x1b\x7f\xff") == "a\\nb\\x1b\\x7f\\xff");
  BOOST_TEST(shown_path("\xc2\x85\u202e") == "\\x85\\u202e"); // next line; right to left
  BOOST_TEST(shown_path("/srv/Ulleråsen") == "/srv/Ulleråsen");
}

BOOST_AUTO_TEST_CASE(a_path_in_a_command_is_quoted_if_a_shell_needs_it) {
  BOOST_TEST(shown_word("/etc/kaifa-exporter.key") == "/etc/kaifa-exporter.key");
  BOOST_TEST(shown_word("") == "''");
  BOOST_TEST(shown_word("-r") == "./-r");
  BOOST_TEST(shown_word("-r f") == "'./-r f'");
  BOOST_TEST(shown_word("my key") == "'my key'");
  BOOST_TEST(shown_word("$(reboot)") == "'$(reboot)'");
  BOOST_TEST(shown_word("it's") == R"('it'\''s')");
  BOOST_TEST(shown_word("it's\n\\") == R"($'it\'s\x0a\\')");
  BOOST_TEST(shown_word("å") == R"($'\xc3\xa5')");
}

BOOST_AUTO_TEST_SUITE_END()
