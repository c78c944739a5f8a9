# Sourced by check scripts, in sh or bash. It prints a line for each check, and at the end one line of counts.
#
#   check NAME COMMAND...   ok if the command succeeds; else what it says is shown
#   report NAME             ok if standard input is empty; else what it says is shown
#   skip NAME WHY           the check is left out, which is a failure if REQUIRE_ALL=1
#   results_of COMMAND...   runs a program that prints such lines itself; it and all that it has started end with the
#                           script at the latest, also if HUP, INT or TERM ends that
#   have PROGRAM NAME       whether the program is there; else the check is skipped
#   counts                  prints 'N passed, N failed' or 'N passed, N failed, N skipped'; fails if a check has failed
#
# $work is a directory that is removed at the end; what results_of runs has it as TMPDIR. at_exit is a function that may
# be defined anew to clean up more.

work=$(mktemp -d)
: >"$work/results"
at_exit() {
  :
}
trap 'end_group; at_exit; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# In a file, because 'report' may run in the subshell of a pipe.
result() {
  echo "$*" | tee -a "$work/results"
}

check() {
  check_name=$1
  shift
  if said=$("$@" 2>&1); then
    result "ok $check_name"
  else
    result "not ok $check_name"
    echo "$said"
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

count_of() {
  grep -c "^$1 " "$work/results"
}

counts() {
  skipped=$(count_of SKIPPED) || :
  failed=$(count_of not) || :
  passed=$(count_of ok) || :
  if [ "$skipped" = 0 ]; then
    echo "$passed passed, $failed failed"
  else
    echo "$passed passed, $failed failed, $skipped skipped"
  fi
  [ "$failed" = 0 ]
}
