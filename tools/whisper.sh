#!/bin/sh
# Builds whisper.cpp for diagpad's whisper plug-in, once, outside of the tree: the npm package nodejs-whisper carries its unmodified source (MIT).
# Afterwards configure again: cmake finds it.
#
# usage: tools/whisper.sh [FOLDER]      FOLDER: where to put it (default ~/.cache/diagpad/whisper-1.9.1)
set -eu
version=0.3.1
digest="ceoilUVraRuR5FnNyXpGQT2auAR48Oc3AQBEmkXnVpSn9iN6yVRzQBFCqVTGWbk6Wdi95NhvwXNzFvuR7erLWw=="
to=${1:-$HOME/.cache/diagpad/whisper-1.9.1}
if [ -e "$to/lib/libwhisper.a" ]; then exit 0; fi
for p in npm cmake c++ openssl; do
  command -v $p >/dev/null 2>&1 || { echo "whisper: $p is not installed: the whisper engine is left out"; exit 0; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo "whisper: building whisper.cpp from nodejs-whisper $version (a minute or two)"
(cd "$work" && npm pack --silent nodejs-whisper@$version >/dev/null 2>&1) || { echo "whisper: npm could not fetch it: the whisper engine is left out"; exit 0; }
got=$(openssl dgst -sha512 -binary "$work/nodejs-whisper-$version.tgz" | openssl base64 -A)
[ "$got" = "$digest" ] || { echo "whisper: what npm fetched is not nodejs-whisper $version as it was when this was written: refused" >&2; exit 1; }
tar -xzf "$work/nodejs-whisper-$version.tgz" -C "$work" package/cpp/whisper.cpp
launcher=
command -v ccache >/dev/null 2>&1 && launcher="-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache"
# shellcheck disable=SC2086
cmake -S "$work/package/cpp/whisper.cpp" -B "$work/build" $launcher -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=OFF -DCMAKE_POSITION_INDEPENDENT_CODE=ON \
  -DWHISPER_BUILD_EXAMPLES=OFF -DWHISPER_BUILD_TESTS=OFF -DWHISPER_BUILD_SERVER=OFF -DGGML_OPENMP=OFF -DGGML_METAL=OFF -DGGML_ACCELERATE=OFF -DGGML_BLAS=OFF \
  -DCMAKE_INSTALL_PREFIX="$to" >"$work/log" 2>&1 && cmake --build "$work/build" -j 2 --target install >>"$work/log" 2>&1 ||
  { tail -20 "$work/log" >&2; echo "whisper: it did not build: the whisper engine is left out" >&2; exit 1; }
echo "whisper: done: $to"
