#include "output/dump.h"

#include "simulator/austria.h"
#include "simulator/push.h"
#include "support/hex.h"
#include "support/sample_frames.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <iomanip>
#include <random>
#include <sstream>

namespace {

using sample::Bytes;
using sample::Variant;

/// The line that explains the byte at this offset.
std::string line_at(const std::string& dump, std::size_t offset) {
  std::istringstream lines(dump);
  for (std::string line; std::getline(lines, line);)
    if (!line.starts_with("stops") && !line.starts_with("rejected") &&
        line.substr(0, 4).find_first_not_of(' ') < 4 && std::stoul(line.substr(0, 4)) == offset)
      return line.substr(4);
  return "";
}

std::string last_line(const std::string& dump) {
  const std::size_t end = dump.size() - 1;
  return dump.substr(dump.rfind('\n', end - 1) + 1, end - dump.rfind('\n', end - 1) - 1);
}

} // namespace

BOOST_AUTO_TEST_SUITE(dump)

BOOST_AUTO_TEST_CASE(a_list_1_field_by_field) {
  // HCS and FCS are those in the frame; whether they are correct is tested with fcs16.
  const std::string text = kaifa::dump(sample::frame(Variant::norway_3_wire, 1).bytes);
  BOOST_TEST(line_at(text, 0) == "  7e                             opening flag");
  BOOST_TEST(line_at(text, 1) ==
             "  a0 27                          format: type 3, not segmented, length 39");
  BOOST_TEST(line_at(text, 3) == "  01                             destination address");
  BOOST_TEST(line_at(text, 4) == "  02 01                          source address");
  BOOST_TEST(line_at(text, 6) == "  10                             control");
  BOOST_TEST(line_at(text, 7) == "  5a 87                          HCS: fits");
  BOOST_TEST(line_at(text, 9) == "  e6 e7 00                       LLC header");
  BOOST_TEST(line_at(text, 12) == "  0f                             data-notification");
  BOOST_TEST(line_at(text, 13) == "  40 00 00 00                    long-invoke-id-and-priority");
  BOOST_TEST(line_at(text, 17) ==
             "  09 0c 07 e7 08 0f 02 15 0a 05  date-time: 2023-08-15 21:10:05, deviation not "
             "specified, status 00");
  BOOST_TEST(line_at(text, 31) == "  02 01                          structure of 1");
  BOOST_TEST(line_at(text, 33) == "  06 00 00 11 b5                 1-0:1.7.0.255 active power "
                                  "import: double-long-unsigned 4533 = 4533 W");
  BOOST_TEST(line_at(text, 38).ends_with("  FCS: fits"));
  BOOST_TEST(line_at(text, 40) == "  7e                             closing flag");
}

BOOST_AUTO_TEST_CASE(a_push_field_by_field) {
  const simulator::Ciphering ciphering;
  const kaifa::ciphering::Key key(ciphering.key);
  const Bytes clock = {0x07, 0xe8, 1, 31, 3, 18, 5, 40, 0, 0xff, 0xc4, 0x00};
  const Bytes apdu = simulator::general_glo_ciphering(
      sample::joined({{0x0f, 0x80, 0x00, 0x00, 0x01, 0x0c},
                      clock,
                      {0x02, 0x07, 0x09, 0x0c},
                      clock,
                      {0x09, 0x06, 1, 0, 1, 7, 0, 255, 0x06, 0x00, 0x00, 0x11, 0xb5},
                      simulator::scaler_and_unit(-1, 0x1b),
                      {0x09, 0x06, 1, 0, 99, 99, 0, 255, 0x11, 0x05},
                      {0x09, 0x03, 'K', 'F', 'M'}}),
      ciphering);
  std::istringstream lines(kaifa::dump(sample::joined(simulator::mbus_frames(apdu, 60)), &key));
  std::vector<std::string> meanings;
  for (std::string line; std::getline(lines, line);)
    if (!line.starts_with("      ")) // bytes alone
      meanings.push_back(line.starts_with(' ') ? line.substr(0, 6) + line.substr(37) : line);
  const std::vector<std::string> expected = {
      "   0  long frame, length 65",
      "   4  control 53, address ff, CI 00: segment 0, from 01 to 67",
      "   9  segment of the message",
      "  69  checksum: fits",
      "  70  stop byte",
      "  71  long frame, length 29",
      "  75  control 53, address ff, CI 11: last segment 1, from 01 to 67",
      "  80  segment of the message",
      " 104  checksum: fits",
      " 105  stop byte",
      "message:",
      "   0  general-glo-ciphering",
      "   1  system title KFM 67 50 00 00 01",
      "  10  length 73",
      "  11  security control",
      "  12  frame counter",
      "  16  ciphertext",
      "plaintext:",
      "   0  data-notification",
      "   1  long-invoke-id-and-priority",
      "   5  date-time: 2024-01-31 18:05:40, deviation -60 min, status 00",
      "  18  structure of 7",
      "  20  clock: octet-string \"\\x07\\xe8\\x01\\x1f\\x03\\x12\\x05(\\x00\\xff\\xc4\\x00\"",
      "  34  OBIS code 1-0:1.7.0.255",
      "  42  active power import: double-long-unsigned 4533",
      "  47  scaler -1, unit 0x1b",
      "  53  OBIS code 1-0:99.99.0.255",
      "  61  passed over: unsigned 5",
      "  63  meter id: octet-string \"KFM\""};
  BOOST_TEST(meanings == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_segmented_frame_is_reported) {
  Bytes frame = sample::frame(Variant::norway_3_wire, 1).bytes;
  frame[1] |= 0x08;
  BOOST_TEST(line_at(kaifa::dump(frame), 1) ==
             "  a8 27                          format: type 3, segmented, length 39");
}

BOOST_AUTO_TEST_CASE(counts_are_shown_beside_their_values) {
  const std::string text = kaifa::dump(sample::frame(Variant::norway_4_wire, 3).bytes);
  for (const std::string_view line :
       {"1-1:0.2.129.255 list version: octet-string \"KFM_001\"\n",
        "0-0:96.1.0.255 meter id: octet-string \"6970631401753985\"\n",
        "1-0:31.7.0.255 current L1: double-long-unsigned 32416 = 32.416 A\n",
        "1-0:52.7.0.255 voltage 2: double-long-unsigned 2302 = 230.2 V\n",
        "0-0:1.0.0.255 clock: octet-string 2023-08-15 21:10:05, deviation not specified, status "
        "00\n",
        "1-0:1.8.0.255 active energy import: double-long-unsigned 25124097 = 25124097 Wh\n"})
    BOOST_TEST(text.find(line) != std::string::npos, line);
}

BOOST_AUTO_TEST_CASE(a_tagged_list_shows_codes_and_values) {
  const std::string text = kaifa::dump(sample::frame(Variant::sweden_tagged, 3).bytes);
  BOOST_TEST(line_at(text, 18).ends_with("structure of 36"));
  BOOST_TEST(line_at(text, 20).ends_with("OBIS code 1-0:0.2.129.255"));
  BOOST_TEST(line_at(text, 28).ends_with("list version: octet-string \"KFM_001\""));
  BOOST_TEST(text.find("deviation -60 min") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(every_byte_of_every_frame_is_shown_once) {
  for (const sample::Frame& frame : sample::every_frame()) {
    const std::string text = kaifa::dump(frame.bytes);
    BOOST_TEST(support::bytes_of_dump(text) == frame.bytes, boost::test_tools::per_element());
    BOOST_TEST(text.find("stops") == std::string::npos, frame.name);
    BOOST_TEST(text.find("not explained") == std::string::npos, frame.name);
  }
}

BOOST_AUTO_TEST_CASE(every_byte_of_a_frame_cut_short_is_shown_and_where_it_stops) {
  for (const sample::Frame& frame : sample::every_frame())
    for (std::size_t size = 1; size < frame.bytes.size(); ++size) {
      const Bytes cut(frame.bytes.begin(), frame.bytes.begin() + static_cast<std::ptrdiff_t>(size));
      const std::string text = kaifa::dump(cut);
      BOOST_REQUIRE_MESSAGE(support::bytes_of_dump(text) == cut,
                            frame.name << " cut after " << size);
      BOOST_TEST(last_line(text).starts_with("stops at byte "));
    }
}

BOOST_AUTO_TEST_CASE(every_byte_of_a_changed_frame_is_shown) {
  std::mt19937 random(1);
  for (const sample::Frame& frame : sample::every_frame())
    for (int i = 0; i < 1000; ++i) {
      Bytes changed = frame.bytes;
      for (int changes = 0; changes < 3; ++changes)
        changed[random() % changed.size()] = static_cast<std::uint8_t>(random() & 0xff);
      const Bytes shown = support::bytes_of_dump(kaifa::dump(changed));
      // A shorter length in the format field leaves bytes after the frame.
      BOOST_REQUIRE_MESSAGE(std::ranges::equal(shown, kaifa::Bytes(changed).first(shown.size())),
                            frame.name << " change " << i);
    }
}

BOOST_AUTO_TEST_CASE(wrong_checksums_are_shown_with_the_right_ones) {
  Bytes frame = sample::frame(Variant::norway_3_wire, 1).bytes;
  const Bytes good = frame;
  frame[38] ^= 0xff;
  frame[7] ^= 0xff;
  const std::string text = kaifa::dump(frame);
  BOOST_TEST(line_at(text, 7).ends_with("HCS: does not fit, 5a 87 would"));
  std::ostringstream expected;
  // The FCS covers the HCS too.
  const auto fcs = simulator::crc16_x25(kaifa::Bytes(frame).subspan(1, 37));
  expected << std::hex << std::setfill('0') << "FCS: does not fit, " << std::setw(2) << (fcs & 0xff)
           << ' ' << std::setw(2) << (fcs >> 8) << " would";
  BOOST_TEST(line_at(text, 38).ends_with(expected.str()), line_at(text, 38));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_shown_with_the_reason) {
  const std::string text = kaifa::dump(sample::frame_around({0x02, 0x02, 0x04, 0x00}));
  BOOST_TEST(line_at(text, 18).ends_with("structure of 2"));
  BOOST_TEST(line_at(text, 20).ends_with("not explained"));
  BOOST_TEST(last_line(text) == "stops at byte 20: unknown data type 0x04");
}

BOOST_AUTO_TEST_CASE(unknown_lists_are_explained_by_their_types) {
  const std::string text = kaifa::dump(sample::frame_around(
      {0x02, 0x03, 0x01, 0x01, 0x05, 0xff, 0xff, 0xff, 0xfe, 0x0f, 0x80, 0x16, 0x01}));
  BOOST_TEST(line_at(text, 20).ends_with("array of 1"));
  BOOST_TEST(line_at(text, 22).ends_with("double-long -2"));
  BOOST_TEST(line_at(text, 27).ends_with("integer -128"));
  BOOST_TEST(line_at(text, 29).ends_with("enum 1"));
  BOOST_TEST(last_line(text) == "stops at byte 18: no list begins with structure of 3");
}

BOOST_AUTO_TEST_CASE(a_frame_of_another_maker_is_explained_and_then_refused) {
  const Bytes list = sample::frame(Variant::norway_3_wire, 2).bytes;
  const std::string text = kaifa::dump(sample::with_control(list, sample::other_control));
  BOOST_TEST(text.find("meter id: octet-string") != std::string::npos);
  BOOST_TEST(last_line(text) == "stops at byte 6: control field 13 is not that of a meter that "
                                "this program reads");
}

BOOST_AUTO_TEST_CASE(a_structure_in_place_of_a_count_is_not_a_number) {
  const std::string text =
      kaifa::dump(sample::frame_around({0x02, 0x01, 0x02, 0x01, 0x06, 0x00, 0x00, 0x01, 0x06}));
  BOOST_TEST(line_at(text, 20).ends_with("active power import: structure of 1"));
}

BOOST_AUTO_TEST_CASE(lists_nested_too_deep_are_explained_up_to_the_limit) {
  Bytes body;
  for (int level = 0; level < 200; ++level)
    body.insert(body.end(), {0x02, 0x02});
  const std::string text = kaifa::dump(sample::frame_around(body));
  BOOST_TEST(last_line(text).starts_with("stops at byte "));
  BOOST_TEST(last_line(text).ends_with(": nested deeper than 4 levels"));
}

BOOST_AUTO_TEST_CASE(a_push_that_is_not_deciphered_ends_with_the_title_of_its_meter) {
  const auto last_line_of = [](const simulator::Ciphering& ciphering) {
    const Bytes apdu = simulator::general_glo_ciphering(Bytes(300, 0x0f), ciphering);
    return last_line(kaifa::dump(sample::joined(simulator::mbus_frames(apdu))));
  };
  BOOST_TEST(last_line_of({}) == "stops at byte 0 of the message: ciphered by the meter with the "
                                 "system title KFM 67 50 00 00 01");
  BOOST_TEST(last_line_of({.system_title = {'S', 'A', 'G', 5, 0, 0xa1, 0, 1}}) ==
             "stops at byte 1 of the message: ciphered by another maker's meter, system title SAG "
             "05 00 a1 00 01");
}

BOOST_AUTO_TEST_CASE(a_fault_in_a_plaintext_is_located_in_the_plaintext) {
  const simulator::Ciphering ciphering;
  const kaifa::ciphering::Key key(ciphering.key);
  const Bytes unknown_list = {0x0f, 0, 0, 0, 0, 0x00, 0x01, 0x00};
  const Bytes apdu = simulator::general_glo_ciphering(unknown_list, ciphering);
  BOOST_TEST(last_line(kaifa::dump(sample::joined(simulator::mbus_frames(apdu)), &key)) ==
             "stops at byte 6 of the plaintext: no list begins with array of 0");
}

BOOST_AUTO_TEST_CASE(texts_are_safe_for_a_terminal) {
  simulator::Measurement measurement = sample::measurement_of(Variant::norway_3_wire);
  measurement.meter_id = "\x1b[2J\n";
  const std::string text =
      kaifa::dump(simulator::list_frame(Variant::norway_3_wire, 2, measurement, sample::time()));
  BOOST_TEST(text.find("\"\\x1b[2J\\x0a\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(other_frames_are_explained_as_far_as_they_can_be_read) {
  BOOST_TEST(kaifa::dump({}) == "");
  BOOST_TEST(last_line(kaifa::dump(Bytes{0x7e, 0x70, 0x00})) ==
             "stops at byte 0: no frame begins here");
  BOOST_TEST(last_line(kaifa::dump(simulator::hdlc_frame(Bytes()))) ==
             "stops at byte 0: 1 more byte expected, 0 left");
  const std::string text = kaifa::dump(simulator::hdlc_frame(Bytes{0xe6, 0xe6, 0x00, 0x01}));
  BOOST_TEST(last_line(text).starts_with("stops at byte "));
  BOOST_TEST(last_line(text).ends_with("e6 e7 00 expected, e6 e6 00 found"));
}

BOOST_AUTO_TEST_SUITE_END()
