# Debian packages, and the tests that drive a package.

.PHONY: deb check-arm check-system

packages_system = $(packages_check) binutils dpkg-dev lintian procps debootstrap systemd-container \
                  qemu-user-static g++-arm-linux-gnueabi g++-arm-linux-gnueabihf \
                  g++-aarch64-linux-gnu

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
