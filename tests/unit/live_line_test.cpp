#include "cli/live_line.h"

#include <boost/test/unit_test.hpp>

#include <limits>

namespace {

using std::chrono::seconds;

kaifa::Statistics lists(std::uint64_t list_1, std::uint64_t list_2) {
  kaifa::Statistics statistics;
  statistics.bytes = 41;
  statistics.lists = {list_1, list_2, 0};
  return statistics;
}

} // namespace

BOOST_AUTO_TEST_SUITE(live_line)

BOOST_AUTO_TEST_CASE(bytes_are_shown_until_a_list_arrives) {
  BOOST_TEST(kaifa::live_text(2, seconds(30), lists(0, 0)) ==
             "waiting for list 2, 30 s left; 41 bytes, rejected: 0");
  BOOST_TEST(kaifa::live_text(3, seconds(30), lists(4, 1)) ==
             "waiting for list 3, 30 s left; list 1: 4, list 2: 1, rejected: 0");
}

BOOST_AUTO_TEST_CASE(each_count_is_shown_under_its_own_name) {
  kaifa::Statistics statistics = lists(0, 0);
  for (std::uint64_t& count : statistics.rejections)
    count = 2;
  const std::string rejected = ", rejected: " + std::to_string(2 * statistics.rejections.size());
  BOOST_TEST(kaifa::live_text(2, seconds(30), statistics) ==
             "waiting for list 2, 30 s left; 41 bytes" + rejected);
  statistics.lists = {3, 0, 0};
  BOOST_TEST(kaifa::live_text(2, seconds(30), statistics) ==
             "waiting for list 2, 30 s left; list 1: 3, list 2: 0" + rejected);
  statistics.lists = {0, 4, 0};
  BOOST_TEST(kaifa::live_text(3, seconds(30), statistics) ==
             "waiting for list 3, 30 s left; list 1: 0, list 2: 4" + rejected);
}

BOOST_AUTO_TEST_CASE(more_than_two_minutes_are_shown_in_minutes) {
  const auto left = [](int s) {
    const std::string text = kaifa::live_text(3, seconds(s), {});
    const std::string head = "waiting for list 3, ";
    return text.substr(head.size(), text.find(" left") - head.size());
  };
  BOOST_TEST(left(0) == "0 s");
  BOOST_TEST(left(120) == "120 s");
  BOOST_TEST(left(121) == "3 min");
  BOOST_TEST(left(3648) == "61 min");
}

BOOST_AUTO_TEST_CASE(a_day_of_frames_fits_a_terminal_of_80_columns) {
  kaifa::Statistics day = lists(43'200, 8'640);
  day.rejections[0] = 99'999;
  const std::string text = kaifa::live_text(3, std::chrono::hours(24), day);
  BOOST_TEST(text == "waiting for list 3, 1440 min left; list 1: 43200, list 2: 8640, rejected: "
                     "99999");
  BOOST_TEST(text.size() < 80U);
  constexpr auto most = std::numeric_limits<std::uint64_t>::max();
  BOOST_TEST(kaifa::live_text(3, std::chrono::hours(24), lists(most / 2, most / 2)).size() == 79U);
}

BOOST_AUTO_TEST_SUITE_END()
