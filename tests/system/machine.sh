# Sourced by the scripts of this folder, after tests/support/check.sh: a Debian that is booted in a container, simulated
# meters at its ports, and its Prometheus. A script sets $release and $simulator first. Whatever happens there, the tree
# in build/system stays as it is.
#
#   boot_or_skip            boots it, or ends the script with a skip
#   shut_down               ends it; at_exit of this file does so too
#   inside COMMAND...       runs a command in it
#   write FILE              writes standard input to a file of it
#   plug PORT OPTION...     plugs in the adapter of a simulated meter, with the permissions that udev gives
#   unplug PORT
#   waits UNIT              starts a run that waits for a list
#   value QUERY             Prometheus's answer, a number for each series
#   true_of QUERY           Prometheus has series for which the comparison holds

# shellcheck shell=bash
textfiles=/var/lib/prometheus/node-exporter
tree=$PWD/build/system/$release
console=$PWD/build/system/$release.log
nspawn=

at_exit() {
  shut_down
}

shut_down() {
  if [ -n "$nspawn" ]; then
    kill "$nspawn" 2>/dev/null && wait "$nspawn" || true
  fi
  nspawn=
}

make_tree() {
  tests/support/debian-tree "$release" "$tree" systemd systemd-sysv dbus udev cron tzdata acl ser2net \
    mosquitto mosquitto-clients prometheus prometheus-node-exporter || return 1
  tests/support/fetch-packages "$release" "$(dpkg --print-architecture)" "$PWD/build/system/$release-node-exporter" \
    prometheus-node-exporter
}

boot() {
  SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 systemd-nspawn --quiet --directory="$tree" --boot \
    --register=no --keep-unit --machine="system-$$" --private-network --volatile=overlay --link-journal=no \
    --bind-ro="$simulator:/usr/local/bin/kaifa-simulator" \
    --console=pipe </dev/null >"$console" 2>&1 &
  nspawn=$!
}

is_up() {
  machine=$(pgrep -P "$nspawn")
  inside systemctl is-system-running | grep -E '^(running|degraded)$'
}

boot_or_skip() {
  [ "$(id -u)" = 0 ] || skip_all 'it needs root'
  needs deps-system debootstrap systemd-nspawn dpkg-deb nsenter pgrep ip python3
  if ! make_tree >"$work/debootstrap" 2>&1; then
    tail -n 5 "$work/debootstrap"
    skip_all 'debootstrap failed'
  fi
  boot
  check 'boot' within 60 is_up
  if has_failed; then
    tail -n 20 "$console"
    counts
  fi
  machine=$(pgrep -P "$nspawn")
}

inside() {
  nsenter --target "$machine" --all -- env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C "$@"
}

write() {
  inside sh -c "mkdir -p '${1%/*}' && cat >'$1'"
}

plug() {
  local port=$1
  shift
  # The unit gets a new name: systemd may not yet have forgotten the unit of the previous meter.
  inside systemd-run --quiet --collect --unit="meter-${port##*/}-${EPOCHREALTIME/[.,]/}" \
    /usr/local/bin/kaifa-simulator --link "$port" "$@"
  within 10 inside test -e "$port" || return 1
  inside chgrp dialout "$port"
  inside chmod 660 "$port"
}

unplug() {
  inside systemctl stop "meter-${1##*/}-*"
}

# is_running UNIT: its process is kaifa-exporter and has had time to look for its files
is_running() {
  inside sh -c 'process=$(systemctl show --property=MainPID --value "$1") && [ "$process" != 0 ] &&
    readlink "/proc/$process/exe" | grep -x /usr/bin/kaifa-exporter && ls -l "/proc/$process/fd" | grep signalfd' sh "$1"
}

waits() {
  inside systemctl start --no-block "$1" || return 1
  within 20 is_running "$1"
}

value() {
  local answer
  answer=$(inside promtool query instant http://127.0.0.1:9090 "$1" | sed -n 's/.* => \([^ ]*\) @.*/\1/p')
  [ -n "$answer" ] && echo "$answer"
}

true_of() {
  value "$1" >/dev/null || { echo "no answer to $1"; return 1; }
}
