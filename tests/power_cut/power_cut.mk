# Tests what a power cut leaves of the files. Needs root, loop devices and FUSE.

power_cut := $(addprefix $(BUILD)/,replay no_flush.so)

packages_power_cut := qemu-system-common e2fsprogs

.PHONY: check-power-cut

check-power-cut: $(program) $(simulator) $(power_cut) ## cut the power at every write of some runs; as root
	tests/power_cut/check $(program) $(simulator) $(power_cut)

$(BUILD)/replay: $(BUILD)/tests/power_cut/replay.o \
                 $(addprefix $(BUILD)/tests/support/,process.o temporary_directory.o) $(BUILD)/src/formatted.o
	$(link)

$(BUILD)/no_flush.so: tests/power_cut/no_flush.cpp
	@mkdir -p $(@D)
	$(call quiet,CXX)$(CXX) -std=c++20 -O2 $(warnings) -fPIC -shared -o $@ $<
