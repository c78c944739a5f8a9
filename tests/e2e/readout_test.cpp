#include "support/captures.h"
#include "support/reading.h"
#include "support/sample_frames.h"
#include "support/temporary_directory.h"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include <chrono>
#include <ctime>

namespace {

using namespace support;
using sample::joined;
namespace data = boost::unit_test::data;

const std::vector<std::string> all = {"norway-single-phase", "norway-3-wire", "norway-4-wire",
                                      "sweden-positional",   "sweden-tagged", "sweden-ct"};

/// In Norway the second frame is a list 2, and the seventh the list 3 of the hour.
std::vector<std::string> meter(const std::string& variant) {
  return {"--variant", variant, "--clock", "2024-03-30T14:59:58"};
}
constexpr int frames_up_to_list_3 = 7;

} // namespace

BOOST_AUTO_TEST_SUITE(readout)

BOOST_DATA_TEST_CASE(every_meter_is_printed_as_it_says, data::make(all), variant) {
  const auto stream = bytes_of_simulator(meter(variant), frames_up_to_list_3);
  for (const int list : {1, 2, 3}) {
    auto hurried = meter(variant);
    hurried.emplace_back("--hurry");
    const Simulator simulator(hurried);
    check_says(
        run(exporter({"--device", simulator.port(), "--stdout", "--list", std::to_string(list)})),
        said_in(stream, list));
  }
}

BOOST_AUTO_TEST_CASE(at_the_pace_of_a_real_meter, *boost::unit_test::label("slow")) {
  const std::vector<std::string> arguments = {"--clock", "2024-03-30T12:00:07"};
  const auto stream = bytes_of_simulator(arguments, 2);
  const Simulator simulator(arguments);
  check_says(run(exporter({"--device", simulator.port(), "--stdout"})), said_in(stream, 2));
}

BOOST_AUTO_TEST_CASE(one_output_file_holds_everything_in_the_frame) {
  const TemporaryDirectory directory;
  const std::string capture = directory / "capture";
  write_file(capture, to_string(frame(3)));
  const Outcome outcome =
      run(exporter({"--device", capture, "--list", "3", "--output", directory / "all.prom"}));
  BOOST_TEST(outcome.status == 0);
  check_same(said_by_meter(parse_samples(read_file(directory / "all.prom"))), said_in(frame(3)));
  BOOST_TEST(directory.names() == (std::vector<std::string>{"all.prom", "capture"}),
             boost::test_tools::per_element());
}

/// The zone puts its clocks back by an hour shortly before or after now, so the meter shows an hour
/// that occurs twice.
BOOST_AUTO_TEST_CASE(in_the_hour_that_occurs_twice_the_host_knows_which_one_it_is) {
  constexpr std::time_t hour_s = 3600;
  for (const std::time_t since_change_s : {-hour_s / 2, hour_s / 2}) {
    const std::time_t now = std::time(nullptr);
    const std::time_t change_shown = now - since_change_s + hour_s;
    const std::tm end = *std::gmtime(&change_shown);
    const int begin_day = end.tm_yday < 180 ? end.tm_yday + 180 : end.tm_yday - 180;
    Command command = exporter({"--device", "-", "--stdout"});
    command.environment["TZ"] = fmt::format("WIN0SUM-1,{}/0,{}/{}:{}:{}", begin_day, end.tm_yday,
                                            end.tm_hour, end.tm_min, end.tm_sec);
    const std::chrono::seconds shown(since_change_s < 0 ? now + hour_s : now);
    command.input = to_string(
        simulator::list_frame(simulator::Variant::norway_3_wire, 2, distinct_measurement(),
                              simulator::to_local_time(std::chrono::local_seconds(shown))));
    BOOST_TEST(parse_samples(run(command).out).at("kaifa_meter_clock_timestamp_seconds") ==
               std::to_string(now));
  }
}

BOOST_AUTO_TEST_CASE(name_and_label_distinguish_meters) {
  const TemporaryDirectory directory;
  const Outcome outcome =
      run(exporter({"--device", "-", "--textfile-dir", directory.path(), "--list", "3", "--name",
                    "cabin", "--label", "site=cabin", "--label", "floor=\"1\""},
                   to_string(frame(3))));
  BOOST_TEST(outcome.status == 0);
  const Samples expected = said_in(frame(3), 3, R"(site="cabin",floor="\"1\"")");
  check_same(said_by_meter(parse_samples(read_file(directory / "cabin.prom"))),
             reading_part(expected));
  check_same(parse_samples(read_file(directory / "cabin_energy.prom")), energy_part(expected));
}

BOOST_AUTO_TEST_CASE(rejected_frames_are_counted_by_reason) {
  auto damaged = frame(2);
  damaged[40] ^= 1;
  const Outcome outcome =
      run(exporter({"--device", "-", "--stdout"}, to_string(joined({damaged, damaged, frame(2)}))));
  check_same(said(outcome), said_in(frame(2)));
  const Samples samples = parse_samples(outcome.out);
  BOOST_TEST(samples.at("kaifa_read_rejected_frames{reason=\"fcs\"}") == "2");
  BOOST_TEST(samples.at("kaifa_read_rejected_frames{reason=\"hcs\"}") == "0");
  BOOST_TEST(samples.at("kaifa_read_discarded_bytes") == std::to_string(2 * damaged.size()));
}

BOOST_AUTO_TEST_CASE(a_bad_adapter_only_delays_the_reading) {
  const Simulator simulator(
      {"--hurry", "--noise", "0.5", "--drop", "0.3", "--cut", "0.3", "--seed", "7"});
  const Samples samples = said(run(exporter({"--device", simulator.port(), "--stdout"})));
  BOOST_TEST(samples.contains("kaifa_current_amperes{phase=\"L3\"}"));
}

BOOST_AUTO_TEST_CASE(captures_of_real_meters_are_read_through_the_port, *captures::are_there()) {
  for (const captures::Capture& capture : captures::load_all(*captures::folder())) {
    BOOST_TEST_CONTEXT(capture.name) {
      const TemporaryDirectory directory;
      write_file(directory / "capture", to_string(capture.bytes));
      const Simulator simulator({"--hurry", "--play", directory / "capture"});
      check_says(run(exporter({"--device", simulator.port(), "--stdout"})),
                 said_in(capture.bytes, 2));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
