#include "reading.h"

#include <boost/test/unit_test.hpp>

using namespace support;

Samples said(const Outcome& outcome) {
  BOOST_TEST(outcome.err == "");
  BOOST_TEST(outcome.status == 0);
  return said_by_meter(parse_samples(outcome.out));
}

void check_same(const Samples& actual, const Samples& expected) {
  BOOST_TEST(!expected.empty());
  BOOST_TEST(to_text(actual) == to_text(expected));
}

void check_says(const Outcome& outcome, const Samples& expected) {
  check_same(said(outcome), expected);
}
