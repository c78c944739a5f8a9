# Benchmarks, and the instruction count of a run that 'make check' enforces.

packages_bench = $(packages_check) libbenchmark-dev strace

bench_tools    := $(addprefix $(BUILD)/,reader-bench port-bench make-stream replace-file \
                                        compare-processes push-damage)
toolchain       = $(shell $(CXX) --version | head -n 1); \
                  $(strip $(filter-out -W% -ffile-prefix-map=%,$(all_cxxflags) $(sections_release)) \
                          $(CPPFLAGS) $(LDFLAGS))
bench_programs  = dynamic=$(program) static=$(static_program)

.PHONY: bench bench-record measure-pushes

bench: $(program) $(bench_tools) static ## measure and print a table (after 'make deps-bench')
	DYNAMIC=$(program) STATIC=$(static_program) TOOLS=$(BUILD) TOOLCHAIN='$(toolchain)' \
	  tests/bench/run

bench-record: $(program) $(BUILD)/list-2 static ## keep the instructions of a run, as counted here
	tests/bench/check-instructions --record '$(toolchain)' $(BUILD)/list-2 $(bench_programs)

ifeq ($(VARIANT),release)
check: $(BUILD)/list-2 static
check_commands += "tests/bench/check-instructions '$(toolchain)' $(BUILD)/list-2 $(bench_programs)"
endif

PUSHES ?= 150000
CHECKED ?= 20000

measure-pushes: $(BUILD)/push-damage ## measure what a bad line gets through the checks of PUSHES pushes
	$< $(PUSHES) $(CHECKED)

$(BUILD)/list-2: $(BUILD)/make-stream
	$< list-2 >$@

bench_objects = $(patsubst %,$(BUILD)/tests/bench/%.o,$(1))
frame_objects := $(BUILD)/tests/support/sample_frames.o \
                 $(patsubst %,$(BUILD)/tests/simulator/%.o,encoder frame local_time)

$(BUILD)/reader-bench: $(call bench_objects,reader_bench) $(encoder_objects) $(library_objects) \
                       $(patsubst %,$(BUILD)/tests/%.o,support/sample_frames properties/count_allocations)
$(BUILD)/port-bench: $(call bench_objects,port_bench children) $(frame_objects) \
                     $(patsubst %,$(BUILD)/tests/support/%.o,terminal process)
$(BUILD)/make-stream: $(call bench_objects,make_stream) $(frame_objects)
$(BUILD)/replace-file: $(call bench_objects,replace_file)
$(BUILD)/compare-processes: $(call bench_objects,compare_processes)

$(BUILD)/push-damage: $(call bench_objects,push_damage) $(encoder_objects) $(library_objects) \
                      $(patsubst %,$(BUILD)/tests/support/%.o,line_damage push_trial reading_rows \
                                                              reference_push)

$(BUILD)/push-damage: libraries = $(program_libraries)
$(BUILD)/reader-bench: libraries = -lbenchmark $(program_libraries)
$(BUILD)/compare-processes: all_ldflags := -static

$(bench_tools):
	$(link)
