#include "requirement.h"

#include <cstdlib>
#include <cstring>

#include <boost/test/framework.hpp>
#include <fmt/format.h>

namespace support {
namespace {

boost::test_tools::assertion_result skip(const std::string& what, const char* remark) {
  fmt::print(stderr, "SKIPPED for want of {}{}\n", what, remark);
  return false;
}

} // namespace

boost::unit_test::precondition needs(const std::string& what,
                                     const std::function<bool()>& is_there) {
  return boost::unit_test::precondition(
      [what, is_there](boost::unit_test::test_unit_id) -> boost::test_tools::assertion_result {
        if (is_there())
          return true;
        const char* require_all = std::getenv("REQUIRE_ALL");
        if (require_all && std::strcmp(require_all, "1") == 0)
          throw boost::unit_test::framework::setup_error(
              "REQUIRE_ALL is set, and this is missing: " + what);
        return skip(what, "; REQUIRE_ALL=1 makes this a failure");
      });
}

boost::unit_test::precondition prefers(const std::string& what,
                                       const std::function<bool()>& is_there) {
  return boost::unit_test::precondition(
      [what, is_there](boost::unit_test::test_unit_id) -> boost::test_tools::assertion_result {
        if (is_there())
          return true;
        return skip(what, "");
      });
}

} // namespace support
