#include "cli/diagnosis.h"

#include "simulator/austria.h"
#include "support/sample_frames.h"

#include <boost/test/unit_test.hpp>

#include <random>

namespace {

using kaifa::ExitStatus;
using sample::Bytes;
using sample::Variant;

/// Status and text after these bytes.
struct Outcome {
  ExitStatus status;
  std::string text;
};

Outcome outcome_of(const Bytes& bytes, const kaifa::Wait& wait,
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
  const auto failure = diagnosis.no_reading(wait, reader.statistics());
  return {failure.status(), failure.what()};
}

kaifa::Wait at_port(int list) {
  return {.list = list, .input = "/dev/ttyUSB0", .timeout = std::chrono::seconds(45)};
}

kaifa::Wait at_file(int list) {
  kaifa::Wait wait = at_port(list);
  wait.input = "capture";
  wait.from_terminal = false;
  wait.input_ended = true;
  return wait;
}

/// After "no list 2 from /dev/ttyUSB0 within 45 s: ".
std::string reason_of(const Bytes& bytes, ExitStatus expected) {
  const Outcome outcome = outcome_of(bytes, at_port(2));
  BOOST_TEST((outcome.status == expected), outcome.text);
  const std::string head = "no list 2 from /dev/ttyUSB0 within 45 s: ";
  BOOST_TEST(outcome.text.starts_with(head));
  return outcome.text.substr(head.size());
}

/// After "no list N up to the end of capture: ".
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

Bytes text(std::string_view text) {
  return {text.begin(), text.end()};
}

} // namespace

BOOST_AUTO_TEST_SUITE(diagnosis)

BOOST_AUTO_TEST_CASE(silence) {
  BOOST_TEST(reason_of({}, ExitStatus::unavailable) ==
             "nothing came at all; is the adapter on the M-Bus pins of the plug (RJ45: 1 and 2, "
             "RJ12: 3 and 4), and has the grid company opened the port?");
}

BOOST_AUTO_TEST_CASE(silence_of_a_port_that_was_busy_for_most_of_the_time) {
  const auto after = [](int busy_s) {
    kaifa::Wait wait = at_port(2);
    wait.port_busy = std::chrono::seconds(busy_s);
    return outcome_of({}, wait);
  };
  BOOST_TEST((after(40).status == ExitStatus::temporary_failure));
  BOOST_TEST(after(40).text ==
             "no list 2 from /dev/ttyUSB0 within 45 s: another process had the port for 40 s, and "
             "nothing came after that; give it a longer --timeout");
  // A meter that sends every 10 s would have sent something.
  BOOST_TEST((after(34).status == ExitStatus::unavailable));
  kaifa::Wait impatient = at_port(2);
  impatient.timeout = std::chrono::seconds(5);
  BOOST_TEST((outcome_of({}, impatient).status == ExitStatus::unavailable));
}

BOOST_AUTO_TEST_CASE(a_fifo_that_nobody_writes) {
  kaifa::Wait wait = at_port(2);
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
  BOOST_TEST(reason_of(Bytes(100, 0x00), ExitStatus::data_error) ==
             "100 bytes came, but no frame; wrong baud rate or parity? try --parity none");
  BOOST_TEST(reason_of({0x00}, ExitStatus::data_error).starts_with("1 byte came, "));
}

BOOST_AUTO_TEST_CASE(what_to_try_follows_from_what_was_tried) {
  kaifa::Wait wait = at_port(2);
  wait.line = {.baud = 9600, .parity = kaifa::Parity::none};
  BOOST_TEST(outcome_of(Bytes(100, 0x00), wait)
                 .text.ends_with("; wrong baud rate or parity? try --baud 2400 or --parity even"));
  BOOST_TEST(outcome_of(damaged_frame(), wait).text.ends_with(" or --parity even"));
}

BOOST_AUTO_TEST_CASE(false_starts_only) {
  const Bytes false_start = {0x7e, 0xa0, 0x27, 0x01, 0x02, 0x01, 0x10, 0x00, 0x00};
  BOOST_TEST(reason_of(repeated(false_start, 2), ExitStatus::data_error) ==
             "18 bytes came, but no frame (rejected: hcs 2); wrong baud rate or parity? try "
             "--parity none");
  BOOST_TEST(reason_in_file(false_start, 2, ExitStatus::data_error) ==
             "9 bytes came, but no frame (rejected: hcs 1); are these the raw bytes of a meter?");
}

BOOST_AUTO_TEST_CASE(damaged_frames_only) {
  BOOST_TEST(reason_of(repeated(damaged_frame(), 3), ExitStatus::data_error) ==
             "45 bytes came, but every frame was damaged (fcs 3); try another adapter, a shorter "
             "cable, or --parity none");
  BOOST_TEST(reason_in_file(damaged_frame(), 2, ExitStatus::data_error) ==
             "15 bytes came, but every frame was damaged (fcs 1); are these the raw bytes of a "
             "meter?");
}

BOOST_AUTO_TEST_CASE(a_p1_telegram) {
  BOOST_TEST(reason_of(text("/KFM5KAIFA-METER\r\n\r\n1-3:0.2.8(42)\r\n"), ExitStatus::data_error) ==
             "35 bytes came, P1 telegrams (/KFM5); read this port with a program for P1 (DSMR)");
}

BOOST_AUTO_TEST_CASE(other_mbus_frames) {
  BOOST_TEST(reason_of(simulator::mbus_frame(0x72, Bytes(3, 0x11)), ExitStatus::data_error) ==
             "14 bytes came, M-Bus frame that carries no segment of a push; read it with a program "
             "for that meter");
  BOOST_TEST(
      reason_of({0x68, 0x03, 0x03, 0x68, 0x08, 0x00, 0x72, 0x7a, 0x16}, ExitStatus::data_error) ==
      "9 bytes came, M-Bus frames (68 .. 68), but none of a Kaifa meter that is whole; try "
      "another adapter, or a program for wired M-Bus");
}

BOOST_AUTO_TEST_CASE(pushes_without_a_key) {
  BOOST_TEST(reason_of(push({}), ExitStatus::data_error) ==
             "282 bytes came, ciphered by the meter with the system title KFM 67 50 00 00 01; ask "
             "the grid company for its key, and name the file of the key with --key-file");
}

BOOST_AUTO_TEST_CASE(pushes_with_the_key_of_another_meter) {
  const Bytes key_bytes(kaifa::ciphering::Key::size, 0x55);
  const kaifa::ciphering::Key key{std::span(key_bytes).first<kaifa::ciphering::Key::size>()};
  kaifa::Wait wait = at_port(2);
  wait.key_file = "/etc/kaifa-exporter.key";
  const Outcome outcome = outcome_of(push({}), wait, &key);
  BOOST_TEST((outcome.status == ExitStatus::data_error));
  BOOST_TEST(
      outcome.text ==
      "no list 2 from /dev/ttyUSB0 within 45 s: 282 bytes came, ciphered pushes, but nothing "
      "that was deciphered with the key of /etc/kaifa-exporter.key is a list: is it the key "
      "of another meter?");
}

BOOST_AUTO_TEST_CASE(authenticated_pushes) {
  BOOST_TEST(reason_of(push({.security_control = 0x30}), ExitStatus::data_error) ==
             "282 bytes came, security control 30: authenticated, which takes a second key; this "
             "program reads no authenticated messages");
}

BOOST_AUTO_TEST_CASE(pushes_of_other_makers) {
  BOOST_TEST(
      reason_of(push({.system_title = {'E', 'L', 'S', 1, 2, 3, 4, 5}}), ExitStatus::data_error) ==
      "282 bytes came, ciphered by another maker's meter, system title ELS 01 02 03 04 05; "
      "read it with a program for that meter");
  // Sagemcom writes the length modulo 256.
  BOOST_TEST(reason_of(sample::joined({{0x68, 0x01, 0x01, 0x68, 0x53, 0xff, 0x00, 0x01, 0x67},
                                       text("\xdb\x08SAG"),
                                       Bytes(250, 0x11)}),
                       ExitStatus::data_error) ==
             "264 bytes came, ciphered by another maker's meter (system title SAG); read it with a "
             "program for that meter");
}

BOOST_AUTO_TEST_CASE(pushes_that_never_come_whole) {
  const Bytes whole = push({});
  Bytes stream;
  for (int i = 0; i < 3; ++i)
    stream.insert(stream.end(), whole.begin(), whole.end() - 10);
  BOOST_TEST(
      reason_of(stream, ExitStatus::data_error) ==
      "816 bytes came, no push came whole (segment 1 expected, the stream ends; 16 of the 26 "
      "bytes of segment 1); try another adapter, or a shorter cable");
  BOOST_TEST(reason_of(Bytes(whole.begin(), whole.begin() + 100), ExitStatus::data_error) ==
             "100 bytes came, no push came whole (100 of the 256 bytes of segment 0); try another "
             "adapter, or a shorter cable");
}

const std::string why_unknown = "no list begins with structure of 2 (at "
                                "byte 18 of the frame)";

BOOST_AUTO_TEST_CASE(an_unknown_list_is_told_with_what_is_wrong) {
  const Bytes unknown = sample::frame_around({0x02, 0x02, 0x00, 0x00});
  BOOST_TEST(reason_of(unknown, ExitStatus::data_error) ==
             "1 whole frame came, but no list that this program knows: " + why_unknown +
                 "; please report it with the file that --record FILE writes");
  BOOST_TEST(reason_in_file(repeated(unknown, 2), 2, ExitStatus::data_error) ==
             "2 whole frames came, but no list that this program knows: " + why_unknown +
                 "; please report it with these bytes");
}

BOOST_AUTO_TEST_CASE(other_lists_than_the_one_asked_for) {
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
  BOOST_TEST(reason_of(repeated(list_1, 22), ExitStatus::temporary_failure) ==
             "list 1 came 22 times; the meter sends list 2 every 10 s: does the adapter lose bytes "
             "of long frames? try another");
}

BOOST_AUTO_TEST_CASE(other_lists_beside_unknown_ones) {
  const Bytes list_1 = sample::frame(Variant::norway_3_wire, 1).bytes;
  const Bytes unknown = sample::frame_around({0x02, 0x02, 0x00, 0x00});
  BOOST_TEST(reason_of(sample::joined({list_1, unknown}), ExitStatus::temporary_failure) ==
             "list 1 came once, and 1 whole frame held no list that this program knows: " +
                 why_unknown + "; please report it with the file that --record FILE writes");
}

BOOST_AUTO_TEST_CASE(other_lists_beside_damaged_frames) {
  const Bytes list_1 = sample::frame(Variant::norway_3_wire, 1).bytes;
  BOOST_TEST(
      reason_of(sample::joined({list_1, damaged_frame()}), ExitStatus::temporary_failure) ==
      "list 1 came once, and 1 frame was damaged (fcs 1); the meter sends list 2 every 10 s: "
      "does the adapter lose bytes of long frames? try another");
  BOOST_TEST(reason_in_file(sample::joined({list_1, damaged_frame(), damaged_frame()}), 3,
                            ExitStatus::temporary_failure)
                 .starts_with("list 1 came once, and 2 frames were damaged (fcs 2); the meter "
                              "sends list 3 at HH:00:10, and its clock shows "));
}

BOOST_AUTO_TEST_CASE(a_list_3_is_due_by_the_clock_of_the_meter) {
  const auto due_at = [](unsigned minute, unsigned second) {
    simulator::LocalTime time = sample::time();
    time.minute = minute;
    time.second = second;
    const Bytes list_2 = simulator::list_frame(
        Variant::norway_3_wire, 2, sample::measurement_of(Variant::norway_3_wire), time);
    const std::string text = reason_in_file(list_2, 3, ExitStatus::temporary_failure);
    const std::string head =
        "list 2 came once; the meter sends list 3 at HH:00:10, and its clock shows ";
    BOOST_TEST(text.starts_with(head), text);
    return text.substr(head.size());
  };
  BOOST_TEST(due_at(10, 5) == "21:10:05: it is due in 50 min 5 s; give it more input");
  BOOST_TEST(due_at(59, 50) == "21:59:50: it is due in 0 min 20 s; give it more input");
  BOOST_TEST(due_at(0, 0) == "21:00:00: it is due in 0 min 10 s; give it more input");
  BOOST_TEST(due_at(0, 10) == "21:00:10: it is due in 60 min 0 s; give it more input");
  BOOST_TEST(due_at(0, 12) == "21:00:12: it is due in 59 min 58 s; give it more input");
}

BOOST_AUTO_TEST_CASE(a_list_3_of_a_meter_that_shows_no_clock_is_due_at_its_time) {
  const Bytes list_1_without_clock = sample::frame_around({0x02, 0x01, 0x06, 0, 0, 0, 1});
  BOOST_TEST(reason_in_file(list_1_without_clock, 3, ExitStatus::temporary_failure) ==
             "list 1 came once; the meter sends list 3 at HH:00:10; give it more input");
}

BOOST_AUTO_TEST_CASE(a_list_3_that_does_not_come_within_an_hour_is_lost_on_the_way) {
  const Bytes list_1 = sample::frame(Variant::norway_3_wire, 1).bytes;
  const Bytes list_2 = sample::frame(Variant::norway_3_wire, 2).bytes;
  kaifa::Wait wait = at_port(3);
  wait.timeout = std::chrono::minutes(61);
  BOOST_TEST(outcome_of(sample::joined({list_1, list_2, list_1}), wait).text ==
             "no list 3 from /dev/ttyUSB0 within 3660 s: list 1 came twice and list 2 came once; "
             "the meter sends list 3 at HH:00:10: does the adapter lose bytes of long frames? try "
             "another");
  wait.input_ended = true;
  BOOST_TEST(outcome_of(list_1, wait).text.ends_with("; give it more input"));
}

BOOST_AUTO_TEST_CASE(noise_has_a_text_whatever_it_is) {
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
  const Bytes unknown = sample::frame_around({0x02, 0x02, 0x00, 0x00});
  const Bytes damaged = damaged_frame();
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
