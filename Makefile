# kaifa-exporter: 'make help' lists the targets.

VERSION := 1.0.0
VARIANT ?= release

BUILD := build/$(notdir $(firstword $(CXX)))-$(VARIANT)

# The user's CPPFLAGS, CXXFLAGS and LDFLAGS come last and win.
flags_release  := -O2
flags_debug    := -Og -g3 -D_GLIBCXX_ASSERTIONS
flags_asan     := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined \
                  -fno-sanitize-recover=all -D_GLIBCXX_ASSERTIONS
flags_coverage := -O0 -g --coverage
flags_fuzz     := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all
hardening_release := -D_FORTIFY_SOURCE=2
warnings := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast \
            $(if $(CI),-Werror)

# Half of what a run costs is to load libraries: fmt is compiled in, Boost linked statically.
# With NDEBUG fmt refers to no stream, so that layering can be told from the objects.
all_cppflags = -Isrc -DFMT_HEADER_ONLY -DNDEBUG -DKAIFA_VERSION='"$(VERSION)"' $(hardening_$(VARIANT)) $(CPPFLAGS)
all_cxxflags = -std=c++20 $(warnings) -fstack-protector-strong -fPIE \
               -ffile-prefix-map=$(CURDIR)=. $(flags_$(VARIANT)) $(CXXFLAGS)
all_ldflags  = -pie -Wl,-z,relro,-z,now -Wl,--as-needed $(flags_$(VARIANT)) $(LDFLAGS)

ifeq ($(flags_$(VARIANT)),)
  $(error VARIANT is one of release, debug, asan, coverage, fuzz, not '$(VARIANT)')
endif

objects = $(patsubst %.cpp,$(BUILD)/%.o,$(sort $(wildcard $(1))))

fuzz_targets := deframer axdr apdu list pipeline config duration

library_objects   := $(call objects,$(filter-out src/main.cpp,$(wildcard src/*.cpp src/*/*.cpp)))
simulator_objects := $(call objects,tests/simulator/*.cpp)
support_objects   := $(call objects,tests/support/*.cpp)
unit_objects      := $(call objects,tests/unit/*.cpp)
e2e_objects       := $(call objects,tests/e2e/*.cpp)
fuzz_objects      := $(call objects,$(addprefix tests/fuzz/,$(addsuffix .cpp,$(fuzz_targets))))
encoder_objects   := $(filter-out $(BUILD)/tests/simulator/main.o,$(simulator_objects))

program   := $(BUILD)/kaifa-exporter
simulator := $(BUILD)/kaifa-simulator
interposer := $(BUILD)/interposer.so
executables := $(program) $(simulator) $(BUILD)/unit-tests $(BUILD)/e2e-tests

MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
.PHONY: all binaries check check-valgrind coverage mutants demo deps clean help fuzz \
        fuzzers lint format dist
.DEFAULT_GOAL := all

all: $(program) ## build the program

binaries: $(executables) $(interposer) ## build the program and the tests

check_commands = $(BUILD)/unit-tests $(BUILD)/e2e-tests tests/docs/check tests/rules/check
ifeq ($(VARIANT),release)
check_commands += tests/install/check $(check_instructions)
check: $(BUILD)/list-2 static
endif

test_environment = KAIFA_EXPORTER=$(program) KAIFA_SIMULATOR=$(simulator) \
                   KAIFA_INTERPOSER=$(CURDIR)/$(interposer) KAIFA_OBJECTS=$(BUILD)/src

check: binaries ## build and run all tests
	+$(test_environment) tests/run $(check_commands)

# A run in which valgrind finds something ends with a status that no test expects. What it finds it
# would print among the program's own messages. Where files have to be tiny it cannot run itself,
# and a closed standard output it takes for its own files.
valgrind = valgrind --quiet --log-file=/dev/null --error-exitcode=99 --leak-check=full
not_under_valgrind = !killed/at_random_moments*:!endurance/a_flood*:!endurance/a_reading_behind*
not_under_valgrind := $(not_under_valgrind):!faults/a_file_that_outgrows*:!output_errors/a_closed*

check-valgrind: binaries ## run the tests of the program under valgrind, but for kills and floods
	mkdir -p $(BUILD)/valgrind
	printf '#!/bin/sh\nexec %s %s "$$@"\n' '$(valgrind)' '$(CURDIR)/$(program)' \
	  >$(BUILD)/valgrind/kaifa-exporter
	chmod +x $(BUILD)/valgrind/kaifa-exporter
	$(test_environment) KAIFA_EXPORTER=$(BUILD)/valgrind/kaifa-exporter \
	  BOOST_TEST_RUN_FILTERS='$(not_under_valgrind)' tests/run $(BUILD)/e2e-tests

# Runs of an ordinary user have to be counted as well. One that may not write files cannot be.
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

deps: ## install what building and testing takes, through apt
	$(if $(filter 0,$(shell id -u)),,sudo) apt-get update
	$(if $(filter 0,$(shell id -u)),,sudo) env DEBIAN_FRONTEND=noninteractive \
	  apt-get install --yes --no-install-recommends $(packages)

packages_bench    := libbenchmark-dev strace
packages_coverage := gcovr
packages_fuzz     := clang libclang-rt-14-dev
packages_system    = $(packages) binutils dpkg-dev lintian procps debootstrap systemd-container \
                     qemu-user-static g++-arm-linux-gnueabi g++-arm-linux-gnueabihf \
                     g++-aarch64-linux-gnu

deps-%: ## install what bench, coverage, fuzz or system (packages, check-arm, check-system) takes
	$(MAKE) deps packages='$(packages_$*)'

FUZZ_SECONDS ?= 60

fuzz: ## fuzz each target for FUZZ_SECONDS (after 'make deps-fuzz')
	$(MAKE) CXX=clang++ VARIANT=fuzz fuzzers
	$(foreach target,$(fuzz_targets),mkdir -p build/fuzz/$(target) && \
	  build/clang++-fuzz/fuzz-$(target) -max_total_time=$(FUZZ_SECONDS) -max_len=16384 \
	    -print_final_stats=1 build/fuzz/$(target) tests/fuzz/corpus/$(target) &&) true

fuzzers: $(addprefix $(BUILD)/fuzz-,$(fuzz_targets))

$(BUILD)/fuzz-%: $(BUILD)/tests/fuzz/libfuzzer-%.o $(fuzz_objects) $(BUILD)/tests/unit/reading_rows.o \
                 $(BUILD)/tests/support/reference_decoder.o \
                 $(BUILD)/tests/support/exposition_parser.o $(encoder_objects) $(library_objects)
	$(call quiet,LINK)$(CXX) $(all_cxxflags) -fsanitize=fuzzer $(all_ldflags) -o $@ $^ \
	  -l:libboost_program_options.a

$(BUILD)/tests/fuzz/libfuzzer-%.o: tests/fuzz/libfuzzer.cpp Makefile
	@mkdir -p $(@D)
	$(call quiet,CXX)$(CXX) -DFUZZ_TARGET=$* $(all_cppflags) $(all_cxxflags) -MMD -MP -c -o $@ $<

$(BUILD)/src/%.o $(BUILD)/tests/fuzz/%.o: all_cxxflags += $(if $(filter fuzz,$(VARIANT)),-fsanitize=fuzzer-no-link)

lint: ## what clang-tidy has to say
	clang-tidy --quiet $(filter src/%,$(shell git ls-files '*.cpp')) -- -std=c++20 $(all_cppflags)

format: ## lay the source out
	clang-format -i $(shell git ls-files '*.h' '*.cpp')

dist: ## pack the sources of the last commit
	mkdir -p build
	git archive --prefix=kaifa-exporter-$(VERSION)/ -o build/kaifa-exporter-$(VERSION).tar.gz HEAD

clean: ## remove all that was built
	rm -rf build

help: ## print this
	@sed -n 's/^\([a-z%-]*\):.* ## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 22

packages := g++ make libboost-program-options-dev libboost-test-dev libfmt-dev \
            mandoc prometheus prometheus-node-exporter tzdata valgrind

$(program): $(BUILD)/src/main.o $(library_objects)
$(simulator): $(simulator_objects)
$(BUILD)/unit-tests: $(unit_objects) $(fuzz_objects) $(support_objects) $(encoder_objects) \
                     $(library_objects)
$(BUILD)/e2e-tests: $(e2e_objects) $(support_objects) $(encoder_objects)

$(interposer): tests/interposer/interposer.cpp Makefile
	@mkdir -p $(@D)
	$(call quiet,CXX)$(CXX) -std=c++20 -O2 $(warnings) -fPIC -shared -o $@ $<

$(executables): libraries := -l:libboost_program_options.a
$(BUILD)/unit-tests $(BUILD)/e2e-tests: libraries += -lboost_unit_test_framework

# 'make V=1' shows the commands.
quiet = $(if $(V),,@printf '  %s\n' '$(1) $@' ;)

$(executables):
	$(call quiet,LINK)$(CXX) $(all_cxxflags) $(all_ldflags) -o $@ $^ $(libraries)

$(BUILD)/%.o: %.cpp Makefile
	@mkdir -p $(@D)
	$(call quiet,CXX)$(CXX) $(all_cppflags) $(all_cxxflags) -MMD -MP -c -o $@ $<

$(BUILD)/tests/%.o: all_cppflags += -Itests -DBOOST_TEST_DYN_LINK

# Benchmarks.
static_program := $(program)-static
bench_tools   := $(addprefix $(BUILD)/,reader-bench port-bench make-stream replace-file \
                                       compare-processes)
toolchain      = $(shell $(CXX) --version | head -n 1); \
                 $(strip $(filter-out -W% -ffile-prefix-map=%,$(all_cxxflags)) $(CPPFLAGS) $(LDFLAGS))
bench_programs = dynamic=$(program) static=$(static_program)

.PHONY: bench bench-record static

bench: $(program) $(bench_tools) static ## measure and print a table (after 'make deps-bench')
	DYNAMIC=$(program) STATIC=$(static_program) TOOLS=$(BUILD) TOOLCHAIN='$(toolchain)' \
	  tests/bench/run

bench-record: $(program) $(BUILD)/list-2 static ## keep the instructions of a run, as counted here
	tests/bench/check-instructions --record '$(toolchain)' $(BUILD)/list-2 $(bench_programs)

check_instructions = "tests/bench/check-instructions '$(toolchain)' $(BUILD)/list-2 $(bench_programs)"

static: $(static_program) ## build the program with all its libraries in it

$(static_program): $(BUILD)/src/main.o $(library_objects)
$(static_program): libraries := -l:libboost_program_options.a
$(static_program): all_ldflags += -static -no-pie -Wl,--gc-sections

$(BUILD)/list-2: $(BUILD)/make-stream
	$< list-2 >$@

bench_objects = $(patsubst %,$(BUILD)/tests/bench/%.o,$(1))
frame_objects := $(BUILD)/tests/unit/sample_frames.o \
                 $(patsubst %,$(BUILD)/tests/simulator/%.o,encoder frame local_time)

$(BUILD)/reader-bench: $(call bench_objects,reader_bench count_allocations) $(frame_objects) \
                       $(library_objects)
$(BUILD)/port-bench: $(call bench_objects,port_bench children) $(frame_objects) \
                     $(patsubst %,$(BUILD)/tests/support/%.o,terminal process)
$(BUILD)/make-stream: $(call bench_objects,make_stream) $(frame_objects)
$(BUILD)/replace-file: $(call bench_objects,replace_file)
$(BUILD)/compare-processes: $(call bench_objects,compare_processes)

$(BUILD)/reader-bench: libraries := -lbenchmark -l:libboost_program_options.a
$(BUILD)/compare-processes: all_ldflags := -static

$(bench_tools) $(static_program):
	$(call quiet,LINK)$(CXX) $(all_cxxflags) $(all_ldflags) -o $@ $^ $(libraries)

# -- installation and packages

PREFIX ?= /usr/local
bindir ?= $(PREFIX)/bin
mandir ?= $(PREFIX)/share/man
docdir ?= $(PREFIX)/share/doc/kaifa-exporter
examplesdir ?= $(docdir)/examples
bashcompletiondir ?= $(PREFIX)/share/bash-completion/completions
unitdir ?= $(PREFIX)/lib/systemd/system
udevrulesdir ?= $(PREFIX)/lib/udev/rules.d
sysusersdir ?= $(PREFIX)/lib/sysusers.d

services := kaifa-exporter@.service kaifa-exporter-hourly@.service
units    := $(services) $(services:.service=.timer)
examples := kaifa-exporter.conf kaifa-exporter.cron kaifa-exporter.rules.yml
dropins  := $(services:%=%.d/10-sandbox.conf)

.PHONY: install uninstall deb check-arm check-system

install: $(program) ## install below PREFIX, and all of it below DESTDIR
	install -D -t '$(DESTDIR)$(bindir)' $(program)
	install -D -m 644 -t '$(DESTDIR)$(mandir)/man1' man/kaifa-exporter.1
	gzip -9nf '$(DESTDIR)$(mandir)/man1/kaifa-exporter.1'
	install -D -m 644 -t '$(DESTDIR)$(docdir)' README.md
	install -D -m 644 -t '$(DESTDIR)$(examplesdir)' $(addprefix cron/,$(examples))
	install -D -m 644 cron/kaifa-exporter.bash '$(DESTDIR)$(bashcompletiondir)/kaifa-exporter'
	install -D -m 644 -t '$(DESTDIR)$(unitdir)' $(addprefix cron/,$(units))
	sed -i 's|=/usr/bin/|=$(bindir)/|' $(services:%='$(DESTDIR)$(unitdir)/%')
	install -D -m 644 -t '$(DESTDIR)$(unitdir)/kaifa-exporter@.service.d' cron/10-sandbox.conf
	install -D -m 644 -t '$(DESTDIR)$(unitdir)/kaifa-exporter-hourly@.service.d' cron/10-sandbox.conf
	install -D -m 644 -t '$(DESTDIR)$(udevrulesdir)' cron/60-kaifa-exporter.rules
	install -D -m 644 cron/kaifa-exporter.sysusers '$(DESTDIR)$(sysusersdir)/kaifa-exporter.conf'

uninstall: ## remove what 'make install' installed, given the same variables
	rm -f '$(DESTDIR)$(bindir)/kaifa-exporter' '$(DESTDIR)$(mandir)/man1/kaifa-exporter.1.gz' \
	  '$(DESTDIR)$(docdir)/README.md' $(examples:%='$(DESTDIR)$(examplesdir)/%') \
	  '$(DESTDIR)$(bashcompletiondir)/kaifa-exporter' $(units:%='$(DESTDIR)$(unitdir)/%') \
	  $(dropins:%='$(DESTDIR)$(unitdir)/%') \
	  '$(DESTDIR)$(udevrulesdir)/60-kaifa-exporter.rules' \
	  '$(DESTDIR)$(sysusersdir)/kaifa-exporter.conf'
	-rmdir $(services:%='$(DESTDIR)$(unitdir)/%.d') '$(DESTDIR)$(examplesdir)' '$(DESTDIR)$(docdir)'

# Another architecture than this host's is built by Debian's cross compiler, statically linked, with
# the libraries of that architecture in a directory of its own.
ARCH ?= $(shell dpkg --print-architecture)
triplet_armel := arm-linux-gnueabi
triplet_armhf := arm-linux-gnueabihf
triplet_arm64 := aarch64-linux-gnu

# cross_build ARCH: the variables of such a build
cross_build = CXX=$(triplet_$(1))-g++ BUILD=build/$(1)-static \
  CPPFLAGS='-isystem build/sysroot-$(1)/usr/include $(CPPFLAGS)' \
  CXXFLAGS='-UBOOST_TEST_DYN_LINK $(CXXFLAGS)' \
  LDFLAGS='-static -no-pie -Lbuild/sysroot-$(1)/usr/lib/$(triplet_$(1)) $(LDFLAGS)' \
  libraries='-lboost_unit_test_framework -lboost_program_options'
foreign = $(filter-out $(shell dpkg --print-architecture),$(1))

build/sysroot-%:
	cron/debian/sysroot $@ $* libboost1.74-dev libboost-program-options1.74-dev \
	  libboost-test1.74-dev libfmt-dev

deb: $(if $(filter deb,$(MAKECMDGOALS)),$(addprefix build/sysroot-,$(call foreign,$(ARCH)))) ## build a Debian package; ARCH=armel, armhf or arm64: a static one
	rm -rf build/deb-$(ARCH)
	$(MAKE) $(if $(call foreign,$(ARCH)),$(call cross_build,$(ARCH))) install \
	  DESTDIR=build/deb-$(ARCH) PREFIX=/usr \
	  unitdir=/lib/systemd/system udevrulesdir=/lib/udev/rules.d
	cron/debian/build build/deb-$(ARCH) $(ARCH) $(VERSION) \
	  $(if $(call foreign,$(ARCH)),$(triplet_$(ARCH))-)strip

# The emulator knows neither the rates above 460800 baud nor TIOCGEXCL.
not_emulated := !line_settings/a_terminal*:!line_settings/every_standard*:!port/a_terminal_is_locked*
arm := build/armel-static
emulated := $(arm)/arm1176

check-arm: $(simulator) $(BUILD)/e2e-tests build/sysroot-armel ## test the program of a Raspberry Pi Zero W, emulated
	$(MAKE) $(call cross_build,armel) $(arm)/kaifa-exporter $(arm)/unit-tests
	mkdir -p $(emulated)
	for program in kaifa-exporter unit-tests; do \
	  printf '#!/bin/sh\nexec qemu-arm-static -cpu arm1176 %s "$$@"\n' \
	    "$(CURDIR)/$(arm)/$$program" >$(emulated)/$$program && chmod +x $(emulated)/$$program || exit; \
	done
	$(emulated)/unit-tests --report_level=short --run_test='$(not_emulated)'
	KAIFA_EXPORTER=$(emulated)/kaifa-exporter KAIFA_SIMULATOR=$(simulator) \
	  $(BUILD)/e2e-tests --report_level=short --run_test=readout

check-system: deb $(simulator) ## drive the package in a booted Debian 12; as root
	tests/system/check build/kaifa-exporter_$(VERSION)_$(ARCH).deb $(simulator)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
