#include "output/formats.h"

#include "support/run_of_a_frame.h"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(formats)

BOOST_AUTO_TEST_CASE(each_format_is_found_by_its_name) {
  for (const kaifa::Format& format : kaifa::formats())
    BOOST_TEST(kaifa::format_named(format.name) == &format);
  BOOST_TEST(kaifa::format_named("") == nullptr);
  BOOST_TEST(kaifa::format_named("pro") == nullptr);
}

BOOST_AUTO_TEST_CASE(each_format_renders_what_its_name_says) {
  const RunOfAFrame frame(sample::frame(sample::Variant::norway_4_wire, 2).bytes);
  const auto begin_of = [&](std::string_view name) {
    return kaifa::format_named(name)->render(frame.readout()).substr(0, 10);
  };
  BOOST_TEST(begin_of("prom") == "# HELP kai");
  BOOST_TEST(begin_of("text") == "Meter     ");
  BOOST_TEST(begin_of("json") == "{\"meter_id");
  BOOST_TEST(begin_of("dump") == "   0  7e  ");
}

BOOST_AUTO_TEST_SUITE_END()
