#include "meter/ct_ratio.h"

#include "support/run_of_a_frame.h"

#include <boost/test/unit_test.hpp>

namespace {

using kaifa::CtRatio;
using kaifa::Decimal;
using kaifa::Reading;
using sample::Variant;

/// A list of a meter with current transformers, whose registers have 64 bits.
Reading list_3_of_a_ma304t4() {
  return RunOfAFrame(sample::frame(Variant::sweden_ct, 3).bytes).reading();
}

/// A reading with only this amount.
Reading reading_with(std::optional<Decimal> Reading::*field, Decimal amount) {
  Reading reading{};
  reading.*field = amount;
  return reading;
}

} // namespace

BOOST_AUTO_TEST_SUITE(ct_ratio)

BOOST_AUTO_TEST_CASE(powers_currents_and_energies_are_multiplied_exactly) {
  for (const CtRatio ratio : {CtRatio{200, 5}, CtRatio{40, 1}}) {
    Reading reading = list_3_of_a_ma304t4();
    BOOST_TEST(kaifa::multiply(reading, ratio) == "");
    BOOST_TEST((reading.active_power_import_w == Decimal{4533 * 40}));
    BOOST_TEST((reading.active_power_export_w == Decimal{126 * 40}));
    BOOST_TEST((reading.reactive_power_import_var == Decimal{17 * 40}));
    BOOST_TEST((reading.reactive_power_export_var == Decimal{128 * 40}));
    BOOST_TEST((reading.current_l1_a == Decimal{0x7ea0 * 40, 3}));
    BOOST_TEST((reading.current_l2_a == Decimal{15478 * 40, 3}));
    BOOST_TEST((reading.current_l3_a == Decimal{5211 * 40, 3}));
    BOOST_TEST((reading.active_energy_import_wh == Decimal{200'000'000'000}));
    BOOST_TEST((reading.active_energy_export_wh == Decimal{0x7ea07ea0LL * 40}));
    BOOST_TEST((reading.reactive_energy_import_varh == Decimal{101 * 40}));
    BOOST_TEST((reading.reactive_energy_export_varh == Decimal{13220 * 40}));
  }
}

BOOST_AUTO_TEST_CASE(voltages_are_not_multiplied) {
  Reading reading = list_3_of_a_ma304t4();
  BOOST_TEST(kaifa::multiply(reading, {200, 5}) == "");
  BOOST_TEST((reading.voltage_1_v == Decimal{2381, 1}));
  BOOST_TEST((reading.voltage_2_v == Decimal{2302, 1}));
  BOOST_TEST((reading.voltage_3_v == Decimal{2394, 1}));
}

BOOST_AUTO_TEST_CASE(what_the_list_does_not_carry_stays_absent) {
  Reading reading = reading_with(&Reading::active_power_import_w, {17});
  BOOST_TEST(kaifa::multiply(reading, {40, 1}) == "");
  BOOST_TEST((reading.active_power_import_w == Decimal{680}));
  BOOST_TEST(!reading.current_l1_a);
  BOOST_TEST(!reading.active_energy_import_wh);
}

BOOST_AUTO_TEST_CASE(a_result_that_is_not_a_whole_count_is_refused) {
  Reading reading = list_3_of_a_ma304t4();
  BOOST_TEST(kaifa::multiply(reading, {7, 3}) == "reactive power import"); // 17 var
  reading = reading_with(&Reading::current_l2_a, {10, 3});
  BOOST_TEST(kaifa::multiply(reading, {7, 3}) == "current L2");
  reading = reading_with(&Reading::current_l2_a, {9, 3});
  BOOST_TEST(kaifa::multiply(reading, {7, 3}) == "");
  BOOST_TEST((reading.current_l2_a == Decimal{21, 3}));
}

BOOST_AUTO_TEST_CASE(a_result_that_does_not_fit_in_joules_is_refused) {
  constexpr std::int64_t largest = INT64_MAX / 3600;
  Reading reading = reading_with(&Reading::active_energy_export_wh, {largest / 1000});
  BOOST_TEST(kaifa::multiply(reading, {1000, 1}) == "");
  BOOST_TEST((reading.active_energy_export_wh == Decimal{largest / 1000 * 1000}));
  reading = reading_with(&Reading::active_energy_export_wh, {largest / 1000 + 1});
  BOOST_TEST(kaifa::multiply(reading, {1000, 1}) == "active energy export");
  reading = reading_with(&Reading::active_energy_export_wh, {largest});
  BOOST_TEST(kaifa::multiply(reading, {1, 1}) == "");
}

BOOST_AUTO_TEST_CASE(a_ratio_is_shown_as_it_was_given) {
  BOOST_TEST(kaifa::text(CtRatio{200, 5}) == "200/5");
  BOOST_TEST(kaifa::text(CtRatio{40, 1}) == "40");
}

BOOST_AUTO_TEST_SUITE_END()
