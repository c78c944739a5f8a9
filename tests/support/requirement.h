#pragma once

#include <boost/test/tree/decorator.hpp>

#include <functional>
#include <string>

namespace support {

/// Decorates a test case that needs `what`, which not every machine has. If `is_there` is false,
/// the case is skipped with a loud line, or fails if REQUIRE_ALL=1 is set.
///
///     BOOST_TEST_DECORATOR(*support::needs("promtool", [] { return has_program("promtool"); }))
[[nodiscard]] boost::unit_test::precondition needs(const std::string& what,
                                                   const std::function<bool()>& is_there);

/// Like needs(), for what a machine may never have: the case is skipped even with REQUIRE_ALL=1.
[[nodiscard]] boost::unit_test::precondition prefers(const std::string& what,
                                                     const std::function<bool()>& is_there);

} // namespace support
