#include "cli/diagnosis.h"

#include "support/sample_frames.h"

#include <boost/test/unit_test.hpp>

#include <random>

namespace {

using kaifa::ExitStatus;
using sample::Bytes;
using sample::Variant;

using kaifa::Ending;

const Ending ended = {.input_ended = true, .from_terminal = false};
const Ending timed_out = {};

/// Status and text after these bytes.
struct Outcome {
  ExitStatus status;
  std::string text;
};

Outcome outcome_of(const Bytes& bytes, const Ending& ending, const kaifa::Options& options) {
  kaifa::Reader reader;
  kaifa::Diagnosis diagnosis;
  diagnosis.watch_bytes(bytes);
  const auto watch = [&](kaifa::Bytes stream) {
    while (const auto event = reader.next(stream))
      diagnosis.watch(*event);
  };
  watch(bytes);
  reader.end_of_stream();
  watch({});
  const auto failure = diagnosis.no_reading(options, reader.statistics(), ending);
  return {failure.status, failure.what()};
}

kaifa::Options waiting_for(int list) {
  kaifa::Options options;
  options.device = "/dev/ttyUSB0";
  options.list = list;
  options.timeout = std::chrono::seconds(45);
  return options;
}

Outcome outcome_of(const Bytes& bytes) {
  return outcome_of(bytes, timed_out, waiting_for(2));
}

/// After "no list 2 from /dev/ttyUSB0 within 45 s: ".
std::string reason_of(const Bytes& bytes, ExitStatus expected) {
  const Outcome outcome = outcome_of(bytes);
  BOOST_TEST((outcome.status == expected), outcome.text);
  const std::string head = "no list 2 from /dev/ttyUSB0 within 45 s: ";
  BOOST_TEST(outcome.text.starts_with(head));
  return outcome.text.substr(head.size());
}

Bytes text(std::string_view text) {
  return {text.begin(), text.end()};
}

} // namespace

BOOST_AUTO_TEST_SUITE(diagnosis)

BOOST_AUTO_TEST_CASE(silence) {
  BOOST_TEST(reason_of({}, ExitStatus::unavailable) ==
             "nothing came at all; is the adapter on the two left-most pins of the plug, and has "
             "the grid company opened the port?");
}

BOOST_AUTO_TEST_CASE(silence_of_what_is_no_port) {
  const Outcome outcome = outcome_of({}, Ending{.from_terminal = false}, waiting_for(2));
  BOOST_TEST((outcome.status == ExitStatus::unavailable));
  BOOST_TEST(outcome.text == "no list 2 from /dev/ttyUSB0 within 45 s: nothing came at all; is the "
                             "program that writes to it running?");
}

BOOST_AUTO_TEST_CASE(silence_of_a_port_that_was_busy_for_most_of_the_time) {
  const auto after = [](int busy_s) {
    return outcome_of({}, Ending{.port_busy = std::chrono::seconds(busy_s)}, waiting_for(2));
  };
  BOOST_TEST((after(40).status == ExitStatus::temporary_failure));
  BOOST_TEST(after(40).text ==
             "no list 2 from /dev/ttyUSB0 within 45 s: another process had the port for 40 s, and "
             "nothing came after that; give it a longer --timeout");
  // A meter that sends every 10 s would have sent something.
  BOOST_TEST((after(34).status == ExitStatus::unavailable));
  kaifa::Options impatient = waiting_for(2);
  impatient.timeout = std::chrono::seconds(5);
  BOOST_TEST((outcome_of({}, timed_out, impatient).status == ExitStatus::unavailable));
}

BOOST_AUTO_TEST_CASE(an_empty_file) {
  const Outcome outcome = outcome_of({}, ended, waiting_for(2));
  BOOST_TEST((outcome.status == ExitStatus::unavailable));
  BOOST_TEST(outcome.text == "no list 2 up to the end of /dev/ttyUSB0: it is empty; does what "
                             "writes to it run?");
}

BOOST_AUTO_TEST_CASE(standard_input_is_named) {
  kaifa::Options options = waiting_for(3);
  options.device = "-";
  BOOST_TEST(outcome_of({}, ended, options).text ==
             "no list 3 up to the end of standard input: it is empty; does what writes to it run?");
}

BOOST_AUTO_TEST_CASE(bytes_without_a_frame) {
  BOOST_TEST(reason_of(Bytes(100, 0x00), ExitStatus::data_error) ==
             "100 bytes came, but no frame; wrong baud rate or parity? try --parity none");
}

BOOST_AUTO_TEST_CASE(what_to_try_follows_from_what_was_tried) {
  kaifa::Options options = waiting_for(2);
  options.line = {.baud = 9600, .parity = kaifa::Parity::none};
  const Outcome outcome = outcome_of(Bytes(100, 0x00), timed_out, options);
  BOOST_TEST((outcome.status == ExitStatus::data_error));
  BOOST_TEST(outcome.text.ends_with("; wrong baud rate or parity? try --baud 2400 or --parity "
                                    "even"));
}

BOOST_AUTO_TEST_CASE(false_starts_only) {
  const Bytes false_start = {0x7e, 0xa0, 0x27, 0x01, 0x02, 0x01, 0x10, 0x00, 0x00};
  BOOST_TEST(reason_of(sample::joined({false_start, false_start}), ExitStatus::data_error) ==
             "18 bytes came, but no frame (rejected: hcs 2); wrong baud rate or parity? try "
             "--parity none");
}

BOOST_AUTO_TEST_CASE(damaged_frames_only) {
  Bytes damaged = simulator::hdlc_frame(Bytes(3, 0x00));
  damaged[10] ^= 0x01;
  BOOST_TEST(reason_of(sample::joined({damaged, damaged, damaged}), ExitStatus::data_error) ==
             "45 bytes came, but every frame was damaged (fcs 3); try another adapter, a shorter "
             "cable, or --parity none");
}

BOOST_AUTO_TEST_CASE(a_p1_telegram) {
  BOOST_TEST(reason_of(text("/KFM5KAIFA-METER\r\n\r\n1-3:0.2.8(42)\r\n"), ExitStatus::data_error) ==
             "35 bytes came, P1 telegrams (/KFM5); read this port with a program for P1 (DSMR)");
}

BOOST_AUTO_TEST_CASE(ciphered_and_plain_mbus_frames) {
  const Bytes head = {0x68, 0xfa, 0xfa, 0x68, 0x53, 0xff, 0x00, 0x01, 0x67};
  BOOST_TEST(reason_of(sample::joined({head, {0xdb, 0x08}, Bytes(50, 0x11)}),
                       ExitStatus::data_error) == "61 bytes came, ciphered M-Bus frames (68 .. 68, "
                                                  "db 08), as in Austria; read this meter with a "
                                                  "program that has its key");
  BOOST_TEST(
      reason_of(sample::joined({head, Bytes(50, 0x11)}), ExitStatus::data_error) ==
      "59 bytes came, M-Bus frames (68 .. 68), not those of this kind of meter; read it with a "
      "program for wired M-Bus");
}

BOOST_AUTO_TEST_CASE(an_unknown_list_is_told_with_what_is_wrong) {
  const Bytes unknown = sample::frame_around({0x02, 0x02, 0x00, 0x00});
  BOOST_TEST(reason_of(unknown, ExitStatus::data_error) ==
             "25 bytes came, whole frames of no list that is known (list 1): list of 2 elements: "
             "KFM_001 lists have "
             "1, 9, 13, 14, 18 or 36 (at byte 18 of the frame); please report what "
             "'kaifa-exporter --stdout --format dump' shows");
}

BOOST_AUTO_TEST_CASE(other_lists_than_the_one_asked_for) {
  const Bytes list_1 = sample::frame(Variant::norway_3_wire, 1).bytes;
  BOOST_TEST(reason_of(sample::joined({list_1, list_1}), ExitStatus::temporary_failure) ==
             "2 of list 1 and 0 of list 2 came; the meter sends list 2 every 10 s; give it a "
             "longer --timeout");
}

BOOST_AUTO_TEST_CASE(a_list_3_is_due_by_the_clock_of_the_meter) {
  const auto due_at = [](unsigned minute, unsigned second) {
    simulator::LocalTime time = sample::time();
    time.minute = minute;
    time.second = second;
    const Bytes list_2 = simulator::list_frame(
        Variant::norway_3_wire, 2, sample::measurement_of(Variant::norway_3_wire), time);
    const Outcome outcome = outcome_of(list_2, ended, waiting_for(3));
    BOOST_TEST((outcome.status == ExitStatus::temporary_failure));
    const std::string head = "no list 3 up to the end of /dev/ttyUSB0: 0 of list 1 and 1 of list 2 "
                             "came; the meter sends list 3 at HH:00:10, and its clock shows ";
    BOOST_TEST(outcome.text.starts_with(head), outcome.text);
    return outcome.text.substr(head.size());
  };
  BOOST_TEST(due_at(10, 5) == "21:10:05: due in 50 min 5 s; give it more input");
  BOOST_TEST(due_at(59, 50) == "21:59:50: due in 0 min 20 s; give it more input");
  BOOST_TEST(due_at(0, 0) == "21:00:00: due in 0 min 10 s; give it more input");
  BOOST_TEST(due_at(0, 10) == "21:00:10: due in 60 min 0 s; give it more input");
  BOOST_TEST(due_at(0, 12) == "21:00:12: due in 59 min 58 s; give it more input");
}

BOOST_AUTO_TEST_CASE(a_list_3_of_a_meter_that_shows_no_clock_is_due_at_its_time) {
  const Bytes list_1_without_clock = sample::frame_around({0x02, 0x01, 0x06, 0, 0, 0, 1});
  const Outcome outcome = outcome_of(list_1_without_clock, ended, waiting_for(3));
  BOOST_TEST(outcome.text ==
             "no list 3 up to the end of /dev/ttyUSB0: 1 of list 1 and 0 of list 2 came; the meter "
             "sends list 3 at HH:00:10; give it more input");
}

BOOST_AUTO_TEST_CASE(noise_has_a_text_whatever_it_is) {
  std::mt19937 random(1);
  for (int i = 0; i < 200; ++i) {
    Bytes noise(1 + random() % 5000);
    for (std::uint8_t& byte : noise)
      byte = static_cast<std::uint8_t>(random() & 0xff);
    const Outcome outcome = outcome_of(noise);
    BOOST_TEST((outcome.status == ExitStatus::data_error));
    BOOST_TEST(outcome.text.find('\n') == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(the_refused_frame_is_the_last_whole_one_else_the_last_damaged_one) {
  const Bytes unknown = sample::frame_around({0x02, 0x02, 0x00, 0x00});
  Bytes damaged = simulator::hdlc_frame(Bytes(3, 0x00));
  damaged[10] ^= 0x01;
  const auto refused = [](const Bytes& bytes) {
    kaifa::Reader reader;
    kaifa::Diagnosis diagnosis;
    kaifa::Bytes stream = bytes;
    while (const auto event = reader.next(stream))
      diagnosis.watch(*event);
    return Bytes(diagnosis.refused_frame().begin(), diagnosis.refused_frame().end());
  };
  BOOST_TEST(refused(damaged) == damaged, boost::test_tools::per_element());
  BOOST_TEST(refused(sample::joined({unknown, damaged})) == unknown,
             boost::test_tools::per_element());
  BOOST_TEST(refused(sample::frame(Variant::norway_3_wire, 1).bytes).empty());
}

BOOST_AUTO_TEST_SUITE_END()
