#pragma once

#include "support/frames.h"
#include "support/programs.h"

/// What the meter said according to the program, which ended well and in silence.
[[nodiscard]] support::Samples said(const support::Outcome& outcome);

void check_same(const support::Samples& actual, const support::Samples& expected);

/// It ended well and in silence, and printed this and nothing else of what a meter can say.
void check_says(const support::Outcome& outcome, const support::Samples& expected);

/// Reads at least this list from standard input and prints it.
[[nodiscard]] support::Outcome read_input(const simulator::Bytes& stream, int list);
