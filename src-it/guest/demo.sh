#!/usr/bin/env bash
# demo.sh JDK AGENT DEMO FOLDER rdma [OPTION...]: runs the demonstration over verbs in a guest that has an RDMA device in software; what it has
# to say, and its exit status, are the demonstration's. FOLDER gets the report. For ../../demo.sh, which says where JDK and jars are.
# 3: there is no guest and none can be made, and what is missing for that; 1, too: the guest failed twice.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
jdk=$1 agent=$2 demo=$3 folder=$4
shift 4

guest=${PINDOWN_GUEST:-${HOME:-/root}/.cache/pindown/guest}
[ -f "$guest/ready" ] || echo "... making a guest with an RDMA device, once; up to 90 MB of downloads" >&2
if ! "$here/build.sh" "$guest"; then
  echo "No RDMA device here, and no guest to have one in: see above what is missing (Debian on x86-64 is needed, and root for packages)." >&2
  exit 3
fi

# Files that the guest writes elsewhere than in its folder are lost with it.
json='' report=$folder/report.html options=()
while [ $# -gt 0 ]; do
  case $1 in
    --json=*) json=${1#*=} ;;
    --report=*) report=${1#*=} ;;
    --json | --report) [ $# -gt 1 ] || { echo "$1 needs a file" >&2; exit 2; }
      [ "$1" = --json ] && json=$2 || report=$2
      shift ;;
    *) options+=("$1") ;;
  esac
  shift
done

work=$folder/rdma
rm -rf "$work"
mkdir -p "$work" || exit 1
work=$(realpath "$work")
printf -v line '%q ' "$jdk/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "-Ddemo.agent=$agent" -jar "$demo" "${options[@]}" \
  --emulated --json "$work/findings.json" --report "$work/report.html"
echo "$line >$work/out.txt 2>$work/err.txt </dev/null" >"$work/demo.sh"

run() {
  local pid status
  : >"$work/err.txt"
  "$here/run.sh" "$work" demo.sh 1200 &
  pid=$!
  # its progress, as it comes
  tail -n +1 -f --pid=$pid "$work/err.txt" >&2 &
  wait $pid
  status=$?
  wait
  return $status
}

echo "... no RDMA device here: in a guest with one in software, on an emulated processor, which takes minutes" >&2
PINDOWN_GUEST=$guest run
status=$?
if [ $status = 125 ]; then
  echo "... once more" >&2
  PINDOWN_GUEST=$guest run
  status=$?
  [ $status != 125 ] || exit 1
fi
[ ! -f "$work/out.txt" ] || grep -v '^Report with pictures: ' "$work/out.txt"
[ ! -s "$work/guest.out" ] || cat "$work/guest.out" >&2
if [ -f "$work/findings.json" ] && [ -n "$json" ]; then
  mkdir -p "$(dirname "$json")" && cp "$work/findings.json" "$json"
fi
if [ -f "$work/report.html" ]; then
  mkdir -p "$(dirname "$report")" && cp "$work/report.html" "$report" && echo "Report with pictures: $report"
fi
exit $status
