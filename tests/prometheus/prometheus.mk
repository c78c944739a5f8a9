# Rules and queries on the Prometheus of three releases of Debian.

.PHONY: check-prometheus mutants-prometheus

check-prometheus: ## run rules and queries on the Prometheus of Debian 12, 13 and unstable
	tests/prometheus/check

mutants-prometheus: ## break rules and queries, one at a time, and see whether that is noticed
	tests/prometheus/check --breakages
