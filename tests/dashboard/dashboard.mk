# The Grafana dashboard: its check, and its picture for README.md.

packages_dashboard = $(if $(shell command -v npm),,nodejs npm) fonts-dejavu-core gnuplot-nox prometheus python3 tzdata
dashboard := build/dashboard

.PHONY: deps-dashboard check-dashboard dashboard-picture

deps-dashboard: ## install what check-dashboard takes, through apt and npm
	$(MAKE) deps packages='$(packages_dashboard)'
	mkdir -p $(dashboard)
	cp tests/dashboard/package.json tests/dashboard/package-lock.json $(dashboard)
	cd $(dashboard) && npm ci --ignore-scripts --no-audit --no-fund

check-dashboard: ## test the Grafana dashboards on two releases of Prometheus (after 'make deps-dashboard')
	tests/dashboard/check

dashboard-picture: ## draw the dashboards' panels for the pages (after 'make deps-dashboard')
	node tests/dashboard/picture.mjs cron/grafana/kaifa-exporter.png cron/grafana/kaifa-exporter-homes.png
