#!/bin/sh
# Installs what diagpad needs: on Debian (and Ubuntu) by apt-get, on macOS by Homebrew. Says what it does, and does nothing,
# quickly, when nothing is missing.
#
# usage: tools/setup.sh [build|test] [--list]     build: for the program alone; test (default): for `make test` as well;
#                                                 --list only names what is missing, and exits with 1 when anything is
set -eu

list_only=no what=test
for a in "$@"; do
  case "$a" in
  --list) list_only=yes ;;
  build | test) what=$a ;;
  *) echo "usage: tools/setup.sh [build|test] [--list]" >&2; exit 2 ;;
  esac
done

# have_file PATH..., have_program NAME: quick tests that need no package manager
have_program() { command -v "$1" >/dev/null 2>&1; }
have_file() { for f in "$@"; do [ -e "$f" ] && return 0; done; return 1; }

missing=
need() { missing="$missing $1"; }

case "$(uname -s)" in
Linux)
  have_program gcc || need gcc
  have_file /usr/include/stdio.h || need libc6-dev
  have_program make || need make
  have_program cmake || need cmake
  have_program ninja || need ninja-build
  have_file /usr/include/microhttpd.h || need libmicrohttpd-dev
  have_file /usr/include/gnutls/gnutls.h || need libgnutls28-dev
  have_file /usr/include/qrencode.h || need libqrencode-dev
  # speech (docs/speech.md): each is optional, and the program says so where it is missing
  have_file /usr/include/pocketsphinx/pocketsphinx.h || need libpocketsphinx-dev
  have_file /usr/share/pocketsphinx/model/en-us/en-us.lm.bin || need pocketsphinx-en-us
  have_file /usr/include/sndfile.h || need libsndfile1-dev
  have_file /usr/include/samplerate.h || need libsamplerate0-dev
  have_file /usr/include/speex/speex_preprocess.h || need libspeexdsp-dev
  have_file /usr/include/portaudio.h || need portaudio19-dev
  have_program pkg-config || need pkg-config
  have_file /usr/include/sqlite3.h || need libsqlite3-dev
  have_file /usr/include/sodium.h || need libsodium-dev
  if [ $what = test ]; then
    have_program python3 || need python3
    have_program flite || need flite
    have_program espeak-ng || need espeak-ng
    have_program git || need git
    have_file /usr/include/cmocka.h || need libcmocka-dev
    have_file /usr/include/jansson.h || need libjansson-dev
    have_program clang || need clang
    have_file /usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer-*.a || need libclang-rt-dev
    have_program wasm-ld || need lld
    have_file /usr/include/wasm32-wasi/string.h || need wasi-libc
    have_program node || need nodejs
    # the app in WebKitGTK, the stand-in for Safari (tests/web/webkit.mjs); chromium is used where it is, and not asked for
    have_program WebKitWebDriver || need webkit2gtk-driver
    have_program Xvfb || need xvfb
    have_program g++ || need g++
    have_program scdoc || need scdoc
    have_program zopfli || need zopfli # packs the app's knowledge (cmake/pwa.cmake)
    have_program pandoc || need pandoc # opens the exported DOCX (tests/export/run.py)
  fi
  if [ -z "$missing" ]; then exit 0; fi
  echo "setup: missing:$missing"
  [ $list_only = yes ] && exit 1
  if ! have_program apt-get; then
    echo "setup: this is not Debian: please install these with your system's package manager and try again" >&2
    exit 1
  fi
  as_root=
  if [ "$(id -u)" != 0 ]; then
    if have_program sudo; then as_root=sudo
    else echo "setup: installing needs root: run as root:  apt-get install$missing" >&2; exit 1; fi
  fi
  echo "setup: apt-get install$missing"
  $as_root apt-get update -qq
  # shellcheck disable=SC2086
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
  ;;
Darwin)
  have_program cc || { echo "setup: please run  xcode-select --install  first" >&2; exit 1; }
  if ! have_program brew; then echo "setup: Homebrew is needed: see brew.sh" >&2; exit 1; fi
  have_program cmake || need cmake
  have_program ninja || need ninja
  have_file /opt/homebrew/include/sodium.h /usr/local/include/sodium.h || need libsodium
  have_file /opt/homebrew/include/microhttpd.h /usr/local/include/microhttpd.h || need libmicrohttpd
  have_file /opt/homebrew/include/gnutls/gnutls.h /usr/local/include/gnutls/gnutls.h || need gnutls
  have_file /opt/homebrew/include/qrencode.h /usr/local/include/qrencode.h || need qrencode
  have_file /opt/homebrew/opt/sqlite /usr/local/opt/sqlite || need sqlite
  if [ $what = test ]; then
    have_program pkg-config || need pkg-config
    have_program python3 || need python
    have_program node || need node
    have_program scdoc || need scdoc
    have_program zopfli || need zopfli
    have_program pandoc || need pandoc
    have_file /opt/homebrew/include/cmocka.h /usr/local/include/cmocka.h || need cmocka
    have_file /opt/homebrew/include/jansson.h /usr/local/include/jansson.h || need jansson
    # Apple's clang has neither libFuzzer nor the WebAssembly linker.
    have_file /opt/homebrew/opt/llvm/bin/clang /usr/local/opt/llvm/bin/clang || need llvm
    have_file /opt/homebrew/opt/lld/bin/wasm-ld /usr/local/opt/lld/bin/wasm-ld || need lld
    have_file /opt/homebrew/opt/wasi-libc /usr/local/opt/wasi-libc || need wasi-libc
  fi
  if [ -z "$missing" ]; then exit 0; fi
  echo "setup: missing:$missing"
  [ $list_only = yes ] && exit 1
  echo "setup: brew install$missing"
  # shellcheck disable=SC2086
  brew install -q $missing
  ;;
*)
  echo "setup: unknown system $(uname -s): needed are a C17 compiler, cmake 3.25, ninja, python3, pkg-config, cmocka" >&2
  exit 1
  ;;
esac
echo "setup: done"
