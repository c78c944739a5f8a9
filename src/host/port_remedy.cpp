#include "port_remedy.h"

#include "formatted.h"
#include "path_remedy.h"
#include "shown.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <string_view>

namespace kaifa {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view dev = "/dev/";
constexpr std::string_view list_of_ports =
    "'ls /dev/ttyUSB* /dev/ttyACM*' lists ports for --device";

bool starts_with_any(std::string_view text, const auto& heads) {
  return std::ranges::any_of(heads,
                             [text](std::string_view head) { return text.starts_with(head); });
}

bool are_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// Whether the path is a name such as COM3, which Windows gives to ports.
bool is_name_of_windows(std::string_view path) {
  constexpr std::string_view com = "COM";
  return path.size() > com.size() &&
         std::ranges::equal(path.substr(0, com.size()), com,
                            [](unsigned char a, char b) { return std::toupper(a) == b; }) &&
         are_digits(path.substr(com.size()));
}

/// The port that a path without /dev/, or without its first slash, probably means.
std::string port_meant_by(std::string_view path) {
  const std::string_view name =
      path.starts_with(dev.substr(1)) ? path.substr(dev.size() - 1) : path;
  if (!starts_with_any(
          name, std::array{"ttyUSB"sv, "ttyACM"sv, "ttyAMA"sv, "ttyS"sv, "serial"sv, "kaifa"sv}))
    return "";
  return formatted("{}{}", dev, name);
}

/// Whether the port is a UART of the host itself rather than an adapter that can be plugged in.
bool is_own_port(std::string_view path) {
  return std::ranges::any_of(
      std::array{"/dev/ttyAMA"sv, "/dev/ttyS"sv, "/dev/serial"sv}, [path](std::string_view head) {
        return path.starts_with(head) && are_digits(path.substr(head.size()));
      });
}

std::string remedy_for_missing(std::string_view path) {
  if (path.find("://") != std::string_view::npos)
    return "; --device takes a path: to read a port on the network, let 'socat -u TCP:HOST:PORT -' "
           "write to the program, with --device -";
  if (is_name_of_windows(path))
    return formatted("; that is how Windows names a port: {}", list_of_ports);
  if (const std::string port = port_meant_by(path); !port.empty())
    return formatted("; is {} meant?", shown_path(port));
  if (!path.starts_with(dev))
    return "";
  if (is_own_port(path))
    return "; a Raspberry Pi's own port is turned on with 'sudo raspi-config' (Interface Options, "
           "Serial Port: no login shell, hardware enabled), which sets it in "
           "/boot/firmware/config.txt, and a restart";
  if (path == "/dev/kaifa")
    return "; is the adapter plugged in, and known to the udev rule 60-kaifa-exporter.rules?";
  if (path == "/dev/ttyUSB0")
    return formatted("{}; is the adapter plugged in? {}",
                     access("/dev/kaifa", F_OK) == 0 ? "" : ", nor is there /dev/kaifa",
                     list_of_ports);
  if (starts_with_any(path, std::array{"/dev/ttyUSB"sv, "/dev/ttyACM"sv, "/dev/serial/"sv}))
    return "; is the adapter plugged in? 'ls -l /dev/serial/by-id' lists adapters by names that "
           "stay the same, each with its present port";
  return formatted("; {}", list_of_ports);
}

/// For a socket, which no program can open, and for a node without a device.
std::string remedy_for_no_device(const std::string& path) {
  struct stat port {};
  if (stat(path.c_str(), &port) == 0 && S_ISSOCK(port.st_mode))
    return formatted("; it is a socket: let 'socat -u UNIX-CONNECT:{} -' write to the program, "
                     "with --device -",
                     shown_word(path));
  return path.starts_with(dev) ? "; the node is there, but no device; is the adapter plugged in?"
                               : "";
}

/// In Debian, serial ports belong to the group dialout, which has the same number on every host.
std::string remedy_for_permission(const std::string& path) {
  constexpr gid_t dialout = 20;
  struct stat port {};
  if (stat(path.c_str(), &port) != 0 || !S_ISCHR(port.st_mode))
    return path_remedy(path, EACCES);
  if (port.st_gid == dialout && (port.st_mode & S_IRGRP) != 0)
    return "; the port belongs to the group dialout: 'sudo adduser $USER dialout', then log in "
           "again";
  return formatted("; 'ls -l {}' shows who may read it", shown_word(path));
}

} // namespace

std::string port_remedy(const std::string& path, int error) {
  switch (error) {
  case ENOENT:
    return remedy_for_missing(path);
  case ENXIO:
  case ENODEV:
    return remedy_for_no_device(path);
  case EIO:
    if (!path.starts_with(dev))
      return path_remedy(path, error);
    return is_own_port(path)
               ? formatted("; this computer has no such port, only its name; {}", list_of_ports)
               : "; was the adapter unplugged? 'sudo dmesg' says more";
  case EINVAL:
    return "; its driver refuses this --baud or --parity";
  case EACCES:
    return remedy_for_permission(path);
  case EPERM:
    return formatted("; a service of systemd needs DeviceAllow={} r, and a container needs the "
                     "device passed in",
                     shown_path(path));
  default:
    return path_remedy(path, error);
  }
}

} // namespace kaifa
