#include "formatted.h"
#include "simulator/push.h"
#include "support/frames.h"
#include "support/hex.h"
#include "support/key_folder.h"
#include "support/programs.h"
#include "support/reference_push.h"
#include "support/temporary_directory.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>

namespace {

using namespace support;

constexpr const char* promtool = "promtool";
constexpr const char* node_exporter = "prometheus-node-exporter";

const std::string key = "000102030405060708090a0b0c0d0e0f";

/// The real consumer of a directory.
class NodeExporter {
public:
  explicit NodeExporter(const std::string& directory)
      : process_({.arguments = {node_exporter, "--web.listen-address=127.0.0.1:0",
                                "--collector.disable-defaults", "--collector.textfile",
                                "--collector.textfile.directory=" + directory}}) {
    const std::string before_port = "address=127.0.0.1:";
    process_.wait_for_error(before_port);
    const std::string& said = process_.error_output();
    port_ = std::to_string(std::stoi(said.substr(said.find(before_port) + before_port.size())));
  }

  /// What the textfile collector serves, without node_exporter's metrics about itself.
  [[nodiscard]] Samples scrape() const {
    const Outcome outcome =
        run({.arguments = {"bash", "-c",
                           "exec 3<>/dev/tcp/127.0.0.1/$0 && "
                           "printf 'GET /metrics HTTP/1.0\\r\\n\\r\\n' >&3 && "
                           "grep -E '^(# (HELP|TYPE) )?(kaifa|node_textfile)_' <&3",
                           port_}});
    BOOST_TEST(outcome.err == "");
    return parse_samples(outcome.out, exposition_parser::Numbers::any);
  }

private:
  Process process_;
  std::string port_;
};

/// Checks that every sample is served with the same number: node_exporter writes 1e+06 for 1000000.
void check_served(const Samples& served, const Samples& expected) {
  BOOST_TEST(!expected.empty());
  for (const auto& [series, value] : expected) {
    BOOST_TEST_CONTEXT(series) {
      BOOST_REQUIRE(served.contains(series));
      BOOST_TEST(std::stod(served.at(series)) == std::stod(value));
    }
  }
}

void check_no_others_served(const Samples& served, const Samples& expected) {
  for (const auto& [series, value] : said_by_meter(served))
    BOOST_TEST((!series.starts_with("kaifa_") || expected.contains(series)),
               series << " is none of them");
}

/// Runs the program on the port of this meter of kaifa-simulator.
void read(std::vector<std::string> meter, const std::vector<std::string>& more) {
  meter.emplace_back("--hurry");
  const Simulator simulator(meter);
  std::vector<std::string> arguments = {"--device", simulator.port()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const Outcome outcome = run(exporter(arguments));
  BOOST_TEST(outcome.err == "");
  BOOST_REQUIRE(outcome.status == 0);
}

/// Runs the program on the port of a meter whose clock starts at this time.
void read_meter(const std::string& clock, const std::vector<std::string>& more) {
  read({"--clock", clock}, more);
}

Samples meter_says(const std::string& clock, int list) {
  constexpr int frames = 6;
  return said_in(bytes_of_simulator({"--clock", clock}, frames), list);
}

/// What a meter of kaifa-simulator says in its first list 3 of an hour, or in its first push.
Samples said_by_simulator(const simulator::NamedVariant& meter,
                          const std::vector<std::string>& arguments, const std::string& labels) {
  constexpr int frames = 6;
  const simulator::Bytes bytes = bytes_of_simulator(arguments, frames);
  if (!simulator::is_austrian(meter.variant))
    return said_in(bytes, 3, labels);
  return samples_of(reference::decode_pushes(bytes, aes_key_from_hex(key)).at(0), labels);
}

/// Ids that would end a label, a line or a text, or are not UTF-8.
std::vector<std::string> hostile_ids() {
  using namespace std::string_literals;
  constexpr std::size_t longest = 255;
  std::string every_byte;
  for (int byte = 0; byte < 0x100; ++byte)
    every_byte += static_cast<char>(byte);
  return {"\"} 1\nkaifa_smuggled 1\n",
          "\\\"} 1\nkaifa_smuggled 1\n",
          "\r\nkaifa_smuggled 1\r\n",
          "\\",
          "\\n\"",
          "# HELP kaifa_smuggled",
          "a\0b"s,
          "\xff\xfe",
          "\xc0\xaf",         // overlong
          "\xed\xa0\x80",     // half a surrogate pair
          "\xe2\x82",         // cut off
          "\xf4\x90\x80\x80", // beyond Unicode
          "\xc2\x85kaifa_smuggled 1",
          std::string(longest, '"'),
          std::string(longest, '\\'),
          std::string(longest, '\n'),
          every_byte};
}

} // namespace

BOOST_AUTO_TEST_SUITE(node_exporter_serves)

BOOST_AUTO_TEST_CASE(what_promtool_accepts, *needs_program(promtool)) {
  for (const auto& [name, variant] : simulator::kfm_variants)
    for (const int list : {1, 2, 3})
      BOOST_TEST_CONTEXT(name << ", list " << list) {
        if (simulator::is_swedish(variant) && list != 3)
          continue;
        const Command command = exporter({"--device", "-", "--stdout", "--list",
                                          std::to_string(list), "--label", "site=\"home\" \\ 1"},
                                         to_string(frame(list, variant)));
        const Outcome lint =
            run({.arguments = {promtool, "check", "metrics"}, .input = run(command).out});
        BOOST_TEST(lint.out == "");
        BOOST_TEST(lint.err == "");
        BOOST_TEST(lint.status == 0);
      }
}

BOOST_AUTO_TEST_CASE(what_the_frames_said_and_energy_outlives_lists_2,
                     *needs_program(node_exporter)) {
  const TemporaryDirectory directory;
  const NodeExporter node(directory.path());
  const std::vector<std::string> to_directory = {"--textfile-dir", directory.path()};

  read_meter("2024-03-30T09:10:10", to_directory);
  const Samples first = meter_says("2024-03-30T09:10:10", 2);
  check_served(node.scrape(), first);
  check_no_others_served(node.scrape(), first);

  read_meter("2024-03-30T10:00:08", {"--textfile-dir", directory.path(), "--list", "3"});
  const Samples hourly = meter_says("2024-03-30T10:00:08", 3);
  check_served(node.scrape(), hourly);
  check_no_others_served(node.scrape(), hourly);

  read_meter("2024-03-30T10:20:20", to_directory);
  Samples last = meter_says("2024-03-30T10:20:20", 2);
  last.merge(energy_part(hourly));
  const Samples served = node.scrape();
  check_served(served, last);
  check_no_others_served(served, last);

  BOOST_TEST(served.at("node_textfile_scrape_error") == "0");
  for (const std::string name : {"kaifa.prom", "kaifa_energy.prom"})
    BOOST_TEST(served.contains(
        kaifa::formatted("node_textfile_mtime_seconds{{file=\"{}\"}}", directory / name)));
}

BOOST_AUTO_TEST_CASE(no_temporary_file_of_a_killed_run, *needs_program(node_exporter)) {
  const TemporaryDirectory directory;
  write_file(directory / ".kaifa-exporter.tmp", "kaifa_active_power_import_wat");
  const NodeExporter node(directory.path());
  const Samples served = node.scrape();
  BOOST_TEST(served.at("node_textfile_scrape_error") == "0");
  check_no_others_served(served, {});
}

BOOST_AUTO_TEST_CASE(whatever_a_meter_calls_itself_as_one_label, *needs_program(node_exporter)) {
  const TemporaryDirectory directory;
  const std::vector<std::string> ids = hostile_ids();
  for (std::size_t i = 0; i < ids.size(); ++i) {
    auto measurement = distinct_measurement();
    measurement.meter_id = ids[i];
    const auto meter = std::to_string(i);
    Command command = exporter({"--device", "-", "--textfile-dir", directory.path(), "--name",
                                meter, "--label", "meter=" + meter});
    command.input =
        to_string(simulator::list_frame(simulator::Variant::norway_3_wire, 2, measurement,
                                        *simulator::parse_local_time("2024-02-29T13:00:10")));
    BOOST_TEST(run(command).status == 0);
  }
  const Samples served = NodeExporter(directory.path()).scrape();
  BOOST_TEST(served.at("node_textfile_scrape_error") == "0");
  std::map<std::string, std::size_t> series_of_names;
  for (const auto& [series, value] : served)
    ++series_of_names[series.substr(0, series.find('{'))];
  BOOST_TEST(!series_of_names.contains("kaifa_smuggled"));
  BOOST_TEST(series_of_names.at("kaifa_meter_info") == ids.size());
  BOOST_TEST(series_of_names.at("kaifa_active_power_import_watts") == ids.size());
}

BOOST_AUTO_TEST_CASE(the_values_of_every_meter_side_by_side, *needs_program(node_exporter)) {
  const TemporaryDirectory textfiles;
  const KeyFolder keys(key);
  std::vector<simulator::NamedVariant> meters(simulator::kfm_variants.begin(),
                                              simulator::kfm_variants.end());
  std::ranges::copy(simulator::austrian_variants, std::back_inserter(meters));
  Samples expected;
  for (const auto& meter : meters) {
    const std::string name(meter.name);
    const std::vector<std::string> arguments = {"--variant", name,      "--key",
                                                key,         "--clock", "2024-03-30T10:00:08"};
    read(arguments, {"--textfile-dir", textfiles.path(), "--list", "3", "--key-file", keys.path(),
                     "--name", name, "--label", "meter=" + name});
    expected.merge(said_by_simulator(meter, arguments, kaifa::formatted("meter=\"{}\"", name)));
  }
  const Samples served = NodeExporter(textfiles.path()).scrape();
  check_served(served, expected);
  check_no_others_served(served, expected);
  BOOST_TEST(served.at("node_textfile_scrape_error") == "0");
}

BOOST_AUTO_TEST_SUITE_END()
