#include "host/line_settings.h"

#include "support/terminal.h"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include <fcntl.h>

BOOST_AUTO_TEST_SUITE(line_settings)

BOOST_AUTO_TEST_CASE(a_terminal_is_raw_at_the_rate_that_was_asked_for) {
  constexpr std::array<std::pair<unsigned, speed_t>, 20> rates = {
      {{300, B300},         {600, B600},         {1200, B1200},       {1800, B1800},
       {2400, B2400},       {4800, B4800},       {9600, B9600},       {19200, B19200},
       {38400, B38400},     {57600, B57600},     {115200, B115200},   {230400, B230400},
       {460800, B460800},   {500000, B500000},   {576000, B576000},   {921600, B921600},
       {1000000, B1000000}, {1152000, B1152000}, {1500000, B1500000}, {2000000, B2000000}}};
  BOOST_TEST(std::ranges::equal(kaifa::standard_bauds(), rates, {}, {},
                                &std::pair<unsigned, speed_t>::first));
  const support::Terminal terminal;
  const kaifa::UniqueFd slave = terminal.open_slave();
  for (const auto& [baud, speed] : rates) {
    kaifa::set_raw(slave.get(), {.baud = baud, .parity = kaifa::Parity::even});
    const termios line = terminal.settings();
    BOOST_TEST(cfgetispeed(&line) == speed);
    BOOST_TEST(cfgetospeed(&line) == speed);
    BOOST_TEST((line.c_cflag & CSIZE) == static_cast<tcflag_t>(CS8));
    BOOST_TEST((line.c_cflag & CSTOPB) == 0U);
    BOOST_TEST((line.c_cflag & CRTSCTS) == 0U);
    BOOST_TEST((line.c_cflag & CREAD) != 0U);
    BOOST_TEST((line.c_cflag & CLOCAL) != 0U);
    BOOST_TEST((line.c_lflag & (ICANON | ECHO | ECHONL | ISIG | IEXTEN)) == 0U);
    BOOST_TEST((line.c_iflag & (ICRNL | INLCR | IGNCR | ISTRIP | IXON | IXOFF | IXANY | BRKINT |
                                IGNBRK | PARMRK | INPCK | IGNPAR)) == 0U);
    BOOST_TEST((line.c_oflag & OPOST) == 0U);
    BOOST_TEST(line.c_cc[VMIN] == 1);
    BOOST_TEST(line.c_cc[VTIME] == 0);
  }
}

BOOST_AUTO_TEST_CASE(settings_from_before_do_not_stay) {
  const support::Terminal terminal;
  const kaifa::UniqueFd slave = terminal.open_slave();
  termios line = terminal.settings();
  line.c_iflag |= IGNPAR | INPCK | PARMRK | IXOFF | IXANY | IUCLC;
  line.c_cflag |= CSTOPB | CRTSCTS | PARODD;
  BOOST_REQUIRE(tcsetattr(slave.get(), TCSANOW, &line) == 0);
  kaifa::set_raw(slave.get(), {});
  line = terminal.settings();
  BOOST_TEST((line.c_iflag & (IGNPAR | INPCK | PARMRK | IXOFF | IXANY | IUCLC)) == 0U);
  BOOST_TEST((line.c_cflag & (CSTOPB | CRTSCTS | PARODD)) == 0U);
}

BOOST_AUTO_TEST_CASE(a_wrong_parity_bit_drops_a_byte_if_that_was_asked_for) {
  using kaifa::Parity;
  const auto checked = [](Parity parity, bool check) {
    return kaifa::raw_mode({.parity = parity, .check_parity = check}).c_iflag;
  };
  BOOST_TEST(checked(Parity::even, true) == tcflag_t{INPCK | IGNPAR});
  BOOST_TEST(checked(Parity::odd, true) == tcflag_t{INPCK | IGNPAR});
  BOOST_TEST(checked(Parity::none, true) == 0U);
  BOOST_TEST(checked(Parity::even, false) == 0U);
  const support::Terminal terminal;
  const kaifa::UniqueFd slave = terminal.open_slave();
  kaifa::set_raw(slave.get(), {.check_parity = true});
  BOOST_TEST((terminal.settings().c_iflag & (INPCK | IGNPAR | PARMRK)) == (INPCK | IGNPAR));
}

BOOST_AUTO_TEST_CASE(a_byte_has_8_bits_and_the_parity_that_was_asked_for) {
  // A pseudo-terminal would not show this: it has no parity, and always 8 bits.
  const auto framing = [](kaifa::Parity parity) {
    return kaifa::raw_mode({.parity = parity}).c_cflag & (CSIZE | CSTOPB | PARENB | PARODD);
  };
  BOOST_TEST(framing(kaifa::Parity::even) == tcflag_t{CS8 | PARENB});
  BOOST_TEST(framing(kaifa::Parity::odd) == tcflag_t{CS8 | PARENB | PARODD});
  BOOST_TEST(framing(kaifa::Parity::none) == tcflag_t{CS8});
}

BOOST_AUTO_TEST_CASE(another_rate_is_an_error) {
  const support::Terminal terminal;
  const kaifa::UniqueFd slave = terminal.open_slave();
  // 13 is the constant of 9600 baud in termios; the others are rates of the C library alone.
  for (const unsigned baud : {0U, 13U, 50U, 200U, 2401U, 2500000U, 4000000U})
    BOOST_CHECK_THROW(kaifa::set_raw(slave.get(), {.baud = baud}), std::system_error);
}

BOOST_AUTO_TEST_CASE(anything_but_a_terminal_is_an_error) {
  const kaifa::UniqueFd null(open("/dev/null", O_RDONLY | O_CLOEXEC));
  BOOST_CHECK_EXCEPTION(
      kaifa::set_raw(null.get(), {}), std::system_error, [](const std::system_error& error) {
        return error.code().value() == ENOTTY &&
               error.what() == std::string("cannot set it up: Inappropriate ioctl for device");
      });
}

BOOST_AUTO_TEST_SUITE_END()
