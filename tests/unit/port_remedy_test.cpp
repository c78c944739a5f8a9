#include "host/port_remedy.h"

#include "host/path_remedy.h"
#include "host/unique_fd.h"
#include "support/requirement.h"
#include "support/temporary_directory.h"
#include "support/terminal.h"

#include <boost/test/unit_test.hpp>

#include <cerrno>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace {

const std::string windows = "; that is how Windows names a port: 'ls /dev/ttyUSB* /dev/ttyACM*' "
                            "lists ports for --device";
const std::string network =
    "; --device takes a path: to read a port on the network, let 'socat -u TCP:HOST:PORT -' write "
    "to the program, with --device -";
const std::string raspberry =
    "; a Raspberry Pi's own port is turned on with 'sudo raspi-config' (Interface Options, Serial "
    "Port: no login shell, hardware enabled), which sets it in /boot/firmware/config.txt, and a "
    "restart";
const std::string by_id =
    "; is the adapter plugged in? 'ls -l /dev/serial/by-id' lists adapters by names that stay the "
    "same, each with its present port";
const std::string lists = "; 'ls /dev/ttyUSB* /dev/ttyACM*' lists ports for --device";

/// A path that does not exist, and what to try.
struct Missing {
  std::string path;
  std::string remedy;
};

} // namespace

BOOST_AUTO_TEST_SUITE(port_remedy)

BOOST_AUTO_TEST_CASE(what_is_missing_has_a_remedy_of_its_own) {
  const std::vector<Missing> all = {
      {"ttyUSB0", "; is /dev/ttyUSB0 meant?"},
      {"ttyACM1", "; is /dev/ttyACM1 meant?"},
      {"ttyAMA0", "; is /dev/ttyAMA0 meant?"},
      {"ttyS0", "; is /dev/ttyS0 meant?"},
      {"serial0", "; is /dev/serial0 meant?"},
      {"serial/by-id/usb-x", "; is /dev/serial/by-id/usb-x meant?"},
      {"kaifa", "; is /dev/kaifa meant?"},
      {"dev/ttyUSB0", "; is /dev/ttyUSB0 meant?"},
      {"COM3", windows},
      {"com12", windows},
      {"tcp://192.0.2.7:2000", network},
      {"socket://meter.lan:2000", network},
      {"rfc2217://meter.lan:2000", network},
      {"/dev/ttyAMA0", raspberry},
      {"/dev/ttyAMA10", raspberry},
      {"/dev/ttyS0", raspberry},
      {"/dev/serial0", raspberry},
      {"/dev/serial1", raspberry},
      {"/dev/ttyUSB1", by_id},
      {"/dev/ttyUSB12", by_id},
      {"/dev/ttyACM0", by_id},
      {"/dev/serial/by-id/usb-x", by_id},
      {"/dev/ttySC0", lists},
      {"/dev/ttyAMA", lists},
      {"/dev/ttyUBS0", lists},
      {"/dev/usb", lists},
      {"/dev/kaifa", "; is the adapter plugged in, and known to the udev rule "
                     "60-kaifa-exporter.rules?"},
      // A missing file needs no advice.
      {"capture.bin", ""},
      {"COM", ""},
      {"COM3.bin", ""},
      {"/home/pi/ttyUSB0", ""},
      {"/run/meter", ""},
      {"run.bin", ""},
  };
  for (const Missing& missing : all)
    BOOST_TEST(kaifa::port_remedy(missing.path, ENOENT) == missing.remedy, missing.path);
}

BOOST_AUTO_TEST_CASE(the_default_port_that_is_missing_names_the_other_default,
                     *support::needs("no /dev/kaifa",
                                     [] { return access("/dev/kaifa", F_OK) != 0; })) {
  BOOST_TEST(kaifa::port_remedy("/dev/ttyUSB0", ENOENT) ==
             ", nor is there /dev/kaifa; is the adapter plugged in? 'ls /dev/ttyUSB* /dev/ttyACM*' "
             "lists ports for --device");
}

BOOST_AUTO_TEST_CASE(a_node_without_its_device_is_told_from_a_missing_node) {
  for (const int error : {ENXIO, ENODEV}) {
    for (const std::string path : {"/dev/ttyUSB0", "/dev/null"}) // missing by now, or still there
      BOOST_TEST(kaifa::port_remedy(path, error) ==
                 "; the node is there, but no device; is the adapter plugged in?");
    BOOST_TEST(kaifa::port_remedy("/run/meter", error) == "");
  }
}

BOOST_AUTO_TEST_CASE(a_socket_needs_a_program_that_connects_to_it) {
  const support::TemporaryDirectory directory;
  const std::string path = directory / "meter";
  const kaifa::UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  BOOST_REQUIRE(bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  BOOST_TEST(kaifa::port_remedy(path, ENXIO) ==
             "; it is a socket: let 'socat -u UNIX-CONNECT:" + path +
                 " -' write to the program, with --device -");
}

BOOST_AUTO_TEST_CASE(a_port_that_fails_was_unplugged_or_was_never_there) {
  for (const std::string path : {"/dev/ttyUSB0", "/dev/kaifa", "/dev/serial/by-id/usb-x"})
    BOOST_TEST(kaifa::port_remedy(path, EIO) ==
               "; was the adapter unplugged? 'sudo dmesg' says more");
  for (const std::string path : {"/dev/ttyS0", "/dev/ttyAMA0", "/dev/serial0"})
    BOOST_TEST(kaifa::port_remedy(path, EIO) ==
               "; this computer has no such port, only its name" + lists);
  BOOST_TEST(kaifa::port_remedy("capture", EIO) ==
             "; the disk or the device fails: 'sudo dmesg' says more");
}

BOOST_AUTO_TEST_CASE(settings_that_a_port_does_not_take_are_named) {
  BOOST_TEST(kaifa::port_remedy("/dev/ttyUSB0", EINVAL) ==
             "; its driver refuses this --baud or --parity");
}

BOOST_AUTO_TEST_CASE(a_policy_that_keeps_a_device_away_is_named) {
  BOOST_TEST(kaifa::port_remedy("/dev/ttyXR0", EPERM) ==
             "; a service of systemd needs DeviceAllow=/dev/ttyXR0 r, and a container needs the "
             "device passed in");
}

BOOST_AUTO_TEST_CASE(the_group_dialout_is_advised_only_if_it_may_read_the_port,
                     *support::needs("root", [] { return geteuid() == 0; })) {
  constexpr gid_t dialout = 20;
  const support::Terminal terminal;
  const std::string& path = terminal.path();
  const std::string look = "; 'ls -l " + path + "' shows who may read it";
  const auto remedy_with = [&](gid_t group, mode_t mode) {
    BOOST_REQUIRE(chown(path.c_str(), 0, group) == 0);
    BOOST_REQUIRE(chmod(path.c_str(), mode) == 0);
    return kaifa::port_remedy(path, EACCES);
  };
  BOOST_TEST(remedy_with(dialout, 0660) ==
             "; the port belongs to the group dialout: 'sudo adduser $USER dialout', then log in "
             "again");
  BOOST_TEST(remedy_with(dialout, 0620) == look);
  BOOST_TEST(remedy_with(0, 0660) == look);
  BOOST_TEST(remedy_with(dialout + 1, 0660) == look);
}

BOOST_AUTO_TEST_CASE(a_file_of_others_is_no_port) {
  const support::TemporaryDirectory directory;
  support::write_file(directory / "capture", "");
  for (const std::string& path : {directory / "capture", directory / "nothing"})
    BOOST_TEST(kaifa::port_remedy(path, EACCES) == kaifa::path_remedy(path, EACCES));
}

BOOST_AUTO_TEST_CASE(other_errors_mean_what_they_mean_for_any_path) {
  for (const int error : {0, ELOOP, ENOTDIR, ENAMETOOLONG, EMFILE})
    BOOST_TEST(kaifa::port_remedy("/dev/ttyUSB0", error) ==
               kaifa::path_remedy("/dev/ttyUSB0", error));
}

BOOST_AUTO_TEST_SUITE_END()
