#!/usr/bin/env bash
# Runs HybridAi in one process. Arguments are configuration: ./run.sh --urls http://localhost:9000 --Cache:Enabled=true
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here"
. build/setup.sh

log=$(mktemp)
if ! dotnet build HybridAi.Standalone -c Release -v quiet >"$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi
rm -f "$log"

exec dotnet HybridAi.Standalone/bin/Release/net10.0/HybridAi.Standalone.dll "$@"
