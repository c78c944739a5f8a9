#include "exposition_parser.h"

#include <algorithm>
#include <set>
#include <utility>

namespace exposition_parser {
namespace {

bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Takes expected text off the front of a line.
class Line {
public:
  explicit Line(std::string_view text) : whole_(text), rest_(text) {}

  [[noreturn]] void fail(const std::string& expected) const {
    throw Malformed(expected + " expected in: " + std::string(whole_));
  }

  bool skip(std::string_view text) {
    if (!rest_.starts_with(text))
      return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  void require(std::string_view text) {
    if (!skip(text))
      fail(std::string(text));
  }

  std::string name() {
    const auto* end =
        std::ranges::find_if_not(rest_, [](char c) { return is_name_start(c) || is_digit(c); });
    std::string name(rest_.begin(), end);
    if (name.empty() || is_digit(name.front()))
      fail("name");
    rest_.remove_prefix(name.size());
    return name;
  }

  std::string quoted() {
    require("\"");
    std::string value;
    while (!skip("\"")) {
      if (skip("\\\\"))
        value += '\\';
      else if (skip("\\\""))
        value += '"';
      else if (skip("\\n"))
        value += '\n';
      else if (rest_.empty() || rest_.front() == '\\')
        fail("escape or closing quote");
      else {
        value += rest_.front();
        rest_.remove_prefix(1);
      }
    }
    return value;
  }

  /// A plain decimal number without an exponent, as this program writes.
  std::string number(Numbers numbers) {
    if (numbers == Numbers::any)
      return rest();
    std::string_view digits = rest_;
    if (digits.starts_with('-'))
      digits.remove_prefix(1);
    const auto points = std::ranges::count(digits, '.');
    const bool plain = !digits.empty() && is_digit(digits.front()) && is_digit(digits.back()) &&
                       points <= 1 &&
                       std::ranges::all_of(digits, [](char c) { return is_digit(c) || c == '.'; });
    if (!plain)
      fail("number");
    return rest();
  }

  std::string rest() { return std::string(std::exchange(rest_, {})); }

private:
  std::string_view whole_;
  std::string_view rest_;
};

Labels take_labels(Line& line) {
  Labels labels;
  do {
    const std::string name = line.name();
    line.require("=");
    if (!labels.emplace(name, line.quoted()).second)
      line.fail("each label once");
  } while (line.skip(","));
  return labels;
}

Sample parse_sample(Line line, Numbers numbers) {
  Sample sample;
  sample.name = line.name();
  if (line.skip("{")) {
    sample.labels = take_labels(line);
    line.require("}");
  }
  line.require(" ");
  sample.value = line.number(numbers);
  return sample;
}

} // namespace

std::vector<Family> parse(std::string_view text, Numbers numbers) {
  std::vector<Family> families;
  std::set<std::string> names;
  std::set<std::pair<std::string, Labels>> series;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos)
      throw Malformed("the last line has no end");
    Line line(text.substr(0, end));
    text.remove_prefix(end + 1);
    if (line.skip("# HELP ")) {
      if (!families.empty() && families.back().samples.empty())
        line.fail("samples of the family before");
      Family& family = families.emplace_back();
      family.name = line.name();
      line.require(" ");
      family.help = line.rest();
      if (!names.insert(family.name).second)
        line.fail("each family once");
    } else if (line.skip("# TYPE ")) {
      if (families.empty() || !families.back().type.empty() || line.name() != families.back().name)
        line.fail("HELP of the same family before TYPE");
      line.require(" ");
      families.back().type = line.rest();
      if (families.back().type != "gauge" && families.back().type != "counter")
        line.fail("gauge or counter");
    } else {
      const Sample sample = parse_sample(line, numbers);
      if (families.empty() || families.back().type.empty() || sample.name != families.back().name)
        line.fail("a sample of the family that HELP and TYPE name");
      if (!series.emplace(sample.name, sample.labels).second)
        line.fail("each series once");
      families.back().samples.push_back(sample);
    }
  }
  if (!families.empty() && families.back().samples.empty())
    throw Malformed("the last family has no samples");
  return families;
}

std::vector<Sample> samples_of(std::string_view text, Numbers numbers) {
  std::vector<Sample> samples;
  for (const Family& family : parse(text, numbers))
    samples.insert(samples.end(), family.samples.begin(), family.samples.end());
  return samples;
}

Labels labels_in(std::string_view text) {
  Line line(text);
  return text.empty() ? Labels() : take_labels(line);
}

} // namespace exposition_parser
