#!/usr/bin/env bash
# Measures the gateway against a raw Kestrel proxy and nginx and prints Markdown tables. ./bench.sh --help lists the options.
#   ./bench.sh ingest   how many usage records a second Postgres takes      ./bench.sh chaos   what is lost when servers and services die
#   ./bench.sh micro    BenchmarkDotNet                                      ./bench.sh workload   what choosing, learning and caching are worth, simulated
#   ./bench.sh metrics  how long questions to the rollups of ten million records take
#   ./bench.sh site     how long the site's pages take with a million records behind them
#   ./bench.sh semantic what the semantic cache takes for the same, and what it should
# Everything happens on loopback, under artifacts/, and ends by itself.
set -euo pipefail

cd "$(dirname "$0")"
PATH=$PATH:/usr/sbin
. build/setup.sh >&2 # standard output is for the tables
work=artifacts/bench
suite=
mkdir -p "$work"

# However this ends, nothing it started lives on. The suite stops its subjects itself; should it be killed, its list of them is left.
finish() {
  local status=$?
  trap - EXIT INT TERM HUP
  if [[ -n $suite ]] && kill -TERM "$suite" 2>/dev/null; then
    wait "$suite" || true
  fi
  local run=$work/run-$suite
  if [[ -n $suite && -f $run/pids ]]; then
    end_left_over $(<"$run/pids")
    rm -rf "$run"
  fi
  exit "$status"
}

# Asked first: only an nginx that is asked takes its workers with it.
end_left_over() {
  kill -TERM "$@" 2>/dev/null || true
  local try
  for try in {1..50}; do
    kill -0 "$@" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL "$@" 2>/dev/null || true
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

install_nginx() {
  command -v nginx >/dev/null && return
  install_debian nginx nginx-light >&2 || { echo "nginx did not install: measuring without it." >&2; return; }
  # Only the program is wanted, not the web server that the package starts.
  service nginx stop >/dev/null 2>&1 || true
}

# Debian puts the servers' programs where no path leads.
install_servers() {
  compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || install_debian postgres postgresql >&2
  install_debian redis-server redis-server >&2
}

build() {
  echo "Building ..." >&2
  dotnet build "tests/$1" -c Release -v q >"$work/build.log" 2>&1 || { tail -30 "$work/build.log" >&2; exit 1; }
}

# publish PROJECT DIRECTORY
publish() {
  local project=$1 published=$2
  echo "Publishing $project ..." >&2
  rm -rf "$published"
  local options=("$project" -c Release -r "$(dotnet --info | awk '$1 == "RID:" { print $2 }')" --self-contained false -o "$published" -v q)
  dotnet publish "${options[@]}" -p:PublishReadyToRun=true >"$work/publish.log" 2>&1 && return
  echo "Without ReadyToRun: it did not publish with it ($work/publish.log)." >&2
  mv "$work/publish.log" "$work/publish-readytorun.log"
  dotnet publish "${options[@]}" >"$work/publish.log" 2>&1 || { tail -30 "$work/publish.log" >&2; exit 1; }
}

build HybridAi.Benchmarks
benchmarks=(dotnet tests/HybridAi.Benchmarks/bin/Release/net10.0/HybridAi.Benchmarks.dll)
case "${1:-} " in
  micro\ | semantic\ ) "${benchmarks[@]}" "$@"; exit ;;
  # Its caches fill and empty hundreds of megabytes: given back to the system in between, they took 91 s for one seed instead of 44.
  workload\ ) DOTNET_GCRetainVM=1 "${benchmarks[@]}" "$@"; exit ;;
  --help\ ) "${benchmarks[@]}" suite --help; exit ;;
  site\ )
    [[ " $* " == *" --help "* || " $* " == *" --gateway "* ]] || publish HybridAi.Standalone artifacts/standalone
    command=("$@") ;;
  ingest\ | chaos\ | metrics\ )
    [[ " $* " == *" --help "* ]] || install_servers
    [[ $1 != chaos || " $* " == *" --help "* ]] || build HybridAi.EndToEnd.Tests
    command=("$@") ;;
  *)
    install_nginx
    [[ " $* " == *" --gateway "* ]] || publish HybridAi.Standalone artifacts/standalone
    if [[ " $* " == *" --distributed "* ]]; then
      install_servers
      [[ " $* " == *" --distributed-gateway "* ]] || publish HybridAi.Gateway artifacts/gateway
    fi
    command=(suite "$@") ;;
esac
tests/HybridAi.Benchmarks/bin/Release/net10.0/HybridAi.Benchmarks "${command[@]}" &
suite=$!
wait "$suite"
