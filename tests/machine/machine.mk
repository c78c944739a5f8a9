# An emulated PC and an emulated Raspberry Pi, each with the driver of its USB adapter.

packages_machine := qemu-system-x86 qemu-system-arm qemu-utils debootstrap cpio e2fsprogs

.PHONY: check-machine deb-armhf

check-machine: deb deb-armhf $(simulator) ## drive the packages on emulated computers with a USB adapter; as root
	tests/run 'tests/machine/check-pc build/kaifa-exporter_$(VERSION)_$(ARCH).deb $(simulator)' \
	  'tests/machine/check-pi build/kaifa-exporter_$(VERSION)_armhf.deb $(simulator)'

deb-armhf:
	$(MAKE) deb ARCH=armhf
