#include "option_table.h"

#include "exit_status.h"
#include "host/time_zone.h"
#include "option_values.h"
#include "output/metrics.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace kaifa {
namespace {

std::string text_of_bauds() {
  return fmt::format("a standard rate: {}",
                     fmt::join(standard_bauds().begin(), standard_bauds().end(), ", "));
}

void set_path(std::string& path, const std::string& value) {
  if (value.empty())
    throw BadValue("a path that is not empty");
  path = value;
}

void set_device(Options& options, const std::string& value) {
  set_path(options.device, value);
}

void set_baud(Options& options, const std::string& value) {
  const auto bauds = standard_bauds();
  const auto found =
      std::ranges::find(bauds, value, [](unsigned baud) { return std::to_string(baud); });
  if (found == bauds.end())
    throw BadValue(text_of_bauds());
  options.line.baud = *found;
}

void set_parity(Options& options, const std::string& value) {
  if (value == "even")
    options.line.parity = Parity::even;
  else if (value == "odd")
    options.line.parity = Parity::odd;
  else if (value == "none")
    options.line.parity = Parity::none;
  else
    throw BadValue("even, odd or none");
}

void set_list(Options& options, const std::string& value) {
  if (value != "1" && value != "2" && value != "3")
    throw BadValue("1, 2 or 3");
  options.list = value.front() - '0';
}

void set_timeout(Options& options, const std::string& value) {
  const auto duration = parse_duration(value);
  if (!duration)
    throw BadValue(
        "a whole number of s, min (minutes) or h from 1s to 24h, such as 45, 45s, 2min, 1h");
  options.timeout = *duration;
}

void set_textfile_dir(Options& options, const std::string& value) {
  set_path(options.destination.textfile_dir, value);
  options.destination.kind = Destination::Kind::textfile_dir;
}

void set_name(Options& options, const std::string& value) {
  if (value.empty() || value.find('/') != std::string::npos)
    throw BadValue("the name of a file without its directory and .prom");
  options.destination.name = value;
}

void set_output(Options& options, const std::string& value) {
  if (value == "-")
    throw BadValue("the path of a file; --stdout prints");
  set_path(options.destination.output, value);
  options.destination.kind = Destination::Kind::output;
}

bool flag_of(const std::string& value) {
  if (value != "true" && value != "false")
    throw BadValue("true or false");
  return value == "true";
}

void set_stdout(Options& options, const std::string& value) {
  if (flag_of(value))
    options.destination.kind = Destination::Kind::standard_output;
}

/// "prom|text", or with another separator and the last one apart
std::string format_names(std::string_view separator, std::string_view last_separator) {
  std::string names;
  for (const Format& format : formats()) {
    if (!names.empty())
      names += &format == &formats().back() ? last_separator : separator;
    names += format.name;
  }
  return names;
}

void set_format(Options& options, const std::string& value) {
  options.destination.format = format_named(value);
  if (!options.destination.format)
    throw BadValue(format_names(", ", " or "));
}

void add_label(Options& options, const std::string& value) {
  const auto label = parse_label(value);
  if (!label)
    throw BadValue("NAME=VALUE, the name of letters, digits and _ without a digit or __ in front, "
                   "the value UTF-8");
  const std::string& name = label->first;
  if (std::ranges::count(own_label_names, name) > 0)
    throw BadValue(fmt::format("no label that the program sets itself ({})",
                               fmt::join(own_label_names, ", ")));
  if (std::ranges::count(options.labels, name, &CommonLabels::value_type::first) > 0)
    throw BadValue(fmt::format("each label once, and {} is there already", name));
  options.labels.push_back(*label);
}

void set_timezone(Options& options, const std::string& value) {
  if (!is_time_zone(value))
    throw BadValue("a zone of the tz database, such as Europe/Oslo (package tzdata)");
  options.timezone = value;
}

void set_wiring(Options& options, const std::string& value) {
  if (value == "auto")
    options.wiring = Wiring::unknown;
  else if (value == "3")
    options.wiring = Wiring::three_wire;
  else if (value == "4")
    options.wiring = Wiring::four_wire;
  else
    throw BadValue("auto, 3 or 4");
}

void set_verbose(Options& options, const std::string& value) {
  options.verbose = flag_of(value);
}

const std::string format_argument = format_names("|", "|");

const std::array<Option, 17> table = {{
    {"device", 'd', "PATH", "serial port; or a FIFO, a raw capture, or - for standard input",
     "/dev/ttyUSB0", set_device},
    {"baud", 'b', "N", "baud rate of the port", "2400", set_baud},
    {"parity", 0, "even|odd|none", "parity of the port", "even", set_parity},
    {"list", 'l', "1|2|3", "wait for a frame that carries at least this list", "2", set_list},
    {"timeout", 't', "DURATION", "give up so long after the start: 45, 45s, 2min, 1h",
     "45s; 61min for list 3", set_timeout},
    {"textfile-dir", 0, "DIR", "write NAME.prom there, and NAME_energy.prom from a list 3",
     "/var/lib/prometheus/node-exporter", set_textfile_dir},
    {"name", 'n', "NAME", "base name of the files in that directory", "kaifa", set_name},
    {"output", 'o', "FILE", "write all that the frame says into this file instead", "", set_output},
    {"stdout", 0, "", "print instead of writing", "", set_stdout},
    {"format", 0, format_argument,
     "with --stdout: for Prometheus, for people, as JSON, or the frame byte by byte", "prom",
     set_format},
    {"label", 0, "NAME=VALUE", "a label put on every sample; may be repeated", "", add_label},
    {"timezone", 0, "ZONE", "zone of the meter's clock where the frame states no deviation",
     "the host's", set_timezone},
    {"wiring", 0, "auto|3|4",
     "wires of a three-phase meter whose type does not tell; it decides what\n        the voltages "
     "are, and without it such a meter has none",
     "auto", set_wiring},
    {"config", 'c', "FILE", "'name = value' lines, the names as here; the command line wins",
     "/etc/kaifa-exporter.conf if it exists", nullptr},
    {"verbose", 'v', "", "say on standard error what arrives and what is rejected, and why", "",
     set_verbose},
    {"help", 'h', "", "print all options", "", nullptr},
    {"version", 'V', "", "print the version", "", nullptr},
}};

} // namespace

std::span<const Option> all_options() {
  return table;
}

std::string help_text() {
  std::string text =
      "Usage: kaifa-exporter [OPTION]...\n"
      "Reads one list of a Kaifa electricity meter from its M-Bus port and writes it\n"
      "for the textfile collector of the Prometheus node_exporter, or prints it.\n"
      "\n";
  const auto out = std::back_inserter(text);
  for (const Option& option : table) {
    const std::string letter = option.letter ? fmt::format("-{},", option.letter) : "";
    const std::string argument = option.argument.empty() ? "" : fmt::format(" {}", option.argument);
    const std::string initial =
        option.initial.empty() ? "" : fmt::format(" (default: {})", option.initial);
    fmt::format_to(out, "  {:3} --{}{}{}\n        {}\n", letter, option.name, argument, initial,
                   option.meaning);
  }
  text += "\nExit status:\n";
  for (const ExitStatusText& status : exit_status_texts)
    fmt::format_to(out, "  {:2} {:11} {}\n", static_cast<int>(status.status), status.name,
                   status.meaning);
  text += "\nSee kaifa-exporter(1) for the metrics, examples and what messages mean.\n";
  return text;
}

} // namespace kaifa
