import { openSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * A classic-BPF filter that answers EPERM to system calls no model needs: tracing, mounting, namespaces, keys, kernel
 * modules, io_uring. For `bwrap --seccomp FD`. Numbers: Linux asm/unistd_64.h and asm-generic/unistd.h.
 */
const SHARED = {
  open_tree: 428,
  move_mount: 429,
  fsopen: 430,
  fsconfig: 431,
  fsmount: 432,
  fspick: 433,
  io_uring_setup: 425,
  io_uring_enter: 426,
  io_uring_register: 427,
  mount_setattr: 442,
};

const ARCHITECTURES = {
  x64: {
    audit: 0xc000003e,
    calls: {
      ...SHARED,
      ptrace: 101,
      mount: 165,
      umount2: 166,
      swapon: 167,
      swapoff: 168,
      reboot: 169,
      init_module: 175,
      delete_module: 176,
      acct: 163,
      pivot_root: 155,
      chroot: 161,
      kexec_load: 246,
      add_key: 248,
      request_key: 249,
      keyctl: 250,
      unshare: 272,
      perf_event_open: 298,
      name_to_handle_at: 303,
      open_by_handle_at: 304,
      setns: 308,
      process_vm_readv: 310,
      process_vm_writev: 311,
      finit_module: 313,
      kexec_file_load: 320,
      bpf: 321,
      userfaultfd: 323,
      quotactl: 179,
      syslog: 103,
      settimeofday: 164,
      clock_settime: 227,
      iopl: 172,
      ioperm: 173,
      personality: 135,
      modify_ldt: 154,
      vhangup: 153,
      kcmp: 312,
      fanotify_init: 300,
    },
  },
  arm64: {
    audit: 0xc00000b7,
    calls: {
      ...SHARED,
      ptrace: 117,
      mount: 40,
      umount2: 39,
      swapon: 224,
      swapoff: 225,
      reboot: 142,
      init_module: 105,
      delete_module: 106,
      acct: 89,
      pivot_root: 41,
      chroot: 51,
      kexec_load: 104,
      add_key: 217,
      request_key: 218,
      keyctl: 219,
      unshare: 97,
      perf_event_open: 241,
      name_to_handle_at: 264,
      open_by_handle_at: 265,
      setns: 268,
      process_vm_readv: 270,
      process_vm_writev: 271,
      finit_module: 273,
      kexec_file_load: 294,
      bpf: 280,
      userfaultfd: 282,
      quotactl: 60,
      syslog: 116,
      settimeofday: 170,
      clock_settime: 112,
      personality: 92,
      vhangup: 58,
      kcmp: 272,
      fanotify_init: 262,
    },
  },
} as const;

const LOAD = 0x20;
const JUMP_EQUAL = 0x15;
const JUMP_AT_LEAST = 0x35;
const RETURN = 0x06;
const KILL_PROCESS = 0x80000000;
const ERRNO_EPERM = 0x00050001;
const ALLOW = 0x7fff0000;
const X32_BIT = 0x40000000;

/** The filter as struct sock_filter[], or null for a processor there is no table for. */
export function seccompProgram(arch: string = process.arch): Buffer | null {
  const table = arch === 'x64' || arch === 'arm64' ? ARCHITECTURES[arch] : null;
  if (!table) return null;
  const filter: [code: number, ifTrue: number, ifFalse: number, k: number][] = [
    [LOAD, 0, 0, 4],
    [JUMP_EQUAL, 1, 0, table.audit],
    [RETURN, 0, 0, KILL_PROCESS],
    [LOAD, 0, 0, 0],
  ];
  if (arch === 'x64') filter.push([JUMP_AT_LEAST, 0, 1, X32_BIT], [RETURN, 0, 0, KILL_PROCESS]);
  for (const call of Object.values(table.calls)) filter.push([JUMP_EQUAL, 0, 1, call], [RETURN, 0, 0, ERRNO_EPERM]);
  filter.push([RETURN, 0, 0, ALLOW]);
  const program = Buffer.alloc(filter.length * 8);
  filter.forEach(([code, ifTrue, ifFalse, k], index) => {
    program.writeUInt16LE(code, index * 8);
    program.writeUInt8(ifTrue, index * 8 + 2);
    program.writeUInt8(ifFalse, index * 8 + 3);
    program.writeUInt32LE(k >>> 0, index * 8 + 4);
  });
  return program;
}

/** The filter as an open file in `folder`, to be inherited; null for a processor there is no table for. Close it after the start. */
export function openSeccomp(folder: string): number | null {
  const program = seccompProgram();
  if (!program) return null;
  const file = path.join(folder, 'seccomp.bpf');
  writeFileSync(file, program);
  return openSync(file, 'r');
}
