#!/usr/bin/env bash
# Runs clang-tidy with the checks of .clang-tidy over every source of the product.
#   lint.sh ROOT BUILD_DIRECTORY [PATTERN]     PATTERN: only sources whose path matches
# The compile commands are made in a directory of their own below the build directory; only generated code is built.
set -euo pipefail

root=$(realpath "$1")
build=$2
pattern=${3:-"^$root/(client-lib|common|server|cli)/"}
cmake -S "$root" -B "$build/lint" -G Ninja -DCAIRN_DEVELOPER_MODE=ON -DCMAKE_UNITY_BUILD=OFF >/dev/null
cmake --build "$build/lint" --target cairn_proto >/dev/null # what is generated must be there
run-clang-tidy-14 -quiet -p "$build/lint" -j "$(nproc)" \
  -extra-arg=-Wno-unknown-warning-option "$pattern"
