#include "captures.h"

#include "reference_push.h"
#include "requirement.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace captures {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const std::string& reason) {
  throw std::runtime_error(path.string() + ": " + reason);
}

std::vector<std::string> lines_of(const fs::path& path) {
  std::ifstream file(path);
  if (!file)
    fail(path, "cannot be opened");
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);)
    lines.push_back(line);
  if (file.bad())
    fail(path, "cannot be read");
  return lines;
}

std::vector<std::uint8_t> read_hex(const fs::path& path) {
  std::string digits;
  for (const std::string& line : lines_of(path)) {
    if (line.starts_with('#'))
      continue;
    std::copy_if(line.begin(), line.end(), std::back_inserter(digits),
                 [](char c) { return c != ' '; });
  }
  if (digits.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos)
    fail(path, "holds something other than hex digits");
  if (digits.empty() || digits.size() % 2 != 0)
    fail(path, "does not hold whole bytes");

  std::vector<std::uint8_t> bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2)
    bytes.push_back(static_cast<std::uint8_t>(std::stoul(digits.substr(i, 2), nullptr, 16)));
  return bytes;
}

std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields(1);
  for (const char c : line) {
    if (c == '\t')
      fields.emplace_back();
    else
      fields.back() += c;
  }
  return fields;
}

std::vector<reference::Row> read_expected(const fs::path& path) {
  const std::vector<std::string> lines = lines_of(path);
  if (lines.empty())
    fail(path, "is empty");
  const std::vector<std::string> header = fields_of(lines.front());
  std::vector<std::string_view> columns(reference::columns.begin(), reference::columns.end());
  if (header.size() > columns.size())
    columns.push_back(reference::power_factor_column);
  if (!std::equal(header.begin(), header.end(), columns.begin(), columns.end()))
    fail(path, "has other columns than the reference decoder");

  std::vector<reference::Row> rows;
  for (std::size_t line = 1; line < lines.size(); ++line) {
    const std::vector<std::string> fields = fields_of(lines[line]);
    if (fields.size() != header.size())
      fail(path, "line " + std::to_string(line + 1) + " has " + std::to_string(fields.size()) +
                     " fields, not " + std::to_string(header.size()));
    reference::Row& row = rows.emplace_back();
    for (std::size_t i = 0; i < header.size(); ++i)
      row.emplace(header[i], fields[i]);
  }
  return rows;
}

} // namespace

std::optional<fs::path> folder() {
  const char* chosen = std::getenv("KAIFA_CAPTURES");
  const fs::path path = chosen != nullptr ? chosen : "../shared/captures";
  if (!fs::is_directory(path))
    return std::nullopt;
  return path;
}

boost::unit_test::precondition are_there() {
  const bool could_be = std::getenv("KAIFA_CAPTURES") || fs::exists("../shared");
  const auto need = could_be ? support::needs : support::prefers;
  return need("the captures of real meters", [] { return folder().has_value(); });
}

std::vector<Capture> load_all(const fs::path& folder) {
  std::vector<Capture> captures;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const fs::path& hex = entry.path();
    const std::string name = hex.stem().string();
    const fs::path expected = folder / (name + ".expected.tsv");
    const fs::path key = folder / (name + ".key");
    if (hex.extension() == ".hex" && fs::exists(expected))
      captures.push_back({name, read_hex(hex), read_expected(expected),
                          fs::exists(key) ? read_hex(key) : std::vector<std::uint8_t>()});
  }
  std::sort(captures.begin(), captures.end(),
            [](const Capture& a, const Capture& b) { return a.name < b.name; });
  return captures;
}

} // namespace captures
