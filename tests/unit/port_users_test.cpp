#include "host/port_users.h"

#include "support/ordinary_user.h"
#include "support/process.h"
#include "support/requirement.h"
#include "support/temporary_directory.h"
#include "support/terminal.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>

#include <unistd.h>

namespace {

using kaifa::other_users_of;
using support::Process;

/// A program that has this file open.
support::Command opener_of(const std::string& path) {
  return {.arguments = {"sh", "-c", "exec 3<\"$0\"; echo ready; kill -STOP $$", path}};
}

/// Starts such a program, and waits until it has the file open.
struct Opener {
  explicit Opener(const std::string& path) : process(opener_of(path)) {
    process.wait_for_output("ready");
  }
  [[nodiscard]] std::string shown() const {
    return "sh (PID " + std::to_string(process.id()) + ")";
  }

  Process process;
};

} // namespace

BOOST_AUTO_TEST_SUITE(port_users)

BOOST_AUTO_TEST_CASE(nobody_has_a_new_port_open) {
  const support::Terminal terminal;
  BOOST_TEST(other_users_of(terminal.path()) == "");
}

BOOST_AUTO_TEST_CASE(this_process_is_not_another_user) {
  const support::Terminal terminal;
  const kaifa::UniqueFd own = terminal.open_slave();
  BOOST_TEST(other_users_of(terminal.path()) == "");
}

BOOST_AUTO_TEST_CASE(another_process_is_named_with_its_number_by_every_path_of_the_port) {
  const support::Terminal terminal;
  const support::TemporaryDirectory directory;
  const std::string link = directory / "kaifa";
  BOOST_REQUIRE(symlink(terminal.path().c_str(), link.c_str()) == 0);
  const Opener opener(terminal.path());
  BOOST_TEST(other_users_of(terminal.path()) == opener.shown());
  BOOST_TEST(other_users_of(link) == opener.shown());
}

BOOST_AUTO_TEST_CASE(a_process_that_has_another_port_open_is_not_named) {
  const support::Terminal terminal;
  const support::Terminal other;
  const Opener opener(other.path());
  BOOST_TEST(other_users_of(terminal.path()) == "");
}

BOOST_AUTO_TEST_CASE(at_most_three_are_named) {
  const support::Terminal terminal;
  const Opener first(terminal.path()), second(terminal.path());
  const std::string two = other_users_of(terminal.path());
  BOOST_TEST((two == first.shown() + ", " + second.shown() ||
              two == second.shown() + ", " + first.shown()),
             two);
  const Opener third(terminal.path()), fourth(terminal.path());
  const std::string users = other_users_of(terminal.path());
  BOOST_TEST(std::ranges::count(users, '(') == 3, users);
}

BOOST_AUTO_TEST_CASE(what_a_user_may_not_see_is_not_named,
                     *support::needs("root", [] { return geteuid() == 0; })) {
  const support::Terminal terminal;
  const Opener opener(terminal.path());
  const support::OrdinaryUser user;
  BOOST_TEST(other_users_of(terminal.path()) == "");
}

BOOST_AUTO_TEST_CASE(a_name_cannot_break_the_line) {
  const support::Terminal terminal;
  Process process({.arguments = {"sh", "-c",
                                 "printf 'a\\033b' >/proc/$$/comm; exec 3<\"$0\"; echo ready; "
                                 "kill -STOP $$",
                                 terminal.path()}});
  process.wait_for_output("ready");
  BOOST_TEST(other_users_of(terminal.path()) ==
             "a\\x1bb (PID " + std::to_string(process.id()) + ")");
}

BOOST_AUTO_TEST_CASE(a_file_and_a_missing_path_have_no_users) {
  const support::TemporaryDirectory directory;
  support::write_file(directory / "capture", "");
  const Opener opener(directory / "capture");
  BOOST_TEST(other_users_of(directory / "capture") == "");
  BOOST_TEST(other_users_of(directory / "nothing") == "");
}

BOOST_AUTO_TEST_SUITE_END()
