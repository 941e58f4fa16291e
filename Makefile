# What people and CI do here. Everything sets up what it needs; `make help`
# lists it. Only what is brought from elsewhere stays in .tools, all else in
# target.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
# cargo uses all cores by itself, and two installers at once get in each other's way.
.NOTPARALLEL:
MAKEFLAGS += --no-builtin-rules --no-print-directory

# The module, where the configurations in envoy/ look for it.
WASM := target/luascale.wasm
# Cargo's own folder can be elsewhere.
BUILT := $(or $(CARGO_TARGET_DIR),target)/wasm32-wasip1/wasm/luascale.wasm
BIN := $(abspath $(or $(CARGO_TARGET_DIR),target))/debug/luascale

# make ENVOY=/path/to/envoy uses another Envoy than the pinned one.
export ENVOY
# make CHROMIUM=/path/to/chrome uses another browser than the one in PATH, and
# CHROMIUM=none goes without.
export CHROMIUM
export LUASCALE_CHROMIUM := $(CHROMIUM)
# Full paths, since tests run in other folders.
export LUASCALE_ENVOY := $(if $(ENVOY),$(shell realpath -ms -- '$(ENVOY)'),$(CURDIR)/.tools/envoy)
export LUASCALE_WASM := $(CURDIR)/$(WASM)
export LUASCALE_FAULTS_WASM := $(CURDIR)/target/luascale-faults.wasm
export LUASCALE_BENCH_WASM := $(CURDIR)/target/bench-wasm

# A library with a cdylib has one file name for all its builds: benchmarks, which
# unwind, and programs, which abort, would link each other's (rust-lang/cargo#6313).
CARGO_BENCH := CARGO_PROFILE_RELEASE_PANIC=unwind cargo bench --locked --bench

# ---- what people do

.PHONY: help
help: ## List what can be made
	@echo 'make TARGET [ENVOY=/path/to/envoy] [CHROMIUM=/path/to/chrome or none]'
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' Makefile

.PHONY: setup
setup: wasm-toolchain wasm-opt envoy prometheus chromium readers ## Bring what all others need, which they also do by themselves

.PHONY: wasm
wasm: wasm-toolchain wasm-opt ## Build target/luascale.wasm
	@scripts/cargo-wasm.sh build --locked --profile wasm --lib
	@scripts/optimize-wasm.sh '$(BUILT)' $(WASM)

.PHONY: demo
demo: wasm envoy ## See replicas rise and fall with the load, in less than a minute
	@cargo build --locked --bin luascale
	@LUASCALE='$(BIN)' python3 scripts/demo_scaling.py

.PHONY: demo-hints
demo-hints: wasm envoy ## See Envoy answer scale hints, in a few seconds
	@python3 scripts/demo.py

.PHONY: demo-ai
demo-ai: wasm envoy ## See an AI gateway scale on tokens, with a model that is none
	@python3 scripts/demo_ai.py

.PHONY: compose-demo
compose-demo: wasm ## See the same with containers (Docker), until Ctrl-C; see compose/README.md
	@compose/images.sh
	@cd compose && if docker compose version >/dev/null 2>&1; then docker compose up; else docker-compose up; fi

# Documentation tests first: where there are none, cargo closes on "0 passed".
.PHONY: test
test: wasm faults-wasm envoy prometheus chromium readers ## Run all tests, unit and end to end in Envoy
	cargo test --locked --doc
	cargo test --locked --workspace --lib --bins --tests

.PHONY: check
check: lint unit ## Run what needs no Envoy: lint and unit tests, before a commit

.PHONY: lint
lint: wasm-toolchain ## Check format, clippy (native and wasm), docs and licences, warnings are errors
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings
	scripts/cargo-wasm.sh clippy --locked --profile wasm --lib -- -D warnings
	RUSTDOCFLAGS='-D warnings' cargo doc --locked --no-deps
	@python3 scripts/supply_chain.py check

.PHONY: e2e
e2e: wasm faults-wasm envoy prometheus chromium ## Run the tests in Envoy
	cargo test --locked --test e2e

.PHONY: test-envoys
test-envoys: wasm envoy prometheus ## Run the core of the tests in older versions of Envoy (VERSIONS="1.36.4 …")
	@scripts/test-envoys.sh $(VERSIONS)

.PHONY: fuzz
fuzz: ## Run each fuzzer for FUZZ_SECONDS (60); needs cargo-fuzz, see fuzz/README.md
	for target in policy_source policy_grammar headers orca config record tokens; do \
		dict=lua; [ $$target = tokens ] && dict=tokens; \
		RUSTC_BOOTSTRAP=1 cargo fuzz run $$target -- -max_total_time=$${FUZZ_SECONDS:-60} \
			-timeout=10 -rss_limit_mb=2048 -max_len=8192 -dict=fuzz/$$dict.dict || exit 1; \
	done

ONLY := policy tick instructions update tokens gateway stream
.PHONY: bench
bench: wasm envoy bench-wasm ## Measure (ONLY="gateway tick" for some), and put the results into BENCHMARKS.md
	$(CARGO_BENCH) bench -- $(ONLY)

.PHONY: soak
soak: wasm envoy ## Send SOAK_REQUESTS (10000000) through two workers: memory, counts, latency
	$(CARGO_BENCH) bench -- soak

DEFAULT_RAILS := $(foreach policy,target_tracking latency_slo predictive threshold schedule,--policy policies/$(policy).lua)
.PHONY: compare
compare: ## Simulate the shipped policies beside HPA, Knative and KEDA HTTP
	cargo build --locked --release --bin luascale
	target/release/luascale simulate --trace all --out target/compare/at_once \
		--policy policies/concurrency.lua --policy policies/knative.lua --set knative.TARGET=10 \
		--config policies/at_once.json --baseline hpa,knative,keda-http
	target/release/luascale simulate --out target/compare/default $(DEFAULT_RAILS) \
		--trace step --trace ramp --trace sine --trace double-wave --trace burst
	target/release/luascale simulate --out target/compare/default $(DEFAULT_RAILS) \
		--trace diurnal --set PER_REPLICA=5
	@echo 'Charts and pages are in target/compare'

.PHONY: oci
oci: wasm ## Make target/oci, the module as an image for registries, and target/oci.tar
	@python3 scripts/oci_image.py $(WASM) \
		"$$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)" target/oci

.PHONY: size
size: wasm ## Check the module's size and imports
	@python3 scripts/check_wasm.py $(WASM)

.PHONY: deny
deny: ## Check advisories, withdrawn versions, licences and sources; needs cargo-deny
	@command -v cargo-deny >/dev/null || { echo 'luascale: no cargo-deny: run `cargo install --locked cargo-deny`' >&2; exit 1; }
	cargo deny --locked check licenses bans sources
	cargo deny --locked check advisories

.PHONY: sbom
sbom: wasm ## Write bills of materials (CycloneDX) to target/sbom
	@cargo build --locked --release --bin luascale
	@python3 scripts/supply_chain.py sbom target/sbom

.PHONY: reproducible
reproducible: wasm-toolchain wasm-opt ## Build the wasm of the last commit twice and compare
	@scripts/reproducible.sh

.PHONY: clean
clean: ## Remove what was built; what was set up stays in .tools
	cargo clean
	rm -rf $(WASM) $(WASM).from target/oci target/oci.tar

# ---- parts of the above

# The filter with faults to order, which only tests load.
.PHONY: faults-wasm
faults-wasm: wasm-toolchain
	@scripts/cargo-wasm.sh build --locked --profile faults --features faults --lib
	@cp '$(dir $(BUILT))../faults/luascale.wasm' '$(LUASCALE_FAULTS_WASM)'

# Modules that only the benchmarks load.
.PHONY: bench-wasm
bench-wasm: wasm-toolchain wasm-opt
	@scripts/cargo-wasm.sh build --locked --profile wasm --examples --features bench
	@for module in empty_filter policy_in_wasm tick_in_wasm; do \
		scripts/optimize-wasm.sh "$(dir $(BUILT))examples/$$module.wasm" "$(LUASCALE_BENCH_WASM)/$$module.wasm" all-exports; \
	done

.PHONY: unit
unit:
	cargo test --locked --package piccolo
	cargo test --locked --lib --bins --test policies --test manifests --test security

.PHONY: wasm-toolchain
wasm-toolchain:
	@scripts/setup-wasm.sh

.PHONY: wasm-opt
wasm-opt:
	@scripts/setup-wasm-opt.sh

.PHONY: envoy
envoy:
	@scripts/setup-envoy.sh

# Only tests need these.
.PHONY: prometheus
prometheus:
	@scripts/setup-prometheus.sh

.PHONY: chromium
chromium:
	@scripts/setup-chromium.sh

# Tests do without these where there are none.
.PHONY: readers
readers:
	@scripts/setup-readers.sh
