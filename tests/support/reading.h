#pragma once

#include "support/frames.h"
#include "support/programs.h"

/// What the meter said according to a run. Checks that the run succeeded silently.
[[nodiscard]] support::Samples said(const support::Outcome& outcome);

void check_same(const support::Samples& actual, const support::Samples& expected);

/// Checks that a run succeeded silently, and that the meter said this and nothing else.
void check_says(const support::Outcome& outcome, const support::Samples& expected);
