# Sourced by check scripts, in sh or bash. It prints a line for each check, and at the end one line of counts.
#
#   check NAME COMMAND...   ok if the command succeeds; else its output is shown
#   report NAME             ok if standard input is empty; else the input is shown
#   skip NAME WHY           the check is left out, which is a failure if REQUIRE_ALL=1
#   results_of COMMAND...   runs a program that prints such lines itself. The program and everything it started end with
#                           the script at the latest, even if HUP, INT or TERM ends the script
#   have PROGRAM NAME       whether the program exists; else the check is skipped
#   skip_all WHY            ends the script with nothing but a skip
#   needs GOAL PROGRAM...   does the same if a program is missing that 'make GOAL' installs
#   has_failed              whether a check has failed
#   counts                  prints 'N passed, N failed' or 'N passed, N failed, N skipped'; fails if a check has failed.
#                           A script that ends without it counts as one more failure
#
#   within SECONDS COMMAND...   tries again, once a second, until the command succeeds
#   fails COMMAND...            succeeds if the command fails
#
# $work is a directory that is removed at the end, and TMPDIR for what results_of runs. A script may redefine at_exit to
# clean up more.

work=$(mktemp -d)
: >"$work/results"
at_exit() {
  :
}
counted=
trap 'end_group; at_exit; [ "$counted" ] || ended_early; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# In a file, because 'report' may run in the subshell of a pipe.
result() {
  echo "$*" | tee -a "$work/results"
}

check() {
  check_name=$1
  shift
  if "$@" >"$work/said" 2>&1; then
    result "ok $check_name"
  else
    result "not ok $check_name"
    cat "$work/said"
  fi
}

report() {
  why=$(sed '$!s/$/;/' | tr '\n' ' ')
  if [ -z "$why" ]; then
    result "ok $1"
  else
    result "not ok $1: $why"
  fi
}

skip() {
  if [ "${REQUIRE_ALL:-}" = 1 ]; then
    result "not ok $1: $2"
  else
    result "SKIPPED $1: $2"
  fi
}

have() {
  command -v "$1" >/dev/null && return
  skip "$2" "$1 is missing"
  return 1
}

group=
end_group() {
  [ -z "$group" ] || kill -s KILL -- "-$group" 2>/dev/null || :
  group=
}

results_of() {
  mkfifo "$work/lines"
  tee -a "$work/results" <"$work/lines" &
  TMPDIR=$work setsid "$@" >"$work/lines" &
  group=$!
  status=0
  wait "$group" || status=$?
  end_group
  wait
  rm "$work/lines"
  [ "$status" = 0 ] || result "not ok $*: it ended with status $status"
}

skip_all() {
  skip "${0##*tests/}" "$1"
  counts
  exit
}

needs() {
  needed_goal=$1
  shift
  for needed; do
    command -v "$needed" >/dev/null || skip_all "$needed is missing; 'make $needed_goal' installs it"
  done
}

within() {
  within_end=$(($(date +%s) + $1))
  shift
  until within_said=$("$@" 2>&1); do
    if [ "$(date +%s)" -ge "$within_end" ]; then
      printf 'waited in vain for: %s\n%s\n' "$*" "$within_said"
      return 1
    fi
    sleep 1
  done
}

fails() {
  ! "$@"
}

count_of() {
  grep -c "^$1 " "$work/results"
}

has_failed() {
  grep -q '^not ' "$work/results"
}

ended_early() {
  result "not ok ${0##*tests/}: it ended before its last check" >&2
  counts || :
}

counts() {
  counted=yes
  skipped=$(count_of SKIPPED) || :
  failed=$(count_of not) || :
  passed=$(count_of ok) || :
  if [ "$skipped" = 0 ]; then
    echo "$passed passed, $failed failed"
  else
    echo "$passed passed, $failed failed, $skipped skipped"
  fi
  ! has_failed
}
