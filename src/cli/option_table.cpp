#include "option_table.h"

#include "cause.h"
#include "formatted.h"
#include "host/time_zone.h"
#include "output/metrics.h"
#include "shown.h"
#include "value_parsers.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <numeric>
#include <utility>
#include <vector>

namespace kaifa {
namespace {

/// The meaning of a word; `choices` holds all words.
template <typename T>
T chosen(const std::string& value, std::initializer_list<std::pair<std::string_view, T>> choices) {
  std::string words;
  std::size_t left = choices.size();
  for (const auto& [word, meaning] : choices) {
    if (value == word)
      return meaning;
    words += word;
    words += --left > 1 ? ", " : left == 1 ? " or " : "";
  }
  throw BadValue(formatted("{} is not {}", shown_value(value), words));
}

std::string path_of(const std::string& value) {
  if (const std::string fault = fault_of_path(value); !fault.empty())
    throw BadValue(fault);
  return value;
}

void set_device(Options& options, const std::string& value) {
  options.device = path_of(value);
}

void set_baud(Options& options, const std::string& value) {
  const auto bauds = standard_bauds();
  const auto found =
      std::ranges::find(bauds, value, [](unsigned baud) { return std::to_string(baud); });
  if (found == bauds.end())
    throw BadValue(formatted("{} is not one of the standard rates {}", shown_value(value),
                             fmt::join(bauds.begin(), bauds.end(), ", ")));
  options.line.baud = *found;
}

void set_parity(Options& options, const std::string& value) {
  options.line.parity =
      chosen<Parity>(value, {{"even", Parity::even}, {"odd", Parity::odd}, {"none", Parity::none}});
}

void set_list(Options& options, const std::string& value) {
  options.list = chosen<int>(value, {{"1", 1}, {"2", 2}, {"3", 3}});
}

void set_timeout(Options& options, const std::string& value) {
  const auto duration = parse_duration(value);
  if (!duration)
    throw BadValue(
        formatted("{} is not a time from 1s to 24h, in whole s, min or h: 45, 45s, 2min, 1h",
                  shown_value(value)));
  options.timeout = *duration;
}

void set_textfile_dir(Options& options, const std::string& value) {
  options.destination.textfile_dir = path_of(value);
  options.destination.files = Destination::Files::textfile_dir;
  options.destination.prints = false;
}

void set_name(Options& options, const std::string& value) {
  if (const auto fault = fault_of_name(value); !fault.empty())
    throw BadValue(formatted("{} {}", shown_value(value), fault));
  options.destination.name = value;
  options.destination.files = Destination::Files::textfile_dir;
  options.destination.prints = false;
}

void set_output(Options& options, const std::string& value) {
  if (value == "-")
    throw BadValue("\"-\" is not a file; --stdout prints");
  options.destination.output = path_of(value);
  options.destination.files = Destination::Files::output;
  options.destination.prints = false;
}

bool is_true(const std::string& value) {
  return chosen<bool>(value, {{"true", true}, {"false", false}});
}

void set_stdout(Options& options, const std::string& value) {
  if (is_true(value)) {
    options.destination.files = Destination::Files::none;
    options.destination.prints = true;
  }
}

/// "prom|text", or with another separator and a different last one
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
    throw BadValue(formatted("{} is not {}", shown_value(value), format_names(", ", " or ")));
}

void set_ct_ratio(Options& options, const std::string& value) {
  const auto ratio = parse_ct_ratio(value);
  if (!ratio)
    throw BadValue(
        formatted("{} is not a ratio such as 200/5 or 40, from 1 to 1000000", shown_value(value)));
  options.ct_ratio = *ratio;
}

void set_key_file(Options& options, const std::string& value) {
  options.key_file = path_of(value);
}

void add_label(Options& options, const std::string& text) {
  const auto label = parse_label(text);
  if (!label)
    throw BadValue(formatted("{} is not NAME=VALUE", shown_value(text)));
  const auto& [name, value] = *label;
  if (!is_label_name(name))
    throw BadValue(
        formatted("{} is not a label name: letters, digits and _, beginning with neither "
                  "a digit nor __",
                  shown_value(name)));
  if (std::ranges::count(own_label_names, name) > 0)
    throw BadValue(
        formatted("label {} is set by the program itself; choose another name", shown_value(name)));
  if (value.empty())
    throw BadValue(formatted("label {} is empty, so Prometheus would drop it; give it a value",
                             shown_value(name)));
  if (!is_utf8(value))
    throw BadValue(formatted("the value of label {} is not valid UTF-8", shown_value(name)));
  if (std::ranges::count(options.labels, name, &CommonLabels::value_type::first) > 0)
    throw BadValue(formatted("label {} is given twice", shown_value(name)));
  options.labels.push_back(*label);
}

void set_timezone(Options& options, const std::string& value) {
  if (!is_time_zone(value))
    throw BadValue(formatted("{} is not a zone of the tz database (package tzdata), such as "
                             "Europe/Oslo",
                             shown_value(value)));
  options.timezone = value;
}

void set_wiring(Options& options, const std::string& value) {
  options.wiring = chosen<Wiring>(
      value, {{"auto", Wiring::unknown}, {"3", Wiring::three_wire}, {"4", Wiring::four_wire}});
}

void set_verbose(Options& options, const std::string& value) {
  options.verbose = is_true(value);
}

const std::string format_argument = format_names("|", "|");

const std::array<Option, 20> table = {{
    {"device", 'd', "PATH", "serial port; or a FIFO, a raw capture, or - for standard input",
     "/dev/kaifa, else /dev/ttyUSB0", set_device},
    {"baud", 'b', "N", "baud rate of the port", "2400", set_baud},
    {"parity", 0, "even|odd|none", "parity of the port", "even", set_parity},
    {"list", 'l', "1|2|3", "wait for this list, or a longer one that contains it", "2", set_list},
    {"timeout", 't', "DURATION", "give up this long after the start: 45, 45s, 2min, 1h",
     "45s; 61min for list 3", set_timeout},
    {"textfile-dir", 0, "DIR", "write NAME.prom there, and NAME_energy.prom from a list 3",
     "/var/lib/prometheus/node-exporter", set_textfile_dir},
    {"name", 'n', "NAME", "base name of the files in that directory", "kaifa", set_name},
    {"output", 'o', "FILE", "write the whole reading to this file instead", "", set_output},
    {"stdout", 0, "",
     "print instead of writing; with --name or --textfile-dir beside it, write\n"
     "        the files, then print",
     "", set_stdout},
    {"format", 0, format_argument,
     "what --stdout prints: for Prometheus, for people, as JSON, byte by byte",
     "text on a terminal, else prom", set_format},
    {"ct-ratio", 0, "N[/M]",
     "ratio of the current transformers in front of the meter, such as 200/5;\n"
     "        powers, currents and energies are multiplied by it",
     "1", set_ct_ratio},
    {"key-file", 0, "FILE", "the key of a ciphered meter (Austria): 32 hexadecimal digits", "",
     set_key_file},
    {"label", 0, "NAME=VALUE", "a label put on every sample; may be repeated", "", add_label},
    {"timezone", 0, "ZONE", "zone of the meter's clock if the frame states no deviation",
     "the host's", set_timezone},
    {"wiring", 0, "auto|3|4",
     "wires of a three-phase meter whose type does not tell; without this\n"
     "        option its voltages are left out",
     "auto", set_wiring},
    {"config", 'c', "FILE", "'name = value' lines, the names as here; the command line wins",
     "/etc/kaifa-exporter.conf if it exists", nullptr},
    {"record", 0, "FILE", "write every byte of the run, as it came, to this new file too", "",
     nullptr},
    {"verbose", 'v', "", "say on standard error what arrives and what is rejected, and why", "",
     set_verbose},
    {"help", 'h', "", "print all options", "", nullptr},
    {"version", 'V', "", "print the version", "", nullptr},
}};

/// "        noise, damaged, unknown_list\n", wrapped to the width of a terminal.
std::string causes_of(ExitStatus status) {
  constexpr std::size_t widest = 79;
  std::string text;
  std::string line;
  for (const CauseText& cause : cause_texts) {
    if (cause.status != status)
      continue;
    if (line.size() + cause.name.size() + 2 > widest)
      text += std::exchange(line, "") + ",\n";
    line += line.empty() ? "        " : ", ";
    line += cause.name;
  }
  return line.empty() ? "" : text + line + '\n';
}

/// How many characters must be inserted, deleted or replaced (Levenshtein).
std::size_t edit_distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t replaced = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

} // namespace

std::span<const Option> all_options() {
  return table;
}

const Option* option_named(std::string_view name) {
  const auto* const found = std::ranges::find(table, name, &Option::name);
  return found == table.end() ? nullptr : found;
}

std::string did_you_mean(std::string_view name, std::string_view dashes) {
  if (name.empty())
    return "";
  const auto* found = std::ranges::find_if(table, [name](const Option& option) {
    return std::string_view(option.name).starts_with(name);
  });
  if (found == table.end()) {
    const auto differences = [name](const Option& option) {
      return edit_distance(name, option.name);
    };
    found = std::ranges::min_element(table, {}, differences);
    if (differences(*found) > std::max<std::size_t>(name.size(), 3) / 2)
      return "";
  }
  return formatted(" (did you mean {}{}?)", dashes, found->name);
}

std::string help_text() {
  std::string text =
      "Usage: kaifa-exporter [OPTION]...\n"
      "Reads one list of a Kaifa electricity meter from its M-Bus port and writes it\n"
      "for the textfile collector of the Prometheus node_exporter, or prints it.\n"
      "\n";
  for (const Option& option : table) {
    const std::string letter = option.letter ? formatted("-{},", option.letter) : "";
    const std::string argument = option.argument.empty() ? "" : formatted(" {}", option.argument);
    const std::string initial =
        option.initial.empty() ? "" : formatted(" (default: {})", option.initial);
    text += formatted("  {:3} --{}{}{}\n        {}\n", letter, option.name, argument, initial,
                      option.meaning);
  }
  text += "\nExit status, and the causes of a failed run:\n";
  for (const ExitStatusText& status : exit_status_texts)
    text += formatted("  {:2} {:11} {}\n{}", static_cast<int>(status.status), status.name,
                      status.meaning, causes_of(status.status));
  text += "\nSee kaifa-exporter(1) for the metrics, examples and what messages mean.\n";
  return text;
}

} // namespace kaifa
