#include "wire/result.h"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(result)

BOOST_AUTO_TEST_CASE(a_value_is_a_success) {
  const kaifa::Result<std::string> result(std::string("KFM_001"));
  BOOST_TEST(bool(result));
  BOOST_TEST(*result == "KFM_001");
  BOOST_TEST(result->size() == 7U);
}

BOOST_AUTO_TEST_CASE(an_error_is_none_and_keeps_its_place) {
  const kaifa::Result<std::string> result(kaifa::DecodeError{12, "no list"});
  BOOST_TEST(!result);
  BOOST_TEST(result.error().offset == 12U);
  BOOST_TEST(result.error().message == "no list");
}

BOOST_AUTO_TEST_CASE(taking_the_wrong_one_of_the_two_throws) {
  const kaifa::Result<int> value(0);
  const kaifa::Result<int> error(kaifa::DecodeError{0, ""});
  BOOST_CHECK_THROW((void)value.error(), std::bad_variant_access);
  BOOST_CHECK_THROW((void)*error, std::bad_variant_access);
}

BOOST_AUTO_TEST_SUITE_END()
