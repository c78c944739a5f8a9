# Debian packages, and the tests that drive a package or a release of Debian.

host     = $(shell dpkg --print-architecture)
ARCH    ?= $(host)
RELEASE ?= bookworm

.PHONY: deb check-packages check-arm check-system check-debian

packages_system = $(packages_check) binutils dpkg-dev procps iproute2 debootstrap systemd-container \
                  qemu-user-static g++-arm-linux-gnueabi g++-aarch64-linux-gnu

packages_deb = binutils $(if $(call foreign,$(ARCH)),$(compiler_$(ARCH)),$(packages))
compiler_armhf := g++-arm-linux-gnueabi
compiler_arm64 := g++-aarch64-linux-gnu

# The packaged program is statically linked. For armhf the program is compiled as Debian's armel, for ARMv6 without a
# floating-point unit. A static program needs no system library, whose ABI would have to match, so the package runs on
# every Raspberry Pi. Armel's C library cannot be part of a position-independent static program (-static-pie).
compiled_armhf := armel
compiled_arm64 := arm64
triplet_armhf  := arm-linux-gnueabi
triplet_arm64  := aarch64-linux-gnu
time64_armhf   := -D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64
static_armhf   := -static -no-pie
static_arm64   := -static-pie

# The program in the package; PACKAGED='$$(program)' shares the C library.
PACKAGED = $$(static_program)

# cross_build ARCH: the variables of a build for ARCH
cross_build = CXX=$(triplet_$(1))-g++ BUILD=build/$(1)-static \
  CPPFLAGS='-isystem build/sysroot-$(1)/usr/include $(time64_$(1)) $(CPPFLAGS)' \
  CXXFLAGS='-UBOOST_TEST_DYN_LINK $(if $(filter -no-pie,$(static_$(1))),-fno-pie) $(CXXFLAGS)' \
  LDFLAGS='-Lbuild/sysroot-$(1)/usr/lib/$(triplet_$(1)) $(LDFLAGS)' pie='$(static_$(1))' \
  libraries='-lboost_unit_test_framework $(program_libraries)'
foreign = $(filter-out $(host),$(1))
sysroot = $(if $(compiled_$(1)),build/sysroot-$(1),$(error ARCH is $(host), armhf or arm64, not '$(1)'))

# Every host uses the libraries of bookworm: the libraries of a later release refer to symbols that bookworm's
# compiler and C library do not have.
build/sysroot-%:
	tests/support/fetch-packages bookworm $(compiled_$*) $@ libboost1.74-dev \
	  libboost-program-options1.74-dev libboost-test1.74-dev libfmt-dev nettle-dev

deb: $(if $(filter deb,$(MAKECMDGOALS)),$(foreach arch,$(call foreign,$(ARCH)),$(call sysroot,$(arch)))) ## build a Debian package; ARCH=armhf or arm64: for a Raspberry Pi
	rm -rf build/deb-$(ARCH)
	$(MAKE) $(if $(call foreign,$(ARCH)),$(call cross_build,$(ARCH))) install \
	  DESTDIR=build/deb-$(ARCH) PREFIX=/usr installed='$(PACKAGED)'
	cron/debian/build build/deb-$(ARCH) $(ARCH) $(VERSION) \
	  $(if $(call foreign,$(ARCH)),$(triplet_$(ARCH))-)strip

check-packages: ## build the packages of three architectures and lint them as Debian 12 and 13 do; as root
	$(foreach arch,amd64 armhf arm64,$(MAKE) deb ARCH=$(arch) &&) true
	tests/checks/packages 'bookworm trixie' build/kaifa-exporter_$(VERSION)_*.deb

# The emulator knows neither the rates above 460800 baud nor TIOCGEXCL.
not_emulated := !line_settings/a_terminal*:!port/a_terminal_is_locked*:!port/a_terminal_of_another_run*
not_emulated := $(not_emulated):!port/a_terminal_that_another_program*:!port/a_terminal_that_cannot_be_set_up*
arm := build/armhf-static
emulated := $(arm)/arm1176

check-arm: $(simulator) $(BUILD)/e2e-tests build/sysroot-armhf ## test the program of a Raspberry Pi Zero W, emulated
	$(MAKE) $(call cross_build,armhf) static
	$(MAKE) $(call cross_build,armhf) $(arm)/unit-tests
	mkdir -p $(emulated)
	for program in kaifa-exporter-static unit-tests; do \
	  printf '#!/bin/sh\nexec qemu-arm-static -cpu arm1176 %s "$$@"\n' \
	    "$(CURDIR)/$(arm)/$$program" >$(emulated)/$$program && chmod +x $(emulated)/$$program || exit; \
	done
	$(emulated)/unit-tests --report_level=short --run_test='$(not_emulated)'
	KAIFA_EXPORTER=$(emulated)/kaifa-exporter-static KAIFA_SIMULATOR=$(simulator) \
	  $(BUILD)/e2e-tests --report_level=short --run_test=readout

check-system: deb $(simulator) ## drive the package in a booted Debian; RELEASE=trixie: 13; as root
	tests/system/check $(RELEASE) build/kaifa-exporter_$(VERSION)_$(ARCH).deb $(simulator)

check-debian: ## run the README's first commands on a clean Debian; RELEASE=trixie: 13; as root
	tests/checks/debian $(RELEASE)
