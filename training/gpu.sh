#!/usr/bin/env bash
# Train on a lent GPU machine that is bare, cut off from the network, and takes few files a call. training/README.md says how.
#   training/gpu.sh put                       pieces of the weights that came with this call, into their places
#   training/gpu.sh train MINUTES [option...] train, or go on; the adapter goes to $OUT in pieces of 15 MiB
set -euo pipefail
at=${SITREP_GPU_DIR:-/tmp/sitrep-training}
mkdir -p "$at/run"
case ${1:-} in
put)
  python3 -m training.pieces put training/carry/base "$at/base.gguf" || [ $? = 3 ]
  ;;
train)
  minutes=$2
  shift 2
  : "${OUT:?names the folder whose files come back}"
  [ -d "$at/site" ] || python3 -m pip install --quiet --no-index --no-deps --target "$at/site" training/carry/wheels/*.whl
  PYTHONUNBUFFERED=1 PYTHONPATH=$at/site python3 -m training.train --turns training/carry/turns --base "$at/base.gguf" \
    --out "$at/run" --minutes "$minutes" "$@" 2>&1 | tee "$OUT/log.txt" || [ "${PIPESTATUS[0]}" = 3 ]
  python3 -m training.pieces cut "$at/run/adapter.gguf" "$OUT/adapter" --mib 15
  cp "$at/run/adapter.json" "$OUT/"
  ;;
*)
  echo "usage: $0 put | train MINUTES [option...]" >&2
  exit 2
  ;;
esac
