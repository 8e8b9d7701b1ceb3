# Sourced by run.sh, test.sh and bench.sh: everything that they need of a fresh Debian machine with the .NET 10 SDK.
# shellcheck shell=bash

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

if ! command -v dotnet >/dev/null 2>&1; then
  echo "HybridAi needs the .NET 10 SDK: https://dotnet.microsoft.com/download" >&2
  exit 1
fi

# Asks the NuGet feed, once, whether it carries Aspire; the answer is kept in Feed.props, which git ignores. Delete it to ask again.
ask_feed() {
  [ -f Feed.props ] && return
  local probe answer
  probe=$(mktemp -d)
  cat >"$probe/probe.csproj" <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageReference Include="Aspire.Hosting.AppHost" Version="13.5.0" /></ItemGroup>
</Project>
XML
  if dotnet restore "$probe/probe.csproj" >"$probe/log" 2>&1; then
    answer=true
  elif grep -qE 'NU110[123]' "$probe/log"; then
    answer=false
    echo "This NuGet feed does not carry Aspire: building without it (UseAspire=false)."
  else
    cat "$probe/log" >&2
    echo "The NuGet feed could not be asked." >&2
    rm -rf "$probe"
    exit 1
  fi
  rm -rf "$probe"
  echo "<Project><PropertyGroup><UseAspire>$answer</UseAspire></PropertyGroup></Project>" >Feed.props
}

# Installs Debian packages that are not there yet: install_debian COMMAND PACKAGE...
install_debian() {
  local command=$1
  shift
  command -v "$command" >/dev/null 2>&1 && return
  local sudo=()
  [ "$(id -u)" = 0 ] || sudo=(sudo)
  echo "Installing $*"
  "${sudo[@]}" apt-get update -qq >/dev/null && "${sudo[@]}" apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

ask_feed
