#!/usr/bin/env bash
# Builds everything and passes all tests. The last line is "N passed, N failed, N skipped".
# ./test.sh [PROJECT...]   only these, e.g. ./test.sh Core Gateway
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. build/setup.sh
install_debian npm nodejs npm
install_debian redis-server redis-server
install_debian memcached memcached
install_debian chromium chromium
# Debian puts the server's programs where no path leads.
compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || install_debian postgres postgresql

dotnet build HybridAi.sln -c Release -v quiet

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
projects=()
if [ $# -gt 0 ]; then
  for name in "$@"; do projects+=("tests/HybridAi.$name.Tests"); done
else
  projects=(tests/HybridAi.*.Tests)
fi

# What its own tests cover is counted. Simulations and the end-to-end tests, whose servers are other processes, are too slow while lines are counted.
covered="XPlat Code Coverage;Include=[HybridAi.Core]*,[HybridAi.Providers]*,[HybridAi.Storage]*"

passed=0 failed=0 skipped=0
# run_tests NAME PROJECT [OPTION...]
run_tests() {
  local name=$1 project=$2
  shift 2
  local log=$results/$name.log status=0 summary failures collect=()
  case $project in
    *EndToEnd*|*Benchmarks*) ;;
    *) collect=(--collect "$covered") ;;
  esac
  dotnet test "$project" -c Release --no-build --blame-hang-timeout 15m "${collect[@]}" --results-directory "$results/$name" "$@" \
    2>&1 | tee "$log" || status=$?
  summary=$(grep -E 'Failed: +[0-9]+, Passed: +[0-9]+, Skipped: +[0-9]+' "$log" | tail -n 1 || true)
  count() { sed -nE "s/.*$1: +([0-9]+),.*/\1/p" <<<"$summary"; }
  failures=$(count Failed)
  passed=$((passed + $(count Passed || true) + 0))
  skipped=$((skipped + $(count Skipped || true) + 0))
  # A run that ended badly without naming a failed test (a crash, a hang) has failed all the same.
  if [ "$status" -ne 0 ] && [ "${failures:-0}" -eq 0 ]; then failures=1; fi
  failed=$((failed + ${failures:-0}))
}

for project in "${projects[@]}"; do
  run_tests "$(basename "$project")" "$project"
  # The same again against separate gateways, workers and site, on a Postgres and a Redis.
  if [ "$(basename "$project")" = HybridAi.EndToEnd.Tests ]; then
    HYBRIDAI_TEST_TOPOLOGY=distributed run_tests distributed "$project" --filter "Topology!=own"
  fi
done

coverage=0
if [ $# -eq 0 ]; then
  dotnet run build/coverage.cs -- "$results" 85 HybridAi.Core HybridAi.Providers HybridAi.Storage || coverage=1
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ] && [ "$coverage" -eq 0 ]
