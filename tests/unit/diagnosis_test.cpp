#include "cli/diagnosis.h"
#include "formatted.h"

#include "simulator/austria.h"
#include "support/hex.h"
#include "support/reading_rows.h"
#include "support/sample_frames.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <functional>
#include <random>
#include <tuple>
#include <utility>

namespace {

using kaifa::ExitStatus;
using sample::Bytes;
using sample::Variant;

/// The outcome of a run that received these bytes.
struct Outcome {
  kaifa::Cause cause;
  ExitStatus status;
  std::string text;
};

Outcome outcome_of(const Bytes& bytes, kaifa::Attempt wait,
                   const kaifa::ciphering::Key* key = nullptr) {
  kaifa::Reader reader(key);
  kaifa::Diagnosis diagnosis;
  diagnosis.watch_bytes(bytes);
  const auto watch = [&](kaifa::Bytes stream) {
    while (const auto event = reader.next(stream))
      diagnosis.watch(*event);
  };
  watch(bytes);
  reader.end_of_stream();
  watch({});
  wait.statistics = reader.statistics();
  const auto failure = diagnosis.no_reading(wait);
  return {failure.cause, failure.status(), failure.what()};
}

kaifa::Attempt at_port(int list, int timeout_s = 45) {
  return {.list = list, .input = "/dev/ttyUSB0", .timeout = std::chrono::seconds(timeout_s)};
}

kaifa::Attempt at_file(int list) {
  kaifa::Attempt wait = at_port(list);
  wait.input = "capture";
  wait.from_terminal = false;
  wait.input_ended = true;
  return wait;
}

/// The text after "no list 2 from /dev/ttyUSB0 within 45 s: ".
std::string reason_of(const Bytes& bytes, ExitStatus expected) {
  const Outcome outcome = outcome_of(bytes, at_port(2));
  BOOST_TEST((outcome.status == expected), outcome.text);
  const std::string head = "no list 2 from /dev/ttyUSB0 within 45 s: ";
  BOOST_TEST(outcome.text.starts_with(head));
  return outcome.text.substr(head.size());
}

/// The same, checked for the cause.
std::string reason_of(const Bytes& bytes, kaifa::Cause expected) {
  BOOST_TEST((outcome_of(bytes, at_port(2)).cause == expected));
  return reason_of(bytes, text_of(expected).status);
}

/// The text after "no list N up to the end of capture: ".
std::string reason_in_file(const Bytes& bytes, int list, ExitStatus expected) {
  const Outcome outcome = outcome_of(bytes, at_file(list));
  BOOST_TEST((outcome.status == expected), outcome.text);
  const std::string head = "no list " + std::to_string(list) + " up to the end of capture: ";
  BOOST_TEST(outcome.text.starts_with(head));
  return outcome.text.substr(head.size());
}

Bytes repeated(const Bytes& bytes, int times) {
  return sample::joined(std::vector<Bytes>(static_cast<std::size_t>(times), bytes));
}

Bytes damaged_frame() {
  Bytes frame = simulator::hdlc_frame(Bytes(3, 0x00));
  frame[10] ^= 0x01;
  return frame;
}

/// A push of the Netz NOE layout, in its two frames.
Bytes push(const simulator::Ciphering& ciphering) {
  simulator::Measurement measurement;
  measurement.meter_id = "181220000001";
  return sample::joined(simulator::austrian_push(simulator::Variant::austria_netz_noe, measurement,
                                                 sample::time(), ciphering));
}

/// The key of the pushes.
const kaifa::ciphering::Key zero_key{std::array<std::uint8_t, kaifa::ciphering::Key::size>{}};

/// A push with this plaintext.
Bytes push_of(const Bytes& plaintext) {
  return sample::joined(simulator::mbus_frames(simulator::general_glo_ciphering(plaintext, {})));
}

/// A whole frame with a list of two elements, which no list has, and a data-notification with a
/// list of one number.
const Bytes unknown_frame = sample::frame_around({0x02, 0x02, 0x00, 0x00});
const Bytes unknown_notification = sample::joined(
    {{0x0f, 0, 0, 0, 0, 0x00}, simulator::structure_head(1), simulator::double_long_unsigned(1)});

Bytes list_2_at(unsigned minute, unsigned second) {
  simulator::LocalTime time = sample::time();
  time.minute = minute;
  time.second = second;
  return simulator::list_frame(Variant::norway_3_wire, 2,
                               sample::measurement_of(Variant::norway_3_wire), time);
}

Bytes text(std::string_view text) {
  return {text.begin(), text.end()};
}

/// A frame of an Aidon meter.
const Bytes aidon = support::from_hex("7ea02a410883130413e6e7000f40000000000101020309060100010700ff"
                                      "06000002dd02020f00161b5cf67e");

/// What a terminal that is not in raw mode makes of these bytes.
Bytes cooked(Bytes bytes) {
  std::ranges::replace(bytes, std::uint8_t{0x0d}, std::uint8_t{0x0a});
  return bytes;
}

const std::string other_reader =
    "; does another program read it too? 'sudo fuser -v /dev/ttyUSB0' shows it; if not, try "
    "another adapter, or a shorter cable";
const std::string not_raw =
    "; 0d comes as 0a, so the sender's terminal is not raw: 'stty -F PORT raw' there, or a raw "
    "connection in the configuration of ser2net";
const std::string cat_reads =
    "; cat (PID 812) has /dev/ttyUSB0 open too, and may take bytes away: end that first";

kaifa::Attempt beside_cat(int list, int timeout_s = 45) {
  kaifa::Attempt wait = at_port(list, timeout_s);
  wait.other_users = "cat (PID 812)";
  return wait;
}

} // namespace

BOOST_AUTO_TEST_SUITE(diagnosis)

BOOST_AUTO_TEST_CASE(silence) {
  BOOST_TEST(reason_of({}, ExitStatus::unavailable) ==
             "nothing came at all; is the adapter on the M-Bus pins of the plug (RJ45: 1 and 2, "
             "RJ12: 3 and 4, unless it speaks P1 as in Sweden and Poland), has the grid company "
             "opened the port, or does another program read it ('sudo fuser -v /dev/ttyUSB0')?");
}

BOOST_AUTO_TEST_CASE(another_program_that_has_the_port_open_is_named) {
  const auto check = [](const Bytes& bytes, int list, const std::string& head) {
    const Outcome outcome = outcome_of(bytes, beside_cat(list));
    BOOST_TEST(outcome.text == kaifa::formatted("no list {} from /dev/ttyUSB0 within 45 s: {}{}",
                                                list, head, cat_reads));
  };
  check({}, 2, "nothing came at all");
  check(Bytes(100, 0xf0), 2, "100 bytes came, but no frame");
  check(Bytes(100, 0x00), 2, "100 bytes came, all of them 00");
  check(damaged_frame(), 2, "15 bytes came, but every frame was damaged (fcs 1)");
  check(repeated(sample::frame(Variant::norway_3_wire, 1).bytes, 22), 2,
        "list 1 came 22 times; the meter sends list 2 every 10 s, so long frames are lost");
  const Bytes whole = push({});
  check(Bytes(whole.begin(), whole.end() - 10), 2,
        "272 bytes came, but no push came whole (segment 1 expected, none came; 16 of the 26 bytes "
        "of segment 1)");
  // If the bytes prove the cause, other programs need no mention.
  BOOST_TEST(outcome_of(aidon, beside_cat(2)).text.find("cat") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(silence_of_a_port_that_was_busy_for_most_of_the_time) {
  using std::chrono::milliseconds;
  const auto after = [](milliseconds busy, int timeout_s) {
    kaifa::Attempt wait = at_port(2, timeout_s);
    wait.port_busy = busy;
    return outcome_of({}, wait);
  };
  for (const auto& [busy_ms, shown_s] : {std::pair(40'400, 40), {40'600, 41}})
    BOOST_TEST(after(milliseconds(busy_ms), 45).text ==
               kaifa::formatted("no list 2 from /dev/ttyUSB0 within 45 s: another process had the "
                                "port for {} s, and nothing came after that; give it a longer "
                                "--timeout",
                                shown_s));
  // A meter that sends every 10 s would have sent a list; so would one in the longer part.
  for (const auto& [busy_ms, timeout_s, was_too_long] : {std::tuple(35'001, 45, true),
                                                         {35'000, 45, false},
                                                         {5'001, 10, true},
                                                         {5'000, 10, false},
                                                         {0, 5, false}})
    BOOST_TEST((after(milliseconds(busy_ms), timeout_s).status ==
                (was_too_long ? ExitStatus::temporary_failure : ExitStatus::unavailable)),
               busy_ms);
}

BOOST_AUTO_TEST_CASE(a_fifo_that_nobody_writes_to) {
  kaifa::Attempt wait = at_port(2);
  wait.from_terminal = false;
  wait.input = "/run/meter";
  const Outcome outcome = outcome_of({}, wait);
  BOOST_TEST((outcome.status == ExitStatus::unavailable));
  BOOST_TEST(outcome.text == "no list 2 from /run/meter within 45 s: nothing came at all; is the "
                             "program that writes to it running?");
}

BOOST_AUTO_TEST_CASE(an_input_that_ends_at_once) {
  BOOST_TEST(reason_in_file({}, 2, ExitStatus::unavailable) ==
             "nothing was sent before the input ended; is the program that writes it running?");
}

BOOST_AUTO_TEST_CASE(bytes_without_a_frame) {
  BOOST_TEST(reason_of(Bytes(100, 0xf5), ExitStatus::data_error) ==
             "100 bytes came, but no frame; is the baud rate or the parity wrong (try --parity "
             "none), does another program read it too ('sudo fuser -v /dev/ttyUSB0'), or does the "
             "port speak P1 (RJ12: Sweden, Poland)?");
  BOOST_TEST(reason_of({0xf5}, ExitStatus::data_error).starts_with("1 byte came, "));
}

BOOST_AUTO_TEST_CASE(zeros_between_lists_are_silence) {
  const std::string silence = reason_of({}, ExitStatus::unavailable);
  for (const std::size_t count : {1U, 5000U})
    BOOST_TEST(reason_of(Bytes(count, 0x00), kaifa::Cause::noise) ==
               kaifa::formatted("{} byte{} came, all of them 00{}", count, count == 1 ? "" : "s",
                                silence.substr(silence.find(';'))));
  Bytes other(100, 0x00);
  other.back() = 0x80;
  BOOST_TEST(reason_of(other, kaifa::Cause::noise).starts_with("100 bytes came, but no frame; "));
  BOOST_TEST(reason_in_file(Bytes(100, 0x00), 2, ExitStatus::data_error) ==
             "100 bytes came, but no frame; are these the raw bytes of a meter?");
}

BOOST_AUTO_TEST_CASE(what_to_try_follows_from_what_was_tried) {
  using kaifa::Parity;
  for (const unsigned baud : {2400U, 9600U})
    for (const auto& [tried, other] :
         {std::pair(Parity::none, "even"), std::pair(Parity::odd, "even"),
          std::pair(Parity::even, "none")}) {
      kaifa::Attempt wait = at_port(2);
      wait.line = {.baud = baud, .parity = tried};
      const std::string text = outcome_of(Bytes(100, 0xf0), wait).text;
      BOOST_TEST(text.find(kaifa::formatted(
                     "; is the baud rate or the parity wrong (try {}--parity {}), ",
                     baud == 9600 ? "--baud 2400 or " : "", other)) != std::string::npos,
                 text);
    }
}

BOOST_AUTO_TEST_CASE(false_starts_only) {
  const Bytes false_start = {0x7e, 0xa0, 0x27, 0x01, 0x02, 0x01, 0x10, 0x00, 0x00};
  BOOST_TEST(reason_of(repeated(false_start, 2), kaifa::Cause::noise)
                 .starts_with("18 bytes came, but no frame (rejected: hcs 2); is the baud rate "));
  BOOST_TEST(reason_in_file(false_start, 2, ExitStatus::data_error) ==
             "9 bytes came, but no frame (rejected: hcs 1); are these the raw bytes of a meter?");
}

BOOST_AUTO_TEST_CASE(damaged_frames_only) {
  // The headers are correct, so the baud rate and the parity are too.
  BOOST_TEST(reason_of(repeated(damaged_frame(), 3), kaifa::Cause::damaged) ==
             "45 bytes came, but every frame was damaged (fcs 3)" + other_reader);
  BOOST_TEST(
      reason_in_file(damaged_frame(), 2, ExitStatus::data_error) ==
      "15 bytes came, but every frame was damaged (fcs 1); try another adapter, or a shorter "
      "cable");
}

BOOST_AUTO_TEST_CASE(a_wait_that_is_too_short_for_a_frame_blames_nothing) {
  const Bytes whole = sample::frame(Variant::norway_3_wire, 2).bytes;
  const auto after = [&](std::size_t size, int timeout_s) {
    const std::string text =
        outcome_of(Bytes(whole.begin(), whole.begin() + long(size)), at_port(2, timeout_s)).text;
    return text.substr(text.find(": ") + 2);
  };
  // The same holds if the frame has a false start in it.
  for (std::size_t size = 9; size < whole.size(); ++size)
    BOOST_TEST(after(size, 19) ==
               kaifa::formatted("{} bytes came, but no frame was whole when the wait "
                                "ended; give it a longer --timeout",
                                size));
  BOOST_TEST(after(60, 20).ends_with(other_reader));
  BOOST_TEST(reason_in_file(Bytes(whole.begin(), whole.begin() + 60), 2, ExitStatus::data_error) ==
             "60 bytes came, but no frame was whole when the input ended; give it more input");
}

BOOST_AUTO_TEST_CASE(a_short_wait_that_begins_within_a_frame_blames_nothing) {
  const Bytes whole = sample::frame(Variant::norway_3_wire, 2).bytes;
  const auto after = [&](const Bytes& bytes, int timeout_s) {
    const std::string text = outcome_of(bytes, at_port(2, timeout_s)).text;
    return text.substr(text.find(": ") + 2);
  };
  const Bytes end(whole.begin() + 70, whole.end());
  BOOST_TEST(after(end, 19) ==
             "53 bytes came, but no frame (rejected: address 1); give it a longer --timeout");
  BOOST_TEST(after(end, 20).find("(rejected: address 1); is the baud rate or the parity wrong") !=
             std::string::npos);
  // More than one frame has: what comes is noise.
  BOOST_TEST(after(Bytes(400, 0xf0), 19).ends_with("; give it a longer --timeout"));
  BOOST_TEST(after(Bytes(401, 0xf0), 19).find("; is the baud rate or the parity wrong") !=
             std::string::npos);
  // Another program that has the port open is seen at once.
  BOOST_TEST(outcome_of(end, beside_cat(2, 3)).text.ends_with(cat_reads));
}

BOOST_AUTO_TEST_CASE(a_short_wait_that_begins_and_ends_within_a_push_blames_nothing) {
  const auto text_after = [](const Bytes& bytes) {
    const Outcome outcome = outcome_of(bytes, at_port(2, 3));
    BOOST_TEST((outcome.cause == kaifa::Cause::damaged));
    return outcome.text;
  };
  BOOST_TEST(text_after(simulator::mbus_frame(0x11, Bytes(8, 0x22))) ==
             "no list 2 from /dev/ttyUSB0 within 3 s: 19 bytes came, but no push was whole when "
             "the wait ended (segment 0 expected, none came); give it a longer --timeout");
  const Bytes whole = push({});
  BOOST_TEST(text_after(Bytes(whole.begin(), whole.begin() + 100)) ==
             "no list 2 from /dev/ttyUSB0 within 3 s: 100 bytes came, but no push was whole when "
             "the wait ended (100 of the 256 bytes of segment 0); give it a longer --timeout");
}

BOOST_AUTO_TEST_CASE(an_empty_file_has_no_program_that_writes_it) {
  kaifa::Attempt wait = at_file(2);
  wait.from_file = true;
  const Outcome outcome = outcome_of({}, wait);
  BOOST_TEST((outcome.cause == kaifa::Cause::input_ended));
  BOOST_TEST(outcome.text == "no list 2 up to the end of capture: the file is empty");
}

BOOST_AUTO_TEST_CASE(a_p1_telegram) {
  const std::string p1 = ", P1 telegrams; read this port with a program for P1 (DSMR)";
  BOOST_TEST(reason_of(text("/KFM5KAIFA-METER\r\n\r\n1-3:0.2.8(42)\r\n"),
                       kaifa::Cause::other_protocol) == "35 bytes came" + p1);
  // As many bytes are kept as two of the longest frames have: 4098.
  for (const std::size_t before : {4093U, 4094U})
    BOOST_TEST(
        (outcome_of(sample::joined({Bytes(before, 0x00), text("/KFM5")}), at_port(2)).cause ==
         (before == 4093 ? kaifa::Cause::other_protocol : kaifa::Cause::noise)),
        before);
  // The third letter of a maker is small if the meter answers quickly (IEC 62056-21).
  for (const std::string maker : {"ISK", "ISk", "Ene", "kmp"})
    BOOST_TEST(reason_of(text("42)\r\n!1234\r\n/" + maker + "5\\2M550T-1012\r\n"),
                         kaifa::Cause::other_protocol) == "31 bytes came" + p1,
               maker);
}

BOOST_AUTO_TEST_CASE(text_instead_of_bytes) {
  const Bytes bytes = sample::frame(Variant::norway_3_wire, 2).bytes;
  for (const std::string between : {" ", "", ":", ", ", ",0x", "\n"}) {
    std::string digits = between == ",0x" ? "0x" : "";
    for (const std::uint8_t byte : bytes)
      digits += kaifa::formatted("{:02x}{}", byte, between);
    for (const bool upper : {false, true}) {
      if (upper)
        std::ranges::transform(digits, digits.begin(), [](char c) {
          return c == 'x' ? c : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        });
      const Outcome outcome = outcome_of(text(digits), at_file(2));
      BOOST_TEST((outcome.cause == kaifa::Cause::other_protocol));
      BOOST_TEST(outcome.text ==
                 kaifa::formatted("no list 2 up to the end of capture: {} bytes came, "
                                  "but as hexadecimal text; 'xxd -r -p' turns it into "
                                  "the bytes, for --device -",
                                  digits.size()));
    }
  }
  BOOST_TEST(reason_in_file(text("# The protocol of a meter"), 2, ExitStatus::data_error) ==
             "25 bytes came, but all of them are text, which these meters never send; is capture "
             "the right input?");
}

BOOST_AUTO_TEST_CASE(text_and_hexadecimal_text_are_at_least_16_bytes_of_certain_kinds) {
  const auto kind_of = [](const std::string& input) {
    const Outcome outcome = outcome_of(text(input), at_file(2));
    BOOST_TEST((outcome.cause == kaifa::Cause::other_protocol) !=
               (outcome.cause == kaifa::Cause::noise));
    return outcome.cause == kaifa::Cause::noise                    ? "noise"
           : outcome.text.find("hexadecimal") != std::string::npos ? "hexadecimal"
                                                                   : "text";
  };
  const std::string hexadecimal = "0123456789abcdefABCDEF \t\r\n,:;-x";
  for (int byte = 0; byte < 256; ++byte) {
    const auto c = static_cast<char>(byte);
    const bool is_text = (byte >= 0x20 && byte < 0x7f) || c == '\t' || c == '\r' || c == '\n';
    BOOST_TEST(kind_of(std::string(20, '7') + c) == (hexadecimal.find(c) != std::string::npos
                                                         ? "hexadecimal"
                                                     : is_text ? "text"
                                                               : "noise"),
               byte);
  }
  BOOST_TEST(kind_of(std::string(15, '7')) == "noise");
  BOOST_TEST(kind_of(std::string(16, '7')) == "hexadecimal");
  BOOST_TEST(kind_of(std::string(10, '7') + std::string(10, ' ')) == "hexadecimal");
  BOOST_TEST(kind_of(std::string(10, '7') + std::string(11, ' ')) == "text");
}

BOOST_AUTO_TEST_CASE(other_mbus_frames) {
  const std::string other =
      ", M-Bus frames, but not of a Kaifa meter; read it with a program for that meter";
  const Bytes of_a_heat_meter =
      support::from_hex("6808086808007201020304058916"); // C 08, a response
  BOOST_TEST(reason_of(of_a_heat_meter, kaifa::Cause::other_protocol) == "14 bytes came" + other);
  // The head of a frame is enough, wherever the deadline cuts it off.
  for (std::size_t size = 1; size < of_a_heat_meter.size(); ++size)
    BOOST_TEST((outcome_of(Bytes(of_a_heat_meter.begin(), of_a_heat_meter.begin() + long(size)),
                           at_port(2))
                    .cause == (size < 4 ? kaifa::Cause::noise : kaifa::Cause::other_protocol)),
               size);
  // The head is 68 L L 68.
  for (std::size_t i = 0; i < of_a_heat_meter.size(); ++i) {
    Bytes damaged = of_a_heat_meter;
    damaged[i] ^= 1;
    BOOST_TEST((outcome_of(damaged, at_port(2)).cause ==
                (i < 4 ? kaifa::Cause::noise : kaifa::Cause::other_protocol)),
               i);
  }
}

BOOST_AUTO_TEST_CASE(whole_frames_of_another_maker) {
  const std::string other = " came, but of another maker's meter (Aidon, Kamstrup); read it with a "
                            "program for that meter";
  BOOST_TEST(reason_of(repeated(aidon, 5), kaifa::Cause::other_maker) == "5 whole frames" + other);
  // The deadline cuts off the last frame, and another frame is damaged.
  Bytes damaged = aidon;
  damaged[30] ^= 1;
  for (std::size_t size = 1; size < aidon.size(); ++size)
    BOOST_TEST(reason_of(sample::joined({Bytes(20, 0x00), damaged, aidon,
                                         Bytes(aidon.begin(), aidon.begin() + long(size))}),
                         kaifa::Cause::other_maker) == "1 whole frame" + other,
               size);
  // The list is one that a Kaifa meter may send.
  BOOST_TEST(reason_of(sample::with_control(sample::frame(Variant::norway_3_wire, 2).bytes,
                                            sample::other_control),
                       kaifa::Cause::other_maker) == "1 whole frame" + other);
}

BOOST_AUTO_TEST_CASE(damaged_frames_of_another_maker) {
  Bytes damaged = aidon;
  damaged[30] ^= 1;
  const std::string other = " bytes came, no whole frame, but headers of another maker's meter "
                            "(Aidon, Kamstrup); read it with a program for that meter";
  BOOST_TEST(reason_of(repeated(damaged, 3), kaifa::Cause::other_maker) == "132" + other);
  BOOST_TEST(reason_of(Bytes(aidon.begin(), aidon.begin() + 20), kaifa::Cause::other_maker) ==
             "20" + other);
  // With a correct header of our own beside it, the other header is taken for chance.
  BOOST_TEST(reason_of(sample::joined({damaged, damaged_frame()}), kaifa::Cause::damaged)
                 .starts_with("59 bytes came, but every frame was damaged (fcs 2)"));
}

BOOST_AUTO_TEST_CASE(a_list_version_of_another_maker) {
  const auto frame_with = [](std::string_view version) {
    return sample::frame_around(
        sample::joined({simulator::structure_head(2), simulator::octet_string(version),
                        simulator::double_long_unsigned(1)}));
  };
  for (const std::string version : {"Kamstrup_V0001", "AIDON_V0001", "XYZ_01", "AZaz_9"}) {
    const std::string other = " came, but of another maker's meter (" + version +
                              "); read it with a program for that meter";
    BOOST_TEST(reason_of(repeated(frame_with(version), 2), kaifa::Cause::other_maker) ==
               "2 whole frames" + other);
    BOOST_TEST(reason_of(sample::with_control(frame_with(version), sample::other_control),
                         kaifa::Cause::other_maker) == "1 whole frame" + other);
  }
  for (const std::string_view version :
       {"KFM_002", "Kamstrup", "a_1", "ab_1", "[@`{_1", "Kamstrup_V", "Kamstrup_x1"})
    BOOST_TEST(reason_of(frame_with(version), kaifa::Cause::unknown_list)
                   .starts_with("1 whole frame came, but no list that this program knows: "));
}

BOOST_AUTO_TEST_CASE(a_list_version_that_is_ciphertext_by_chance_is_none) {
  constexpr std::string_view version = "AIDON_V0001";
  constexpr std::ptrdiff_t end_of_frame = 2;
  const Bytes of_zeros = push_of(Bytes(version.size(), 0));
  Bytes plaintext(of_zeros.end() - end_of_frame - std::ptrdiff_t(version.size()),
                  of_zeros.end() - end_of_frame);
  std::ranges::transform(plaintext, version, plaintext.begin(), std::bit_xor<>());
  const Bytes push = push_of(plaintext);
  BOOST_REQUIRE(std::search(push.begin(), push.end(), version.begin(), version.end()) !=
                push.end());
  kaifa::Attempt wait = at_port(2);
  BOOST_TEST((outcome_of(push, wait).cause == kaifa::Cause::no_key));
  wait.key_file = "key";
  BOOST_TEST((outcome_of(push, wait, &zero_key).cause == kaifa::Cause::wrong_key));
}

BOOST_AUTO_TEST_CASE(carriage_returns_that_came_as_line_feeds) {
  const Bytes list_1 = sample::frame(Variant::norway_3_wire, 1).bytes;
  const Bytes list_2 = sample::frame(Variant::norway_3_wire, 2).bytes;
  BOOST_TEST(reason_of(cooked(list_2), kaifa::Cause::damaged) ==
             "123 bytes came, but every frame was damaged (address 1, fcs 1)" + not_raw);
  BOOST_TEST(reason_of(sample::joined({list_1, cooked(list_2)}), kaifa::Cause::other_list) ==
             "list 1 came once, and 2 frames were damaged (address 1, fcs 1)" + not_raw);
  BOOST_TEST(reason_in_file(cooked(list_2), 2, ExitStatus::data_error).ends_with(not_raw));
  // Some 0a are genuine: second 10 of a clock. Any further damage proves something else.
  const Bytes at_second_10 = cooked(list_2_at(10, 10));
  BOOST_TEST(reason_of(at_second_10, kaifa::Cause::damaged).ends_with(not_raw));
  Bytes damaged = at_second_10;
  damaged[60] ^= 0x40;
  BOOST_TEST(reason_of(damaged, kaifa::Cause::damaged).ends_with(other_reader));
  // One such frame among others that are damaged is enough.
  BOOST_TEST(reason_of(cooked(sample::joined({repeated(damaged_frame(), 20), list_2})),
                       kaifa::Cause::damaged)
                 .ends_with(not_raw));
  // A terminal that is not in raw mode passes no 0d on.
  BOOST_TEST(reason_of(sample::joined({{0x0d}, at_second_10}), kaifa::Cause::damaged)
                 .ends_with(other_reader));
}

BOOST_AUTO_TEST_CASE(at_most_eight_line_feeds_of_a_frame_are_tried) {
  // The check sequences may contain some too: the last octet is chosen so that they do not.
  const auto frame_with = [](std::size_t returns, std::size_t feeds) {
    Bytes octets(returns, 0x0d);
    octets.insert(octets.end(), feeds, 0x0a);
    octets.resize(20);
    for (Bytes frame;; ++octets.back()) {
      frame = cooked(sample::frame_around(simulator::octet_string(octets)));
      if (std::ranges::count(frame, 0x0a) == std::ptrdiff_t(returns + feeds))
        return frame;
    }
  };
  for (std::size_t returns = 1; returns <= 8; ++returns)
    BOOST_TEST(
        reason_of(frame_with(returns, 8 - returns), kaifa::Cause::damaged).ends_with(not_raw));
  BOOST_TEST(reason_of(frame_with(1, 8), kaifa::Cause::damaged).ends_with(other_reader));
}

BOOST_AUTO_TEST_CASE(carriage_returns_of_pushes_that_came_as_line_feeds) {
  // Each push is ciphered differently, and most have some 0d.
  std::vector<Bytes> pushes;
  for (std::uint32_t counter = 0; pushes.size() < 4; ++counter)
    if (const Bytes whole = push({.frame_counter = counter}); cooked(whole) != whole)
      pushes.push_back(cooked(whole));
  BOOST_TEST(reason_of(sample::joined(pushes), kaifa::Cause::damaged).ends_with(not_raw));
  // A single 8-bit sum may be correct by chance.
  BOOST_TEST(!reason_of(pushes.front(), kaifa::Cause::damaged).ends_with(not_raw));
}

BOOST_AUTO_TEST_CASE(pushes_without_a_key) {
  BOOST_TEST(reason_of(push({}), ExitStatus::data_error) ==
             "282 bytes came, ciphered by the meter with the system title KFM 67 50 00 00 01; ask "
             "the grid company for its key, and name the file of the key with --key-file");
  // Damaged pushes before or after that one change nothing: cut off, with a wrong sum or stop byte.
  const Bytes whole = push({});
  for (const std::size_t at : {0U, 100U, 254U, 255U}) {
    Bytes damaged = whole;
    damaged[at] ^= 1;
    for (const Bytes& bytes : {sample::joined({damaged, whole}), sample::joined({whole, damaged})})
      BOOST_TEST((outcome_of(bytes, at_port(2)).cause == kaifa::Cause::no_key), at);
  }
}

BOOST_AUTO_TEST_CASE(pushes_with_the_key_of_another_meter) {
  const Bytes key_bytes(kaifa::ciphering::Key::size, 0x55);
  const kaifa::ciphering::Key key{std::span(key_bytes).first<kaifa::ciphering::Key::size>()};
  kaifa::Attempt wait = at_port(2);
  wait.key_file = "/etc/kaifa-exporter.key";
  const Outcome outcome = outcome_of(push({}), wait, &key);
  BOOST_TEST((outcome.status == ExitStatus::data_error));
  BOOST_TEST(
      outcome.text ==
      "no list 2 from /dev/ttyUSB0 within 45 s: 282 bytes came, ciphered pushes, but nothing "
      "that was deciphered with the key of /etc/kaifa-exporter.key is a list: is it the key "
      "of another meter, or not the one for encryption (GUEK)?");
}

BOOST_AUTO_TEST_CASE(authenticated_pushes) {
  BOOST_TEST(reason_of(push({.security_control = 0x30}), ExitStatus::data_error) ==
             "282 bytes came, security control 30: authenticated, which needs a second key; this "
             "program reads no authenticated messages");
}

BOOST_AUTO_TEST_CASE(pushes_of_other_makers) {
  constexpr std::string_view head = " bytes came, ciphered by another maker's meter (";
  for (const auto& [title, name] :
       std::vector<std::pair<std::string, std::string>>{{"ELS", "Elster, "},
                                                        {"ISK", "Iskraemeco, "},
                                                        {"LGZ", "Landis+Gyr, "},
                                                        {"SAG", "Sagemcom, "},
                                                        {"XYZ", ""},
                                                        {"AZA", ""}}) {
    simulator::Ciphering ciphering;
    std::ranges::copy(title, ciphering.system_title.begin());
    BOOST_TEST(reason_of(push(ciphering), kaifa::Cause::other_maker) ==
               kaifa::formatted("282{}{}system title {}); read it with a program for that meter",
                                head, name, title));
  }
  // Sagemcom writes the length modulo 256, and then sends a correct frame.
  const Bytes first = sample::joined({{0x68, 0x01, 0x01, 0x68, 0x53, 0xff, 0x00, 0x01, 0x67},
                                      text("\xdb\x08SAG"),
                                      Bytes(250, 0x11)});
  const std::vector<Bytes> both = {first, simulator::mbus_frame(0x11, Bytes(8, 0x22))};
  for (const Bytes& bytes : {first, sample::joined(both), repeated(sample::joined(both), 3)})
    BOOST_TEST(
        reason_of(bytes, kaifa::Cause::other_maker) ==
        kaifa::formatted("{}{}Sagemcom, system title SAG); read it with a program for that meter",
                         bytes.size(), head));
}

BOOST_AUTO_TEST_CASE(pushes_that_are_never_complete) {
  const Bytes whole = push({});
  Bytes stream;
  for (int i = 0; i < 3; ++i)
    stream.insert(stream.end(), whole.begin(), whole.end() - 10);
  BOOST_TEST(reason_of(stream, kaifa::Cause::damaged) ==
             "816 bytes came, but no push came whole (segment 1 expected, none came; 16 of the 26 "
             "bytes of segment 1)" +
                 other_reader);
  BOOST_TEST(reason_of(Bytes(whole.begin(), whole.begin() + 100), kaifa::Cause::damaged) ==
             "100 bytes came, but no push came whole (100 of the 256 bytes of segment 0)" +
                 other_reader);
  BOOST_TEST(reason_in_file(Bytes(whole.begin(), whole.begin() + 100), 2, ExitStatus::data_error) ==
             "100 bytes came, but no push was whole when the input ended (100 of the 256 bytes of "
             "segment 0); give it more input");
}

BOOST_AUTO_TEST_CASE(pushes_with_wrong_bytes_say_what_is_wrong_with_them) {
  // What is wrong in a frame: a byte before its sum, the sum, or the stop byte.
  struct Row {
    std::vector<std::size_t> from_end;
    std::string_view what;
  };
  const std::vector<Row> rows = {{{6}, "wrong checksums"},
                                 {{2}, "wrong checksums"},
                                 {{1}, "wrong stop bytes"},
                                 {{2, 1}, "wrong checksums and wrong stop bytes"},
                                 {{1, 6}, "wrong checksums and wrong stop bytes"}};
  const Bytes whole = push({});
  for (const auto& [from_end, what] : rows) {
    // The first of the faults is in the first frame, the last one in the second.
    Bytes damaged = whole;
    damaged[256 - from_end.front()] ^= 1;
    damaged[282 - from_end.back()] ^= 1;
    BOOST_TEST(
        reason_of(damaged, kaifa::Cause::damaged) ==
        kaifa::formatted("282 bytes came, but no push came whole ({}){}", what, other_reader));
  }
}

BOOST_AUTO_TEST_CASE(a_whole_push_with_an_unknown_ci_is_to_be_reported) {
  BOOST_TEST(reason_of(simulator::mbus_frame(0x72, Bytes(3, 0x11)), kaifa::Cause::unknown_list) ==
             "1 whole frame came, but no list that this program knows: M-Bus frame that carries no "
             "segment of a push; please report it with the file that --record FILE writes");
}

BOOST_AUTO_TEST_CASE(a_deciphered_list_that_is_unknown_proves_the_key) {
  const Bytes unknown = push_of(unknown_notification);
  const Bytes noise = push_of(Bytes(30, 0x55));
  kaifa::Attempt wait = at_port(2);
  wait.key_file = "key";
  const auto cause_of = [&](const Bytes& bytes) {
    return outcome_of(bytes, wait, &zero_key).cause;
  };
  BOOST_TEST((cause_of(unknown) == kaifa::Cause::unknown_list));
  BOOST_TEST((cause_of(sample::joined({unknown, noise})) == kaifa::Cause::unknown_list));
  BOOST_TEST((cause_of(sample::joined({unknown, noise, noise})) == kaifa::Cause::wrong_key));
  // Among much damage, a push that deciphers to noise is damaged too: its sum is correct by chance.
  Bytes damaged = noise;
  damaged[20] ^= 1;
  BOOST_TEST((cause_of(sample::joined({repeated(damaged, 31), noise})) == kaifa::Cause::wrong_key));
  BOOST_TEST((cause_of(sample::joined({repeated(damaged, 32), noise})) == kaifa::Cause::damaged));
  Bytes without_stop_byte = noise;
  without_stop_byte.back() ^= 1;
  BOOST_TEST((cause_of(sample::joined({repeated(damaged, 1), repeated(without_stop_byte, 31),
                                       noise})) == kaifa::Cause::damaged));
}

const std::string why_unknown = "no list begins with structure of 2 (at "
                                "byte 18 of the frame)";

BOOST_AUTO_TEST_CASE(an_unknown_list_is_reported_with_what_is_wrong) {
  BOOST_TEST(reason_of(unknown_frame, ExitStatus::data_error) ==
             "1 whole frame came, but no list that this program knows: " + why_unknown +
                 "; please report it with the file that --record FILE writes");
  BOOST_TEST(reason_in_file(repeated(unknown_frame, 2), 2, ExitStatus::data_error) ==
             "2 whole frames came, but no list that this program knows: " + why_unknown +
                 "; please report it with these bytes");
}

BOOST_AUTO_TEST_CASE(lists_other_than_the_one_asked_for) {
  const Bytes list_1 = sample::frame(Variant::norway_3_wire, 1).bytes;
  BOOST_TEST(reason_of(list_1, ExitStatus::temporary_failure) ==
             "list 1 came once; the meter sends list 2 every 10 s; give it a longer --timeout");
  BOOST_TEST(reason_of(repeated(list_1, 2), ExitStatus::temporary_failure) ==
             "list 1 came twice; the meter sends list 2 every 10 s; give it a longer --timeout");
  BOOST_TEST(reason_in_file(repeated(list_1, 9), 2, ExitStatus::temporary_failure) ==
             "list 1 came 9 times; the meter sends list 2 every 10 s; give it more input");
}

BOOST_AUTO_TEST_CASE(a_list_2_that_was_due_several_times_is_lost_on_the_way) {
  const Bytes list_1 = sample::frame(Variant::norway_3_wire, 1).bytes;
  BOOST_TEST(reason_of(repeated(list_1, 10), ExitStatus::temporary_failure) ==
             "list 1 came 10 times; the meter sends list 2 every 10 s, so long frames are lost" +
                 other_reader);
}

BOOST_AUTO_TEST_CASE(other_lists_beside_unknown_ones) {
  const Bytes list_1 = sample::frame(Variant::norway_3_wire, 1).bytes;
  BOOST_TEST(reason_of(sample::joined({list_1, unknown_frame}), ExitStatus::temporary_failure) ==
             "list 1 came once, and 1 whole frame held no list that this program knows: " +
                 why_unknown + "; please report it with the file that --record FILE writes");
}

BOOST_AUTO_TEST_CASE(other_lists_beside_damaged_frames) {
  const Bytes list_1 = sample::frame(Variant::norway_3_wire, 1).bytes;
  BOOST_TEST(reason_of(sample::joined({list_1, damaged_frame()}), ExitStatus::temporary_failure) ==
             "list 1 came once, and 1 frame was damaged (fcs 1); the meter sends list 2 every "
             "10 s, so long frames are lost" +
                 other_reader);
  // In a wait shorter than the time between two lists 2, none may have been sent.
  BOOST_TEST(outcome_of(sample::joined({list_1, damaged_frame()}), at_port(2, 5))
                 .text.ends_with("give it a longer --timeout"));
  BOOST_TEST(reason_in_file(sample::joined({list_1, damaged_frame(), damaged_frame()}), 3,
                            ExitStatus::temporary_failure)
                 .starts_with("list 1 came once, and 2 frames were damaged (fcs 2); the meter "
                              "sends list 3 at HH:00:10, and its clock shows "));
}

BOOST_AUTO_TEST_CASE(a_list_3_is_due_by_the_clock_of_the_meter) {
  const auto due_at = [](unsigned minute, unsigned second) {
    const std::string text =
        reason_in_file(list_2_at(minute, second), 3, ExitStatus::temporary_failure);
    const std::string head =
        "list 2 came once; the meter sends list 3 at HH:00:10, and its clock shows ";
    BOOST_TEST(text.starts_with(head), text);
    return text.substr(head.size());
  };
  BOOST_TEST(due_at(10, 5) == "21:10:05: it is due in 50 min 5 s; give it more input");
  BOOST_TEST(due_at(59, 50) == "21:59:50: it is due in 20 s; give it more input");
  BOOST_TEST(due_at(0, 0) == "21:00:00: it is due in 10 s; give it more input");
  BOOST_TEST(due_at(0, 10) == "21:00:10: it is due in 60 min; give it more input");
  BOOST_TEST(due_at(0, 12) == "21:00:12: it is due in 59 min 58 s; give it more input");
}

BOOST_AUTO_TEST_CASE(a_list_3_is_due_by_what_the_clock_showed_last) {
  Bytes stream;
  for (const unsigned minute : {57U, 58U, 59U}) {
    stream = sample::joined({stream, list_2_at(minute, 0)});
    const std::string text = reason_in_file(stream, 3, ExitStatus::temporary_failure);
    const std::string due =
        kaifa::formatted("its clock shows 21:{}:00: it is due in {} min 10 s", minute, 60 - minute);
    BOOST_TEST(text.find(due) != std::string::npos, text);
  }
}

BOOST_AUTO_TEST_CASE(a_list_3_of_a_meter_that_shows_no_clock_is_due_at_its_time) {
  const Bytes list_1_without_clock = sample::frame_around({0x02, 0x01, 0x06, 0, 0, 0, 1});
  BOOST_TEST(reason_in_file(list_1_without_clock, 3, ExitStatus::temporary_failure) ==
             "list 1 came once; the meter sends list 3 at HH:00:10; give it more input");
}

BOOST_AUTO_TEST_CASE(a_list_3_that_does_not_arrive_within_an_hour_is_lost_on_the_way) {
  const Bytes list_1 = sample::frame(Variant::norway_3_wire, 1).bytes;
  const Bytes list_2 = sample::frame(Variant::norway_3_wire, 2).bytes;
  BOOST_TEST(outcome_of(sample::joined({list_1, list_2, list_1}), at_port(3, 3660)).text ==
             "no list 3 from /dev/ttyUSB0 within 3660 s: list 1 came twice and list 2 came once; "
             "the meter sends list 3 at HH:00:10, so long frames are lost" +
                 other_reader);
  for (const int timeout_s : {3599, 3600})
    BOOST_TEST(outcome_of(list_1, at_port(3, timeout_s)).text.ends_with(other_reader) ==
               (timeout_s == 3600));
  kaifa::Attempt wait = at_port(3, 3600);
  wait.input_ended = true;
  BOOST_TEST(outcome_of(list_1, wait).text.ends_with("; give it more input"));
}

BOOST_AUTO_TEST_CASE(a_frame_that_the_deadline_cuts_off_is_not_damaged) {
  const Bytes list_1 = sample::frame(Variant::norway_3_wire, 1).bytes;
  for (const std::size_t size : {2U, 9U, 30U})
    BOOST_TEST(
        reason_of(sample::joined({list_1, Bytes(list_1.begin(), list_1.begin() + long(size))}),
                  kaifa::Cause::other_list) ==
        "list 1 came once; the meter sends list 2 every 10 s; give it a longer --timeout");
}

BOOST_AUTO_TEST_CASE(whole_segmented_frames_are_another_makers) {
  Bytes frame = simulator::hdlc_frame(Bytes(30, 0x00));
  frame[1] |= 0x08;
  frame = sample::with_control(frame, sample::other_control);
  BOOST_TEST(
      reason_of(repeated(frame, 3), kaifa::Cause::other_maker) ==
      kaifa::formatted("{} bytes came, segmented HDLC frames, which no Kaifa meter sends; read "
                       "it with a program for that meter",
                       3 * frame.size()));
  frame[20] ^= 1;
  BOOST_TEST(reason_of(frame, kaifa::Cause::noise).find(" (rejected: segmented 1); is the baud ") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(no_reason_for_a_rejection_misleads_its_reader) {
  using kaifa::Cause;
  using kaifa::Reason;
  /// Bytes that are rejected for this reason; `whole` if their checks are correct.
  struct Row {
    Reason reason;
    Bytes bytes;
    Cause cause;
    bool whole = false;
    bool has_key = false;
  };
  const Bytes list_2 = sample::frame(Variant::norway_3_wire, 2).bytes;
  const auto changed = [](Bytes bytes, std::size_t at) {
    bytes[at] ^= 1;
    return bytes;
  };
  const Bytes whole_push = push({});
  const Bytes without_segment_1 = Bytes(whole_push.begin(), whole_push.begin() + 256);
  const std::vector<Row> rows = {
      {Reason::segmented, {0x7e, 0xa8, 0x27, 0x01, 0x02, 0x01}, Cause::noise},
      {Reason::address, {0x7e, 0xa0, 0x27, 0x02, 0x02, 0x02, 0x02, 0x02}, Cause::noise},
      {Reason::length, {0x7e, 0xa0, 0x02, 0x01, 0x02, 0x01, 0x10, 0x00}, Cause::noise},
      {Reason::hcs, changed(list_2, 7), Cause::noise},
      {Reason::closing_flag, changed(list_2, list_2.size() - 1), Cause::damaged},
      {Reason::fcs, changed(list_2, 60), Cause::damaged},
      {Reason::control, sample::with_control(list_2, sample::other_control), Cause::other_maker,
       true},
      {Reason::stop_byte, changed(whole_push, 255), Cause::damaged},
      {Reason::sum, changed(whole_push, 100), Cause::damaged},
      {Reason::no_push, simulator::mbus_frame(0x72, Bytes(3, 0x11)), Cause::unknown_list, true},
      {Reason::segment, sample::joined({without_segment_1, without_segment_1}), Cause::damaged},
      {Reason::cut_off, Bytes(list_2.begin(), list_2.begin() + 60), Cause::damaged},
      {Reason::other_maker, push({.system_title = {'E', 'L', 'S', 1, 2, 3, 4, 5}}),
       Cause::other_maker, true},
      {Reason::ciphered, whole_push, Cause::no_key, true},
      {Reason::authenticated, push({.security_control = 0x30}), Cause::authenticated, true},
      {Reason::key, push_of(Bytes(30, 0x55)), Cause::wrong_key, true, true},
      {Reason::apdu, simulator::hdlc_frame(Bytes{0xe6, 0xe7, 0x00, 0x01}), Cause::unknown_list,
       true},
      {Reason::list, push_of(unknown_notification), Cause::unknown_list, true, true},
  };
  BOOST_REQUIRE(rows.size() == kaifa::reason_texts.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& [reason, bytes, cause, whole, has_key] = rows[i];
    const std::string_view name = kaifa::reason_texts[i].name;
    BOOST_TEST((reason == kaifa::Reason(i)), name);
    const kaifa::ciphering::Key* const key = has_key ? &zero_key : nullptr;
    rows::Collector collector(key);
    collector.feed(bytes);
    collector.finish();
    BOOST_TEST(collector.statistics().rejected(reason) > 0U, name);
    for (const bool at_the_port : {true, false}) {
      const Outcome outcome = outcome_of(bytes, at_the_port ? at_port(2) : at_file(2), key);
      BOOST_TEST((outcome.cause == cause), name << ": " << outcome.text);
      const auto check_without = [&](const std::vector<std::string_view>& words) {
        for (const std::string_view word : words)
          BOOST_TEST(outcome.text.find(word) == std::string::npos, name << ": " << outcome.text);
      };
      if (whole)
        check_without({"adapter", "cable", "parity", "baud", "fuser", "damaged", "raw bytes"});
      if (at_the_port)
        check_without({"stream", "input", "these bytes", "raw bytes"});
      else
        check_without({"--timeout", "--parity", "--baud", "fuser", "--record", "RJ45", "P1"});
    }
  }
}

BOOST_AUTO_TEST_CASE(any_noise_gets_a_message_of_one_line) {
  std::mt19937 random(1);
  for (int i = 0; i < 200; ++i) {
    Bytes noise(1 + random() % 5000);
    for (std::uint8_t& byte : noise)
      byte = static_cast<std::uint8_t>(random() & 0xff);
    const Outcome outcome = outcome_of(noise, at_port(2));
    BOOST_TEST((outcome.status == ExitStatus::data_error));
    BOOST_TEST(outcome.text.find('\n') == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(the_refused_frame_is_the_last_whole_one_else_the_last_damaged_one) {
  const Bytes damaged = damaged_frame();
  Bytes otherwise_damaged = damaged;
  otherwise_damaged[10] ^= 0x02;
  const Bytes otherwise_unknown = sample::frame_around({0x02, 0x01, 0x00});
  const auto refused = [](const std::vector<Bytes>& frames) {
    kaifa::Reader reader;
    kaifa::Diagnosis diagnosis;
    const Bytes bytes = sample::joined(frames);
    kaifa::Bytes stream = bytes;
    while (const auto event = reader.next(stream))
      diagnosis.watch(*event);
    return Bytes(diagnosis.refused_frame().begin(), diagnosis.refused_frame().end());
  };
  using boost::test_tools::per_element;
  BOOST_TEST(refused({damaged}) == damaged, per_element());
  BOOST_TEST(refused({damaged, otherwise_damaged}) == otherwise_damaged, per_element());
  for (const auto& [earlier, last] :
       {std::pair(unknown_frame, otherwise_unknown), std::pair(otherwise_unknown, unknown_frame)}) {
    BOOST_TEST(refused({earlier, last}) == last, per_element());
    BOOST_TEST(refused({damaged, earlier, last, otherwise_damaged}) == last, per_element());
  }
  BOOST_TEST(refused({sample::frame(Variant::norway_3_wire, 1).bytes}).empty());
}

BOOST_AUTO_TEST_SUITE_END()
