// The ciphered meters of Austria, from the port to files.
#include "simulator/austria.h"
#include "support/failure.h"
#include "support/frames.h"
#include "support/hex.h"
#include "support/key_folder.h"
#include "support/reading.h"
#include "support/reference_push.h"
#include "support/terminal.h"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <sysexits.h>

namespace {

using namespace support;
namespace data = boost::unit_test::data;

const std::vector<std::string> all = {"austria-netz-noe", "austria-ksm-west",
                                      "austria-ksm-west-single-phase"};
const std::string digits = "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf"; // the simulator's default

std::vector<std::string> meter(const std::string& variant) {
  return {"--variant", variant, "--clock", "2024-03-30T14:59:58"};
}

Samples said_by_second_decoder(const std::vector<std::string>& arguments) {
  const auto rows =
      reference::decode_pushes(bytes_of_simulator(arguments, 1), aes_key_from_hex(digits));
  return samples_of(rows.at(0));
}

Outcome read_push(const simulator::Bytes& stream, std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--device", "-", "--stdout"});
  return run(exporter(arguments, to_string(stream)));
}

} // namespace

BOOST_AUTO_TEST_SUITE(pushes)

BOOST_DATA_TEST_CASE(every_meter_is_printed_as_it_says, data::make(all), variant) {
  const KeyFolder folder(digits);
  for (const std::string list : {"1", "2", "3"}) {
    std::vector<std::string> arguments = meter(variant);
    arguments.emplace_back("--hurry");
    const Simulator simulator(arguments);
    check_says(run(exporter({"--device", simulator.port(), "--stdout", "--list", list, "--key-file",
                             folder.path()})),
               said_by_second_decoder(meter(variant)));
  }
}

BOOST_AUTO_TEST_CASE(at_the_pace_of_a_real_meter) {
  const KeyFolder folder(digits);
  const Simulator simulator(meter("austria-ksm-west"));
  const Outcome outcome = run(exporter(
      {"--device", simulator.port(), "--stdout", "--timeout", "30s", "--key-file", folder.path()}));
  BOOST_TEST(outcome.status == EX_OK);
  BOOST_TEST(parse_samples(outcome.out).contains("kaifa_active_energy_import_joules_total"));
}

BOOST_AUTO_TEST_CASE(a_key_in_any_spelling_and_in_the_configuration) {
  const KeyFolder folder("0xA0, 0xA1, 0xA2, 0xA3, 0xa4, 0xa5, 0xa6, 0xa7,\n"
                         "0xA8, 0xA9, 0xAA, 0xAB, 0xac, 0xad, 0xae, 0xaf\n",
                         0640);
  const TemporaryDirectory directory;
  write_file(directory / "conf", "key-file = " + folder.path() + "\n");
  check_says(
      read_push(bytes_of_simulator(meter("austria-netz-noe"), 1), {"--config", directory / "conf"}),
      said_by_second_decoder(meter("austria-netz-noe")));
}

BOOST_AUTO_TEST_CASE(with_a_key_the_port_checks_the_parity) {
  const KeyFolder folder(digits);
  for (const auto& [parity, flags] : {std::pair("even", tcflag_t{INPCK | IGNPAR}),
                                      {"odd", tcflag_t{INPCK | IGNPAR}},
                                      {"none", tcflag_t{0}}}) {
    const Terminal terminal;
    Process program(exporter({"--device", terminal.path(), "--stdout", "--parity", parity,
                              "--key-file", folder.path()}));
    terminal.wait_for_raw_reader();
    BOOST_TEST((terminal.settings().c_iflag & (INPCK | IGNPAR)) == flags, parity);
    terminal.write(bytes_of_simulator(meter("austria-netz-noe"), 1));
    check_says(program.wait(), said_by_second_decoder(meter("austria-netz-noe")));
  }
}

BOOST_AUTO_TEST_CASE(a_key_costs_a_plain_meter_nothing) {
  const KeyFolder folder(digits);
  check_says(read_push(frame(2), {"--key-file", folder.path()}), said_in(frame(2), 2));
}

BOOST_AUTO_TEST_CASE(without_the_key_and_with_another_there_is_no_reading) {
  const auto stream = bytes_of_simulator(meter("austria-netz-noe"), 1);
  const Outcome without = read_push(stream, {});
  BOOST_TEST(without.status == EX_DATAERR);
  BOOST_TEST((without.err.find("--key-file") != std::string::npos), without.err);
  const KeyFolder other("000102030405060708090a0b0c0d0e0f");
  const Outcome wrong = read_push(stream, {"--key-file", other.path()});
  BOOST_TEST(wrong.status == EX_DATAERR);
  BOOST_TEST((wrong.err.find("key of another meter") != std::string::npos), wrong.err);
}

BOOST_AUTO_TEST_CASE(a_dump_shows_frames_header_and_plaintext) {
  const KeyFolder folder(digits);
  const auto stream = bytes_of_simulator(meter("austria-netz-noe"), 1);
  const auto contains = [](const Outcome& outcome, const std::string& text) {
    return outcome.out.find(text) != std::string::npos;
  };
  const Outcome with_key = read_push(stream, {"--key-file", folder.path(), "--format", "dump"});
  for (const std::string text : {"last segment 1", "system title KFM", "frame counter",
                                 "plaintext:", "power factor: long-unsigned"})
    BOOST_TEST(contains(with_key, text), text);
  const Outcome without_key = read_push(stream, {"--format", "dump"});
  BOOST_TEST(contains(without_key, "ciphertext"));
  BOOST_TEST(!contains(without_key, "plaintext"));
  const KeyFolder other("000102030405060708090a0b0c0d0e0f");
  const Outcome wrong_key = read_push(stream, {"--key-file", other.path(), "--format", "dump"});
  BOOST_TEST(contains(wrong_key, "ciphertext"));
  BOOST_TEST(!contains(wrong_key, "\nplaintext:"));
}

BOOST_AUTO_TEST_SUITE_END()
