#!/usr/bin/env bash
# run.sh WORK SCRIPT [LIMIT_S]: runs WORK/SCRIPT with bash in a guest that has an RDMA device, rxe0 over lo, and a network device dummy0 for
# another. The guest's / is this machine's /, read-only, with changes kept in the guest's memory; only WORK is written through. The script's
# output is in WORK/guest.out, its exit status is this script's. 125: the guest did not get to the end, which is no fault of the script's; the
# console's last lines are printed. No KVM needed.
# PINDOWN_GUEST: what build.sh has made (~/.cache/pindown/guest). PINDOWN_GUEST_CPUS (1), PINDOWN_GUEST_MEMORY in MiB (2048).
# With more than one CPU a JVM crashed now and then under QEMU 7.2: its emulated CPUs race when code is patched.
# no_timer_check: on a busy machine the kernel's look at its timer comes too early or too late, and it would stop.
set -u
dir=${PINDOWN_GUEST:-${HOME:-/root}/.cache/pindown/guest}
[ -f "$dir/ready" ] || { echo "guest/run.sh: no guest in $dir: guest/build.sh makes it" >&2; exit 125; }
work=$(realpath "$1") script=$2 limit=${3:-300}
rm -f "$work/guest.rc" "$work/guest.out" "$work/console.log"
timeout -k 5 "$limit" qemu-system-x86_64 -nodefaults -no-user-config -display none -no-reboot -serial "file:$work/console.log" \
  -accel tcg,thread=multi,tb-size=512 -cpu max -m "${PINDOWN_GUEST_MEMORY:-2048}" -smp "${PINDOWN_GUEST_CPUS:-1}" \
  -kernel "$dir/vmlinux" -initrd "$dir/initrd.gz" -device virtio-rng-pci \
  -fsdev local,id=root,path=/,security_model=none,readonly=on,multidevs=remap -device virtio-9p-pci,fsdev=root,mount_tag=hostroot \
  -fsdev "local,id=work,path=$work,security_model=none" -device virtio-9p-pci,fsdev=work,mount_tag=work \
  -append "console=ttyS0 panic=-1 quiet mitigations=off no_timer_check g_work=$work g_script=$script" </dev/null
status=$?
if [ -f "$work/guest.rc" ]; then
  exit "$(cat "$work/guest.rc")"
fi
echo "guest/run.sh: the guest did not get to the end (QEMU's status $status; 124 is over $limit s); its console:" >&2
tail -n 20 "$work/console.log" >&2
exit 125
