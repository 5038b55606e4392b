#!/usr/bin/env bash
# Builds what is missing and runs the demonstrations. Options are passed on: ./demo.sh --help
# Exit status: 0 all as it should be, 1 a check failed, 2 wrong options or nothing to build with, 3 the machine forbids it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

major() {
  "$1/bin/java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = \([0-9]*\).*/\1/p'
}

# The first JDK that is recent enough: the io_uring library needs the final FFM API of 22, the build a compiler of 25.
find_jdk() {
  local home version
  for home in "${JAVA25_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/*25* /usr/lib/jvm/* /opt/jdk* /opt/java/* \
    "${HOME:-/root}"/.sdkman/candidates/java/* "${HOME:-/root}"/.jdks/*; do
    if [ -n "$home" ] && [ -x "$home/bin/java" ] && [ -x "$home/bin/javac" ]; then
      version=$(major "$home")
      if [ "${version:-0}" -ge 25 ]; then
        echo "$home"
        return
      fi
    fi
  done
  return 1
}

if ! jdk=$(find_jdk); then
  cat >&2 <<'TEXT'
No JDK 25 or later found: looked at JAVA25_HOME, JAVA_HOME, /usr/lib/jvm, /opt and SDKMAN's folder.
Install one (Debian: the package temurin-25-jdk of Adoptium's repository, or openjdk-25-jdk where there is one),
or set JAVA25_HOME to where it lies.
TEXT
  exit 2
fi

# The jar of a module, without its companions; empty when there is none.
jar_of() {
  find "$here/$1/target" -maxdepth 1 -name "pindown-$1-[0-9]*.jar" ! -name '*-tests.jar' ! -name '*-sources.jar' ! -name 'original-*' \
    2>/dev/null | head -n 1
}

# Whether a module's jar is absent or older than a source of the modules named after it.
stale_jar() {
  local jar module
  jar=$(jar_of "$1")
  [ -n "$jar" ] || return 0
  shift
  for module in "$@"; do
    [ -z "$(find "$here/$module/src/main" "$here/$module/pom.xml" "$here/pom.xml" -newer "$jar" -print -quit 2>/dev/null)" ] || return 0
  done
  return 1
}

if stale_jar demo-app core nic demo-app || stale_jar agent core agent nic || [ ! -d "$here/demo-app/target/lib" ]; then
  if ! command -v mvn >/dev/null; then
    echo "Maven is missing, 3.8.7 or later is needed to build: apt-get install maven" >&2
    exit 2
  fi
  echo "... building (tests are left to 'mvn verify')" >&2
  # The build finds its JDK by itself; JAVA25_HOME is one of the places where it looks.
  (cd "$here" && JAVA25_HOME=$jdk mvn -q -B -DskipTests -pl demo-app,agent -am package) || exit 2
fi

# Over RDMA in a guest, where this machine has no such device.
if [ "${1:-}" = rdma ] && [ -z "$(ls /sys/class/infiniband 2>/dev/null)" ] && [[ " $* " != *" --help "* && " $* " != *" -h "* ]]; then
  exec "$here/src-it/guest/demo.sh" "$jdk" "$(jar_of agent)" "$(jar_of demo-app)" "$here/target/demo" "$@"
fi

# As defaults, so that options given here still count; relative files are the caller's.
exec "$jdk/bin/java" "-Ddemo.agent=$(jar_of agent)" "-Ddemo.report=$here/target/demo/report.html" -jar "$(jar_of demo-app)" "$@"
