# aai-tools. The targets:
#
#   make            release binaries as they are installed (static Swift runtime), with aai-recognize
#   make demo       the whole pipe on real speech: no account, no network
#   make test       everything the package promises
#   make install    PREFIX=/usr/local DESTDIR=
#   make deb        Debian packages of it, in dist/
#   make dist       the source archive, in dist/, the same bytes for the same commit
#   make bench      figures beside what one would use instead
#   make lint       the style of code, scripts and prose
#   make fmt        the style of code, brought about
#   make help       these lines
#
# `deps` and `test-deps` install, with apt-get, what is missing on Debian.

SHELL = /bin/sh
.DELETE_ON_ERROR:
.PHONY: all help build deps test-deps test demo screen install uninstall bench fmt lint deb deb-check dist clean completions

PREFIX   = /usr/local
DESTDIR  =
SWIFT    = swift
SWIFTFLAGS =
PROGRAMS = aai-capture aai-format aai-recognize aai-serve aai-stream aai-token gladia-stream

# With the toolchain's lld the programs are smaller and start sooner; they are the same without it.
# Packed relocations need a C library that knows them (glibc 2.36, Debian 12).
LLD      = $(wildcard $(dir $(shell readlink -f "$$(command -v $(SWIFT))"))ld.lld)
RELR     = $(shell getconf GNU_LIBC_VERSION | awk -F '[ .]' '$$2 > 2 || $$3 >= 36')
LINK     = $(if $(LLD),-Xswiftc -use-ld=lld $(addprefix -Xlinker ,--gc-sections --icf=safe \
             --no-export-dynamic $(if $(RELR),-z pack-relative-relocs)))

OFFLINE  = --traits PocketSphinx
RELEASE  = --configuration release --static-swift-stdlib $(OFFLINE) $(LINK) $(SWIFTFLAGS)
BIN      = .build/release

# Most tests wait for real time to pass, in programs of their own: some at once, but not all.
TOGETHER = SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=6

# What a build needs beyond a Swift toolchain, and what the tests run besides.
BUILD_PACKAGES = libasound2-dev libssl-dev libpocketsphinx-dev pocketsphinx-en-us pkg-config binutils
DEMO_PACKAGES  = pocketsphinx-testdata
TEST_PACKAGES  = alsa-utils bash bash-completion bzip2 curl faketime ffmpeg fish gcc jq \
                 libasound2-plugins libc6-dev mandoc mosquitto mosquitto-clients mount \
                 netcat-openbsd openssh-client openssh-server openssl parallel procps pulseaudio \
                 pulseaudio-utils python3 python3-venv redis-server redis-tools shellcheck sox \
                 sqlite3 systemd util-linux xz-utils zsh zstd

all: build

help:
	@sed -n 's/^#   //p' Makefile

deps:
	@.ci/deps $(BUILD_PACKAGES)

test-deps: deps
	@.ci/deps $(DEMO_PACKAGES) $(TEST_PACKAGES)

build: deps
	$(SWIFT) build $(RELEASE)

test: test-deps
	$(SWIFT) build --build-tests $(OFFLINE) $(SWIFTFLAGS)
	$(TOGETHER) $(SWIFT) test --skip-build --disable-xctest $(OFFLINE) $(SWIFTFLAGS)

demo: build
	@.ci/deps $(DEMO_PACKAGES)
	@.ci/demo $(BIN)

# The picture in README.md, from a real run.
screen: build
	@.ci/deps $(DEMO_PACKAGES)
	.ci/demo $(BIN) | .ci/screen >.ci/demo.svg

# Each measures one program beside what one would use instead, and prints what it found.
bench: build test-deps
	@for benchmark in Tests/Benchmarks/*; do \
	  [ ! -f $$benchmark ] || [ ! -x $$benchmark ] || $$benchmark $(BIN) || exit; \
	done

# Under sudo the toolchain may be out of reach, and what is built must not become root's.
install:
	@[ -n "$$SUDO_USER" ] && [ -x $(BIN)/aai-stream ] || $(MAKE) --no-print-directory build
	@.ci/install $(BIN) "$(DESTDIR)" "$(PREFIX)"

uninstall:
	@.ci/install --remove "$(DESTDIR)" "$(PREFIX)"

deb: build
	@.ci/deb

# In a Debian made for it, as root.
deb-check: deb
	@.ci/deb-check

dist:
	@.ci/dist

# The parser is where an option is told once; the scripts are committed as this writes them.
completions:
	$(SWIFT) build $(OFFLINE) $(SWIFTFLAGS)
	@for program in $(PROGRAMS); do \
	  dump=$$(.build/debug/$$program --experimental-dump-help) && \
	  echo "$$dump" | .build/debug/completion-scripts bash >completions/bash/$$program && \
	  echo "$$dump" | .build/debug/completion-scripts zsh >completions/zsh/_$$program && \
	  echo "$$dump" | .build/debug/completion-scripts fish >completions/fish/$$program.fish || \
	  exit; \
	done

fmt:
	$(SWIFT) format --in-place --parallel --recursive Package.swift Sources Tests

lint: test-deps
	$(SWIFT) format lint --strict --parallel --recursive Package.swift Sources Tests
	@.ci/lint

clean:
	rm -rf .build dist
