# 'make install' and 'make uninstall'.

PREFIX ?= /usr/local
bindir ?= $(PREFIX)/bin
sbindir ?= $(PREFIX)/sbin
libexecdir ?= $(PREFIX)/libexec/kaifa-exporter
mandir ?= $(PREFIX)/share/man
docdir ?= $(PREFIX)/share/doc/kaifa-exporter
examplesdir ?= $(docdir)/examples
bashcompletiondir ?= $(PREFIX)/share/bash-completion/completions
unitdir ?= $(PREFIX)/lib/systemd/system
udevrulesdir ?= $(PREFIX)/lib/udev/rules.d
sysusersdir ?= $(PREFIX)/lib/sysusers.d

broker_services := kaifa-exporter-mqtt@.service kaifa-exporter-mqtt-hourly@.service
services := kaifa-exporter@.service kaifa-exporter-hourly@.service $(broker_services)
units    := $(services) $(services:.service=.timer) kaifa-exporter-died@.service
scripts  := kaifa-exporter-check mqtt/kaifa-exporter-mqtt
manuals  := kaifa-exporter.1 kaifa-exporter-check.1 kaifa-exporter-mqtt.1
examples := kaifa-exporter.conf cron.d/kaifa-exporter.cron $(addprefix grafana/,kaifa-exporter.json kaifa-exporter-homes.json) \
            $(addprefix prometheus/,alertmanager.yml electricity-price electricity-price.service electricity-price.timer \
            kaifa-exporter.rules.yml)
pages    := man/README.md cron/README.md cron/debian/README.md cron/grafana/README.md cron/mqtt/README.md \
            cron/systemd/README.md cron/udev/README.md \
            $(addprefix cron/prometheus/,README.md homes/README.md runbook/README.md) \
            cron/grafana/kaifa-exporter.png cron/grafana/kaifa-exporter-homes.png tests/bench/README.md
dropins  := $(services:%=%.d/10-sandbox.conf) $(broker_services:%=%.d/20-broker.conf)

.PHONY: install uninstall

ifeq ($(VARIANT),release)
check_commands += tests/checks/install tests/checks/units tests/checks/maintainer tests/checks/exporter-check \
                  tests/checks/remove tests/checks/mqtt tests/checks/pages
endif
packages_check += binutils dpkg-dev mosquitto mosquitto-clients systemd

# A package installs the static program.
installed ?= $(program)

install: $(installed) ## install below PREFIX, and all of it below DESTDIR
	install -D $(installed) '$(DESTDIR)$(bindir)/kaifa-exporter'
	install -t '$(DESTDIR)$(bindir)' $(addprefix cron/,$(scripts))
	install -D -m 644 -t '$(DESTDIR)$(mandir)/man1' $(addprefix man/,$(manuals))
	install -D -m 644 -t '$(DESTDIR)$(mandir)/man8' man/kaifa-exporter-remove.8
	gzip -9nf $(manuals:%='$(DESTDIR)$(mandir)/man1/%') '$(DESTDIR)$(mandir)/man8/kaifa-exporter-remove.8'
	install -D -m 644 -t '$(DESTDIR)$(docdir)' README.md
	$(foreach page,$(pages),install -D -m 644 $(page) '$(DESTDIR)$(docdir)/$(page)' &&) true
	install -D -m 644 -t '$(DESTDIR)$(examplesdir)' $(addprefix cron/,$(examples))
	install -D -m 644 cron/bash/kaifa-exporter.bash '$(DESTDIR)$(bashcompletiondir)/kaifa-exporter'
	install -D -m 644 -t '$(DESTDIR)$(unitdir)' $(addprefix cron/systemd/,$(units))
	install -D -t '$(DESTDIR)$(libexecdir)' cron/systemd/died
	install -D -m 644 -t '$(DESTDIR)$(libexecdir)' cron/systemd/settings.awk
	install -D -t '$(DESTDIR)$(sbindir)' cron/kaifa-exporter-remove
	sed -i 's|/usr/bin/|$(bindir)/|; s|/usr/libexec/kaifa-exporter/|$(libexecdir)/|; s|@VERSION@|$(VERSION)|' \
	  $(units:%='$(DESTDIR)$(unitdir)/%') '$(DESTDIR)$(libexecdir)/died' '$(DESTDIR)$(sbindir)/kaifa-exporter-remove'
	$(foreach dropin,$(dropins),install -D -m 644 cron/systemd/$(notdir $(dropin)) '$(DESTDIR)$(unitdir)/$(dropin)' &&) true
	install -D -m 644 -t '$(DESTDIR)$(udevrulesdir)' cron/udev/60-kaifa-exporter.rules
	install -D -m 644 cron/systemd/kaifa-exporter.sysusers '$(DESTDIR)$(sysusersdir)/kaifa-exporter.conf'

uninstall: ## remove what 'make install' installed, given the same variables
	rm -f '$(DESTDIR)$(bindir)/kaifa-exporter' '$(DESTDIR)$(sbindir)/kaifa-exporter-remove' \
	  '$(DESTDIR)$(libexecdir)/died' '$(DESTDIR)$(libexecdir)/settings.awk' \
	  $(patsubst %,'$(DESTDIR)$(bindir)/%',$(notdir $(scripts))) \
	  $(manuals:%='$(DESTDIR)$(mandir)/man1/%.gz') '$(DESTDIR)$(mandir)/man8/kaifa-exporter-remove.8.gz' \
	  '$(DESTDIR)$(docdir)/README.md' $(pages:%='$(DESTDIR)$(docdir)/%') \
	  $(patsubst %,'$(DESTDIR)$(examplesdir)/%',$(notdir $(examples))) \
	  '$(DESTDIR)$(bashcompletiondir)/kaifa-exporter' $(units:%='$(DESTDIR)$(unitdir)/%') \
	  $(dropins:%='$(DESTDIR)$(unitdir)/%') \
	  '$(DESTDIR)$(udevrulesdir)/60-kaifa-exporter.rules' \
	  '$(DESTDIR)$(sysusersdir)/kaifa-exporter.conf'
	-rmdir '$(DESTDIR)$(libexecdir)' $(services:%='$(DESTDIR)$(unitdir)/%.d') '$(DESTDIR)$(examplesdir)'
	-find '$(DESTDIR)$(docdir)' -depth -type d -empty -delete
