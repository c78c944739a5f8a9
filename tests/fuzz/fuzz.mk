# Fuzz targets. The unit tests include them too, and replay the corpus.

fuzz_targets := deframer list mbus ciphering obis_list config
fuzz_objects := $(call objects,$(addprefix tests/fuzz/,$(addsuffix .cpp,$(fuzz_targets))))

packages_fuzz = $(packages_check) clang libclang-rt-dev

FUZZ_SECONDS ?= 60

.PHONY: fuzz fuzzers

fuzz: ## fuzz each target for FUZZ_SECONDS (after 'make deps-fuzz')
	$(MAKE) CXX=clang++ VARIANT=fuzz fuzzers
	$(foreach target,$(fuzz_targets),mkdir -p build/fuzz/$(target) && \
	  build/clang++-fuzz/fuzz-$(target) -max_total_time=$(FUZZ_SECONDS) -max_len=16384 \
	    -print_final_stats=1 build/fuzz/$(target) tests/fuzz/corpus/$(target) &&) true

fuzzers: $(addprefix $(BUILD)/fuzz-,$(fuzz_targets))

$(BUILD)/fuzz-%: libraries = $(program_libraries) -lboost_unit_test_framework
$(BUILD)/fuzz-%: all_ldflags += -fsanitize=fuzzer
$(BUILD)/fuzz-%: $(BUILD)/tests/fuzz/libfuzzer-%.o $(fuzz_objects) $(support_objects) $(encoder_objects) \
                 $(library_objects)
	$(link)

$(BUILD)/tests/fuzz/libfuzzer-%.o: tests/fuzz/libfuzzer.cpp
	@mkdir -p $(@D)
	$(call quiet,CXX)$(CXX) -DFUZZ_TARGET=$* $(all_cppflags) $(all_cxxflags) -MMD -MP -c -o $@ $<

ifeq ($(VARIANT),fuzz)
$(BUILD)/src/%.o $(BUILD)/tests/fuzz/%.o: all_cxxflags += -fsanitize=fuzzer-no-link
endif
