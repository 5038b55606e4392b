#!/usr/bin/env bash
# Builds what is missing and runs the comparison with UCX's registration cache. Options are passed on: bench/compare.sh --help
# Exit status: 0 measured, 1 a measurement failed, 2 wrong options or nothing to build with.
set -euo pipefail
bench=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$bench")
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

if ! command -v "$java" >/dev/null; then
  echo "No java found: put the one of a JDK 17 or later in the path, or set JAVA_HOME. Debian: apt-get install openjdk-17-jdk" >&2
  exit 2
fi
version=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = \([0-9]*\).*/\1/p')
if [ "${version:-0}" -lt 17 ]; then
  echo "$java is of release ${version:-unknown}; 17 or later is needed" >&2
  exit 2
fi

jar=$bench/target/pindown-bench.jar
agent_jar() {
  find "$root/agent/target" -maxdepth 1 -name 'pindown-agent-[0-9]*.jar' ! -name '*-sources.jar' 2>/dev/null | head -n 1
}

# Whether a jar is absent or older than a source of the modules that are named after it.
stale() {
  local jar=$1 module
  [ -f "$jar" ] || return 0
  shift
  for module in "$@"; do
    [ -z "$(find "$root/$module/src/main" "$root/$module/pom.xml" "$root/pom.xml" -newer "$jar" -print -quit)" ] || return 0
  done
  return 1
}

if stale "$jar" core bench || stale "$(agent_jar)" core agent; then
  if ! command -v mvn >/dev/null; then
    echo "Maven is missing, 3.8.7 or later is needed to build: apt-get install maven" >&2
    exit 2
  fi
  echo "... building (tests are left to 'mvn verify')" >&2
  (cd "$root" && mvn -q -B -DskipTests -pl bench,agent -am package) >&2 || exit 2
fi

# Without it the program says how to install it, and measures the other side only.
native=
if [ -f /usr/include/ucs/memory/rcache.h ] && command -v make >/dev/null && command -v cc >/dev/null; then
  make -s -C "$bench/native" >&2 || exit 2
  native=$bench/target/native/ucx-rcache
fi

exec "$java" -Dbench.native="$native" -Dbench.agent="$(agent_jar)" -Dbench.logs="$bench/target/compare" \
  -cp "$jar" io.pindown.bench.compare.Compare "$@"
