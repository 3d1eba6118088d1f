# The few commands that people need; all the work is in CMakeLists.txt and tools/. `make help` lists them.
.DEFAULT_GOAL := build
.PHONY: whisper train-note bench-speech help run pwa site screenshots test-web build test test-quick golden bench coverage fuzz wasm format install uninstall clean setup setup-build check-knowledge
PREFIX ?= /usr/local
JOBS ?= 2
sample := examples/cases/chest_pain.txt

help: ## list these commands
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup-build build ## install what is missing, build, and start the app in the browser (Ctrl-C ends)
	@printf '\n  At the terminal:  build/diagpad ddx %s\n  Everything else:  build/diagpad help\n\n' $(sample)
	@build/diagpad serve

pwa: build wasm ## dist/pwa: the installable app as static files, for any web server with HTTPS
	@cd web && npm install --silent --no-audit --no-fund --package-lock=false || echo "npm could not fetch libsodium"
	@cmake -DWEB=web -DWASM=build-wasm/diagpad.wasm -DKB=build/knowledge -DOUT=dist/pwa -P cmake/pwa.cmake

site: build ## dist/site: the whole encyclopedia as static pages, without scripts
	python3 tools/site.py build/diagpad dist/site

screenshots: build pwa ## docs/screenshots, made with chromium
	@cd tests/web && npm install --silent --no-audit --no-fund && node screenshots.mjs ../../build/diagpad ../../docs/screenshots

test-web: build pwa ## the app in headless chromium (three sizes, keyboard, offline, accessibility) and in WebKitGTK
	@node tests/web/webkit.mjs build/diagpad dist/pwa
	@cd tests/web && npm install --silent --no-audit --no-fund && node run.mjs ../../build/diagpad ../../dist/pwa

setup-build:
	@tools/setup.sh build

setup: ## install what building and testing need (Debian by apt-get, macOS by Homebrew)
	@tools/setup.sh
	@tools/whisper.sh || true

whisper: ## build whisper.cpp for the whisper engine of speech (from npm, once)
	@tools/whisper.sh
	@cmake --preset release >/dev/null && cmake --build build -j $(JOBS)

build: build/build.ninja ## build/diagpad, the library and the knowledge (release)
	@cmake --build build -j $(JOBS)

build/build.ninja:
	@cmake --preset release >/dev/null || { echo "make setup installs what is missing"; exit 1; }

test: setup ## everything: warnings, unit tests, sanitizers, floors, symbols, fuzz, corpus natively and in WebAssembly
	@python3 tools/run_tests.py

test-quick: ## unit tests and checks of the tree in the dev build only
	@python3 tools/run_tests.py --quick

golden: build ## rewrite the golden files of the door and the terminal (read the difference before you commit it)
	@python3 tests/api/run.py build/diagpad build/fixture.dpk --update
	@python3 tests/cli/run.py build/diagpad build/fixture.dpk --update
	@python3 tests/note/run.py build/diagpad build/fixture.dpk --update
	@python3 tests/export/run.py build/diagpad build/fixture.dpk --update

train-note: build ## train the note's classifier anew (it needs shared/data/consultations) and record what it was made from
	@cmake --build build -j $(JOBS) --target diagpad-train-note && python3 tools/check_weights.py --train build/diagpad-train-note

bench: build ## how fast it is on this machine
	@cmake --build build -j $(JOBS) --target bench
	@build/bench build/diagpad

bench-speech: build ## how good the ears are: word errors and drug names on synthesised speech (CONSULTATIONS=folder with mts_valid.jsonl)
	@cmake --build build -j $(JOBS) --target speech-bench
	@python3 bench/speech.py build $(CONSULTATIONS)
	@$(if $(CONSULTATIONS),python3 bench/speakers.py build $(CONSULTATIONS),echo "bench-speech: speakers: give CONSULTATIONS=folder")

coverage: ## line coverage of the core, by file
	@cmake --preset coverage >/dev/null && cmake --build build-coverage -j $(JOBS) --target all unit_tests
	@ctest --test-dir build-coverage --output-on-failure -L unit
	@python3 tools/coverage.py build-coverage

fuzz: ## fuzz each parser for a minute
	@python3 tools/run_tests.py --only fuzz --fuzz-seconds 60

wasm: ## build-wasm/diagpad.wasm, the core without imports
	@cmake --preset wasm >/dev/null && cmake --build build-wasm -j $(JOBS)

check-knowledge: build ## what the knowledge compiler has to say
	@build/diagpad kb check knowledge

format: ## clang-format over the C files
	@clang-format -i $$(git ls-files '*.c' '*.h')

install: build ## install below PREFIX (default /usr/local)
	@cmake --install build --prefix $(PREFIX)

uninstall: ## remove what install wrote
	@xargs rm -fv < build/install_manifest.txt

clean: ## remove all build folders
	@rm -rf build build-*/
