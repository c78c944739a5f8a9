# Tests rules and queries on the Prometheus of three Debian releases.

.PHONY: check-prometheus mutants-prometheus

packages_prometheus := curl jq prometheus-alertmanager python3 tzdata

check-prometheus: ## run rules and queries on the Prometheus of three Debians (after 'make deps-prometheus')
	tests/prometheus/check

mutants-prometheus: ## break rules and queries, one at a time, and see whether that is noticed
	tests/prometheus/check --breakages
