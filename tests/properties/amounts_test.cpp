// Every output shows every amount that a meter may send as the exact number, whatever its decimals.
#include "formatted.h"
#include "output/exposition.h"
#include "output/json.h"
#include "output/table.h"

#include "support/run_of_a_frame.h"
#include "support/samples.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>

namespace {

using Field = std::optional<kaifa::Decimal> kaifa::Reading::*;

/// Where the outputs show an amount.
struct Place {
  Field field;
  std::string series;
  std::int64_t factor; ///< the exposition multiplies the amount by this
  std::string json;    ///< the text before the number
  int json_decimals;   ///< how many more than the amount has
  std::string unit;    ///< in the table
};

Place power(Field field, const std::string& name, const std::string& unit) {
  return {field, "kaifa_" + name, 1, "\"" + name + "\": ", 0, unit};
}
Place phase(Field field, const std::string& name, const std::string& phase,
            const std::string& unit) {
  return {field, kaifa::formatted("kaifa_{}{{phase=\"{}\"}}", name, phase),
          1,     kaifa::formatted("\"{}\": ", phase),
          0,     unit};
}
Place energy(Field field, const std::string& name, const std::string& counted,
             const std::string& json) {
  const bool is_active = json.ends_with("kwh");
  return {field, kaifa::formatted("kaifa_{}_{}_total", name, counted),
          3600,  kaifa::formatted("\"{}_{}\": ", name, json),
          3,     is_active ? "kWh" : "kvarh"};
}

using kaifa::Reading;
const std::vector<Place> places = {
    power(&Reading::active_power_import_w, "active_power_import_watts", "W"),
    power(&Reading::active_power_export_w, "active_power_export_watts", "W"),
    power(&Reading::reactive_power_import_var, "reactive_power_import_vars", "var"),
    power(&Reading::reactive_power_export_var, "reactive_power_export_vars", "var"),
    power(&Reading::power_factor, "power_factor_ratio", ""),
    phase(&Reading::current_l1_a, "current_amperes", "L1", "A"),
    phase(&Reading::current_l2_a, "current_amperes", "L2", "A"),
    phase(&Reading::current_l3_a, "current_amperes", "L3", "A"),
    phase(&Reading::voltage_1_v, "voltage_volts", "L1", "V"),
    phase(&Reading::voltage_2_v, "voltage_volts", "L2", "V"),
    phase(&Reading::voltage_3_v, "voltage_volts", "L3", "V"),
    energy(&Reading::active_energy_import_wh, "active_energy_import", "joules", "kwh"),
    energy(&Reading::active_energy_export_wh, "active_energy_export", "joules", "kwh"),
    energy(&Reading::reactive_energy_import_varh, "reactive_energy_import", "var_seconds", "kvarh"),
    energy(&Reading::reactive_energy_export_varh, "reactive_energy_export", "var_seconds", "kvarh"),
};

/// The number with a decimal point, made by hand.
std::string number(std::int64_t count, int decimals) {
  std::string text = std::to_string(count);
  while (std::ssize(text) <= decimals)
    text.insert(0, "0");
  return decimals == 0 ? text : text.insert(text.size() - static_cast<std::size_t>(decimals), ".");
}

/// The text from the number on; for a phase, the search starts at the object with its label.
std::string after(const std::string& text, const Place& place) {
  const std::size_t family =
      place.json.size() > 6 ? 0
                            : text.find(place.unit == "A" ? "current_amperes" : "voltage_volts");
  const std::size_t at = text.find(place.json, family);
  BOOST_TEST_REQUIRE(at != std::string::npos);
  const std::size_t begin = at + place.json.size();
  return text.substr(begin, text.find_first_of(",}", begin) - begin);
}

} // namespace

BOOST_AUTO_TEST_SUITE(amounts)

BOOST_AUTO_TEST_CASE(are_exact_in_each_output_with_all_their_decimals) {
  constexpr std::int64_t largest = INT64_MAX / 3600;
  constexpr int most_decimals = 6;
  for (const Place& place : places)
    for (int decimals = 0; decimals <= most_decimals; ++decimals)
      for (const std::int64_t count :
           {std::int64_t{0}, std::int64_t{1}, std::int64_t{6}, std::int64_t{9}, std::int64_t{10},
            std::int64_t{60}, std::int64_t{99}, std::int64_t{100}, std::int64_t{999},
            std::int64_t{1000}, std::int64_t{1001}, std::int64_t{999'999}, std::int64_t{1'000'000},
            std::int64_t{12'345'600}, std::int64_t{UINT32_MAX}, largest - 1, largest})
        BOOST_TEST_CONTEXT(place.series << ": " << count << " with " << decimals << " decimals") {
          RunOfAFrame run(sample::frame(sample::Variant::norway_4_wire, 3).bytes);
          run.reading().power_factor = kaifa::Decimal{1};
          run.reading().*place.field = kaifa::Decimal{count, decimals};
          const auto samples = support::parse_samples(kaifa::exposition(run.readout()));
          BOOST_TEST(samples.at(place.series) == number(count * place.factor, decimals));
          const std::string in_thousands = number(count, decimals + place.json_decimals);
          BOOST_TEST(after(kaifa::json(run.readout()), place) == in_thousands);
          const std::string shown =
              kaifa::formatted(" {}{}{}", in_thousands, place.unit.empty() ? "" : " ", place.unit);
          const std::string table = kaifa::table(run.readout());
          BOOST_TEST((table.find(shown + ' ') != std::string::npos ||
                      table.find(shown + '\n') != std::string::npos),
                     shown << " is not in " << table);
        }
}

BOOST_AUTO_TEST_CASE(that_a_list_lacks_are_in_no_output) {
  for (const Place& place : places)
    BOOST_TEST_CONTEXT(place.series) {
      RunOfAFrame run(sample::frame(sample::Variant::norway_4_wire, 3).bytes);
      run.reading().power_factor = kaifa::Decimal{1};
      run.reading().*place.field = kaifa::Decimal{987'654'321};
      const auto mark = number(987'654'321, place.json_decimals);
      BOOST_TEST(kaifa::json(run.readout()).find(mark) != std::string::npos);
      run.reading().*place.field = {};
      BOOST_TEST(!support::parse_samples(kaifa::exposition(run.readout())).contains(place.series));
      BOOST_TEST(kaifa::json(run.readout()).find(mark) == std::string::npos);
      BOOST_TEST(kaifa::table(run.readout()).find(mark) == std::string::npos);
    }
}

BOOST_AUTO_TEST_SUITE_END()
