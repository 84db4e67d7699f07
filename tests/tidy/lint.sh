#!/usr/bin/env bash
# Runs clang-tidy with the checks of .clang-tidy over every source of the product.
#   lint.sh ROOT BUILD_DIRECTORY [PATTERN]     PATTERN: only sources whose path matches
# The build directory gives the compile commands; its code need not be built.
set -euo pipefail

root=$(realpath "$1")
build=$2
pattern=${3:-"^$root/(client-lib|common|server|cli)/"}
run-clang-tidy-14 -quiet -p "$build" -j "$(nproc)" \
  -extra-arg=-Wno-unknown-warning-option "$pattern"
