# kaifa-exporter: 'make help' lists the targets.

# If the user gives no -j, make starts a job for each processor, but no more jobs than the memory allows: compiling a
# file needs up to 400 MB. Several goals ('make deps demo') are made one after another.

ifeq ($(MAKELEVEL),0)
  memory_kb := $(shell sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo)
  MAKEFLAGS += -j$(shell n=$$(nproc) m=$$(($(memory_kb) / 400000)); [ $$m -ge $$n ] || n=$$m; [ $$n -gt 0 ] || n=1; echo $$n)
endif

ifneq ($(word 2,$(MAKECMDGOALS)),)
.NOTPARALLEL:
.PHONY: $(MAKECMDGOALS)
$(MAKECMDGOALS):
	@+$(MAKE) --no-print-directory $@
else

VERSION := 1.2.0
VARIANT ?= release

BUILD := build/$(notdir $(firstword $(CXX)))-$(VARIANT)

# The user's CPPFLAGS, CXXFLAGS and LDFLAGS come last and so win.
flags_release  := -O2
flags_debug    := -Og -g3 -D_GLIBCXX_ASSERTIONS
flags_asan     := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined \
                  -fno-sanitize-recover=all -D_GLIBCXX_ASSERTIONS
flags_coverage := -O0 -g --coverage
flags_fuzz     := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all
hardening_release := -D_FORTIFY_SOURCE=2
# These let the linker drop every unused function.
sections_release := -ffunction-sections -fdata-sections
warnings := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast \
            $(if $(CI),-Werror)

# Loading shared libraries would be half the cost of a run. So fmt is compiled in, and the other libraries except the C
# library are linked statically. A packager sets runtime= to share the C++ library.
runtime  = $(if $(filter release,$(VARIANT)),-static-libstdc++ -static-libgcc -Xlinker --gc-sections)
program_libraries ?= -l:libboost_program_options.a -l:libnettle.a

# In the packages the C library is linked statically too, which halves the cost of a run again; packing its relocations
# takes off another twentieth. The plain program shares the C library, so that tests can make its calls fail.
pie        = -pie
static_pie = -static-pie -Wl,-z,pack-relative-relocs

all_cppflags = -Isrc -DFMT_HEADER_ONLY $(hardening_$(VARIANT)) $(CPPFLAGS)
all_cxxflags = -std=c++20 $(warnings) -fstack-protector-strong -fPIE \
               -ffile-prefix-map=$(CURDIR)=. $(flags_$(VARIANT)) $(CXXFLAGS)
all_ldflags  = $(pie) -Wl,-z,relro,-z,now -Wl,--as-needed $(flags_$(VARIANT)) $(LDFLAGS)

ifeq ($(flags_$(VARIANT)),)
  $(error VARIANT is one of release, debug, asan, coverage, fuzz, not '$(VARIANT)')
endif

objects = $(patsubst %.cpp,$(BUILD)/%.o,$(sort $(wildcard $(1))))

library_objects   := $(call objects,$(filter-out src/main.cpp,$(wildcard src/*.cpp src/*/*.cpp)))
simulator_objects := $(call objects,tests/simulator/*.cpp)
encoder_objects   := $(filter-out $(BUILD)/tests/simulator/main.o,$(simulator_objects))
support_objects   := $(call objects,tests/support/*.cpp)
unit_objects      := $(call objects,tests/unit/*.cpp tests/properties/*.cpp)
e2e_objects       := $(call objects,tests/e2e/*.cpp)

program    := $(BUILD)/kaifa-exporter
static_program := $(program)-static
simulator  := $(BUILD)/kaifa-simulator
interposer := $(BUILD)/interposer.so
executables := $(program) $(simulator) $(BUILD)/unit-tests $(BUILD)/e2e-tests

MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
.PHONY: all static binaries check check-compiled check-static check-unit check-e2e check-fast check-valgrind coverage mutants \
        demo deps clean help lint lint-src lint-tests format check-format dist
.DEFAULT_GOAL := all

all: $(program) ## build the program

static: $(static_program) ## build the program with the C library in it, as in the packages

binaries: $(executables) $(interposer) ## build the program and the tests

# -- tests

# With PRECOMPILED=1, what most tests include is compiled only once, which suits a build from scratch. ccache could not
# cache the objects of such a build.
precompiled := $(if $(PRECOMPILED),$(BUILD)/tests/precompiled.h)

test_environment = KAIFA_EXPORTER=$(program) KAIFA_SIMULATOR=$(simulator) \
                   KAIFA_INTERPOSER=$(CURDIR)/$(interposer) KAIFA_OBJECTS=$(BUILD)/src
check_commands = $(BUILD)/unit-tests $(BUILD)/e2e-tests tests/checks/docs tests/checks/rules \
                 tests/checks/layering tests/checks/json tests/checks/died tests/checks/homes "tests/mutants/run --check"

# Under AddressSanitizer no process leaves a core dump, and most of the program's memory is shadow memory, too much to
# search.
ifeq ($(VARIANT),asan)
not_under_asan    = !key/a_process_*:!key/memory_*
test_environment += BOOST_TEST_RUN_FILTERS='$(not_under_asan)'
endif

check: binaries ## build and run all tests; TESTS=hdlc: only one suite
	+$(test_environment) TESTS='$(TESTS)' tests/run $(check_commands)

check-compiled: binaries ## run the two below
	$(test_environment) TESTS='$(TESTS)' tests/run $(BUILD)/unit-tests $(BUILD)/e2e-tests

check-unit: $(BUILD)/unit-tests ## run the tests of modules and of properties
	$(test_environment) TESTS='$(TESTS)' tests/run $(BUILD)/unit-tests

check-e2e: binaries ## run the tests of the program as a process
	$(test_environment) TESTS='$(TESTS)' tests/run $(BUILD)/e2e-tests

# A static program loads no preloaded library. A test that needs one, and is not named here, fails.
preloading := !faults:!killed/before_any_call*:!signals/end_a_run_at_once*
preloading := $(preloading):!shared_directory:!failure_file/is_there_once*:!failure_file/costs*:!failure_file/of_a_directory*
preloading := $(preloading):!failure_file/of_a_port_that_cannot*:!failure_file/is_there_before*
preloading := $(preloading):!failure_file/of_a_fault*:!endurance/a_wait_that_is_interrupted*:!endurance/a_clock_that_jumps*

check-static: static binaries ## run the tests of the program as a process on the packages' program
	$(filter-out KAIFA_INTERPOSER=%,$(test_environment)) KAIFA_EXPORTER=$(static_program) \
	  BOOST_TEST_RUN_FILTERS='$(preloading)' TESTS='$(TESTS)' tests/run $(BUILD)/e2e-tests

check-fast: binaries ## run the tests, except for the slow ones
	$(test_environment) BOOST_TEST_RUN_FILTERS='!@slow$(not_under_asan:%=:%)' \
	  tests/run $(BUILD)/unit-tests $(BUILD)/e2e-tests

# If valgrind finds a fault, the run ends with a status that no test expects. The findings would mix with the
# program's own messages, so they are not printed. Tests that limit the size of files are left out, because valgrind
# itself could not run, and so are tests that close standard output, because valgrind would take its place.
valgrind = valgrind --quiet --log-file=/dev/null --error-exitcode=99 --leak-check=full
not_under_valgrind = !endurance/a_flood*:!endurance/a_reading_after*
not_under_valgrind := $(not_under_valgrind):!faults/a_file_that_outgrows*:!output_errors/a_closed*

check-valgrind: binaries ## run the tests of the program under valgrind, except for floods
	mkdir -p $(BUILD)/valgrind
	printf '#!/bin/sh\nexec %s %s "$$@"\n' '$(valgrind)' '$(CURDIR)/$(program)' \
	  >$(BUILD)/valgrind/kaifa-exporter
	chmod +x $(BUILD)/valgrind/kaifa-exporter
	$(test_environment) KAIFA_EXPORTER=$(BUILD)/valgrind/kaifa-exporter \
	  BOOST_TEST_RUN_FILTERS='$(not_under_valgrind)' tests/run $(BUILD)/e2e-tests

# The program writes its counts into these directories, even in a test that runs it as an ordinary user, so everyone may
# write there. A run that may not write files cannot be counted.
coverage: ## show which lines and branches of src/ the tests reach (after 'make deps-coverage')
	$(MAKE) CXX=g++ VARIANT=coverage binaries
	find build/g++-coverage -name '*.gcda' -delete
	umask 0 && BOOST_TEST_RUN_FILTERS='!faults/a_file_that_outgrows*' \
	  $(MAKE) CXX=g++ VARIANT=coverage check
	for what in '' --branches; do \
	  gcovr --filter src/ --exclude-throw-branches --exclude-unreachable-branches \
	    --print-summary $$what build/g++-coverage/src || exit; \
	done

mutants: ## break the program in many ways, one at a time, and see whether the tests notice
	+tests/mutants/run

demo: $(program) $(simulator) ## read a simulated meter and show what comes out
	tests/simulator/demo $(program) $(simulator)

# -- packages of the host

packages          := g++ make libboost-program-options-dev libfmt-dev nettle-dev
packages_check     = $(packages) groff-base libboost-test-dev man-db mandoc prometheus \
                     prometheus-node-exporter python3 tzdata valgrind
packages_coverage := gcovr

deps: ## install what building and the demo need, through apt
	$(if $(filter 0,$(shell id -u)),,sudo) apt-get update
	$(if $(filter 0,$(shell id -u)),,sudo) env DEBIAN_FRONTEND=noninteractive \
	  apt-get install --yes --no-install-recommends $(packages)

deps-%: ## install what check, bench, coverage, fuzz, system, machine, power_cut or prometheus needs
	$(MAKE) deps packages='$(packages_$*)'

# -- source

lint: lint-src lint-tests ## run clang-tidy
lint-src: $(addsuffix .lint,$(wildcard src/*.cpp src/*/*.cpp))
lint-tests: $(addsuffix .lint,$(filter-out %/libfuzzer.cpp,$(wildcard tests/*/*.cpp)))

%.cpp.lint: %.cpp
	clang-tidy --quiet $< -- -std=c++20 $(all_cppflags)

format: ## format the source with clang-format
	clang-format -i $(shell git ls-files '*.h' '*.cpp')

check-format: ## fail if 'make format' would change a file
	clang-format --dry-run --Werror $(shell git ls-files '*.h' '*.cpp')

dist: ## pack the sources of the last commit
	mkdir -p build
	git archive --prefix=kaifa-exporter-$(VERSION)/ -o build/kaifa-exporter-$(VERSION).tar.gz HEAD

clean: ## remove everything that was built
	rm -rf build

help: ## print this
	@sed -n 's/^\([a-z0-9%-]*\):.* ## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 28

# -- how each file is made; 'make V=1' shows the commands

quiet = $(if $(V),,@printf '  %s\n' '$(1) $@' ;)
link  = $(call quiet,LINK)$(CXX) $(all_cxxflags) $(all_ldflags) -o $@ $(filter %.o,$^) $(libraries)

$(program) $(static_program): $(BUILD)/src/main.o $(library_objects)
$(program): all_ldflags += $(runtime)
$(static_program): pie = $(static_pie)
$(static_program): all_ldflags += -Wl,--gc-sections
$(simulator): $(simulator_objects) $(BUILD)/src/formatted.o
$(BUILD)/e2e-tests: $(e2e_objects) $(support_objects) $(encoder_objects) $(library_objects)

$(executables) $(static_program): libraries = $(program_libraries)
$(BUILD)/unit-tests $(BUILD)/e2e-tests: libraries += -lboost_unit_test_framework

$(executables) $(static_program):
	$(link)

$(interposer): tests/interposer/interposer.cpp
	@mkdir -p $(@D)
	$(call quiet,CXX)$(CXX) -std=c++20 -O2 $(warnings) -fPIC -shared -o $@ $<

$(BUILD)/%.o: %.cpp Makefile
	@mkdir -p $(@D)
	$(call quiet,CXX)$(CXX) $(all_cppflags) $(all_cxxflags) -MMD -MP -c -o $@ $<

$(BUILD)/src/%.o: all_cxxflags += $(sections_$(VARIANT))
$(BUILD)/src/version.o src/version.cpp.lint: all_cppflags += -DKAIFA_VERSION='"$(VERSION)"'
$(BUILD)/tests/%.o tests/%.lint: all_cppflags += -Itests -DBOOST_TEST_DYN_LINK
# g++ 16 warns of conversions in the macros of Boost.Test.
$(addprefix $(BUILD)/tests/,unit/%.o properties/%.o e2e/%.o support/%.o): \
  all_cxxflags += -Wno-conversion -Wsign-conversion
# Optimising the tests would take longer than it saves when they run, above all with AddressSanitizer. Fortified
# functions need optimisation.
$(addprefix $(BUILD)/tests/,unit/%.o e2e/%.o precompiled.h.gch): all_cxxflags += -O0 -U_FORTIFY_SOURCE

ifneq ($(precompiled),)
precompiled_users := $(filter-out %/main.o,$(call objects,tests/unit/*.cpp tests/e2e/*.cpp))
$(precompiled_users): $(precompiled).gch
$(precompiled_users): private all_cppflags += -include $(precompiled)
$(precompiled).gch: all_cppflags += -Itests -DBOOST_TEST_DYN_LINK
$(precompiled).gch: all_cxxflags += -Wno-conversion -Wsign-conversion
$(precompiled).gch: tests/support/precompiled.h Makefile
	@mkdir -p $(@D)
	$(call quiet,CXX)$(CXX) $(all_cppflags) $(all_cxxflags) -x c++-header -o $@ $<
endif

include tests/fuzz/fuzz.mk tests/bench/bench.mk tests/prometheus/prometheus.mk tests/dashboard/dashboard.mk \
        tests/power_cut/power_cut.mk tests/machine/machine.mk cron/install.mk cron/debian/deb.mk

$(BUILD)/unit-tests: $(unit_objects) $(fuzz_objects) $(support_objects) $(encoder_objects) \
                     $(library_objects)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

endif
