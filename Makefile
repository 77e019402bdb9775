# dnnc. `make` builds it and compiles the trained LeNet-5; `make help` lists the rest.

SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c
.DELETE_ON_ERROR:
# Every step uses all cores, and builds share folders.
.NOTPARALLEL:

# The released program carries the Swift libraries, and no symbols.
SCRATCH := .build/static
STATIC := -c release --static-swift-stdlib -Xlinker -s --scratch-path $(SCRATCH)
DNNC := $(SCRATCH)/release/dnnc

# The tests are compiled with optimization: without, numeric suites take 20 to 100 times longer.
CHECKED := -c release --explicit-target-dependency-import-check error
SOURCES := Sources Tests Package.swift

LENET5 := Models/lenet5.dnn --target ima-256 --calibrate Models/lenet5.calibration.npz

.PHONY: all build plan test ci lint format docs update-golden determinism conformance exports imports bench
.PHONY: tools clean help

all: plan

## build: the release build of dnnc, in .build/static/release/dnnc
build:
	swift build $(STATIC) --product dnnc

## plan: compile the trained LeNet-5 and measure its accuracy (the default)
plan: build
	$(DNNC) compile $(LENET5) --evaluate Models/lenet5.digits.npz -o build/lenet5.crossbar

## test: run every test, optimized
test: tools
	swift build $(CHECKED) --build-tests
	swift test -c release --disable-xctest --skip-build 2>&1 | tee .build/test.log
	.ci/skipped .build/test.log

## ci: everything that a change must pass
ci: lint test build docs-unchanged determinism plan verify conformance-unchanged exports imports

## lint: check format and style
lint:
	swift format lint --strict -r $(SOURCES)

## format: format all sources, then check them
format:
	swift format -i -r $(SOURCES)
	swift format lint --strict -r $(SOURCES)

## docs: write the generated pages anew
docs: build
	$(DNNC) generate-pages docs

# Generated pages are what the program writes. The tests compare them too; this compares the
# release build, and finds pages that nothing generates any more.
.PHONY: docs-unchanged
docs-unchanged: build
	rm -rf build/pages
	$(DNNC) generate-pages build/pages
	cd build/pages && find . -name '*.md' | sort | while read -r page; do \
	  cmp "$$page" "../../docs/$$page" || { echo "run \`make docs\`"; exit 1; }; done
	diff <(cd build/pages/operators && ls) <(cd docs/operators && ls)

## update-golden: rewrite golden files, then fail so that the difference is looked at
update-golden:
	@if [ "$$CI" = true ]; then echo "goldens are not rewritten where CI is true"; exit 1; fi
	UPDATE_GOLDEN=1 swift test -c release --disable-xctest --filter GoldenTests

## determinism: compile every model for every target twice, and compare every byte
determinism: build
	.ci/determinism $(DNNC)

# The plan that `plan` has written is the model's, layer by layer.
.PHONY: verify
verify: plan
	$(DNNC) verify Models/lenet5.dnn --against build/lenet5.crossbar

# What cases of others need: a Python with the package `onnx`, in a folder that git ignores.
PYTHON := .venv/bin/python

$(PYTHON): Tests/Conformance/requirements.txt
	python3 -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check -r Tests/Conformance/requirements.txt
	touch $@

build/conformance: $(PYTHON) Tests/Conformance/unpack_cases.py
	mkdir -p build
	$(PYTHON) Tests/Conformance/unpack_cases.py $@

## conformance: run the cases of the package `onnx`, and write their table to docs/conformance.md
conformance: build build/conformance
	$(DNNC) conformance build/conformance --page docs/conformance.md

# The table in the documentation is what the program gives now.
.PHONY: conformance-unchanged
conformance-unchanged: build build/conformance
	$(DNNC) conformance build/conformance --page build/conformance.md
	cmp build/conformance.md docs/conformance.md || { echo "run \`make conformance\`"; exit 1; }

## exports: convert the models to ONNX and NNEF, and run them in onnxruntime and tract
exports: build $(PYTHON)
	$(PYTHON) Tests/Conformance/check_exports.py $(DNNC) Models/*.dnn
	$(PYTHON) Tests/Conformance/check_nnef.py $(DNNC) Models/*.dnn

build/tflite: $(PYTHON) Tests/Conformance/tflite_cases.py $(wildcard Tests/Conformance/tflite/*.py)
	mkdir -p build
	$(PYTHON) Tests/Conformance/tflite_cases.py write $@
	touch $@

QUANTIZED := $(addprefix Models/,lenet5.dnn mlp_64_32_32_10.dnn mobilenet_v2.dnn resnet18.dnn)

## imports: compare models of others, quantized ones too, with onnxruntime and LiteRT
imports: build build/tflite
	$(PYTHON) Tests/Conformance/tflite_cases.py check $(DNNC) build/tflite
	$(PYTHON) Tests/Conformance/check_quantized.py $(DNNC) $(QUANTIZED)
	$(PYTHON) Tests/Conformance/check_packages.py $(DNNC) build/packages

## check-split: every network among 2, 3 and 5 devices by every strategy; some minutes, not in ci
.PHONY: check-split
check-split: build
	.ci/split $(DNNC)

## bench: print budgets beside measurements
bench: build
	.ci/bench $(DNNC)

# The programs that tests run, and the Debian packages that have them.
PACKAGES := qemu-system-riscv32:qemu-system-misc cc:gcc iverilog:iverilog yosys:yosys \
	mpirun:openmpi-bin mpicc:libopenmpi-dev

## bench-riscv: count the instructions of networks on an emulated RISC-V core
.PHONY: bench-riscv
bench-riscv: build tools
	.ci/bench-riscv $(DNNC) $(NETWORKS)

NETWORKS := Models/lenet5.dnn Models/mobilenet_v2.dnn

## tools: install what tests need and the machine lacks
tools:
	@command -v swift >/dev/null || { echo "Swift 6.2 or later is needed: https://swift.org"; exit 1; }
	@.ci/tools $(PACKAGES)

## clean: remove everything that was built
clean:
	rm -rf .build build .venv

## help: this list
help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)
