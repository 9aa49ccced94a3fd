import { mkdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { SandboxLevel } from './detect-sandbox.ts';
import { linkOrCopyFiles, type NamedFile } from './link-files.ts';

export interface RunnerFiles {
  /** The project's root: code of the runner is bound from there, read-only. */
  root: string;
  /** The version's files; null: it gets some later, in `modelFolderOf`. */
  files: NamedFile[] | null;
  /** A folder of this runner's own. */
  workFolder: string;
  /** Open descriptor of the seccomp program, where there is one. */
  seccompFd: number | null;
  /** Device files a GPU is reached through. */
  deviceNodes: string[];
  /** Where compiled code of the runner is kept; null: nowhere. */
  codeCache: string | null;
}

const HOST = 'worker/runtime/host.ts';
const COMPILE = 'worker/runtime/compile.ts';
// The engine, and what Steps decode and read with, each with its own dependencies.
const MODULES = [
  'onnxruntime-node',
  'onnxruntime-common',
  'sharp',
  '@img',
  'detect-libc',
  'semver',
  '@huggingface/tokenizers',
  '@huggingface/transformers',
  '@huggingface/jinja',
  '@audio',
  '@wasm-audio-decoders',
  '@eshaz',
  'mpg123-decoder',
  'codec-parser',
  'simple-yenc',
  'yaml',
  'zod',
];
/** Our own code that the runner's process imports. */
export const OWN_CODE = ['worker/runtime', 'worker/steps', 'server/signatures', 'server/errors.ts', 'server/format-bytes.ts', 'server/format-count.ts'];
// Nothing else of the project or of node_modules is visible to it.
const CODE = ['package.json', ...OWN_CODE, ...MODULES.map((name) => `node_modules/${name}`)];
const CODE_CACHE = '/app/compiled';
const TMP_BYTES = String(64 * 1024 ** 2);
const SHM_BYTES = String(16 * 1024 ** 2);

/** The environment of a runner: nothing of the worker's. Telemetry of the engine is off. */
export const RUNNER_ENV = {
  NODE_ENV: 'production' as const,
  PATH: '/usr/bin',
  HOME: '/tmp',
  LANG: 'C.UTF-8',
  ORT_DISABLE_TELEMETRY: '1',
  MALLOC_ARENA_MAX: '2',
};

/** Where a runner that was started without files looks for them. */
export function modelFolderOf(workFolder: string): string {
  return path.join(workFolder, 'model');
}

/** The command line of a runner at a sandbox level. */
export function runnerCommand(level: SandboxLevel, given: RunnerFiles): string[] {
  const model = modelFolderOf(given.workFolder);
  if (level !== 'bubblewrap' || !given.files) mkdirSync(model, { recursive: true });
  if (level === 'bubblewrap') return bwrapCommand(given);
  linkOrCopyFiles(model, given.files ?? []);
  const node = [process.execPath, path.join(given.root, HOST), model];
  if (level === 'process') return node;
  return ['unshare', '--user', '--map-user=65534', '--net', '--pid', '--fork', '--kill-child', '--ipc', '--', ...node];
}

/** The command line that fills the cache of compiled code: the same process at the same paths, without a model. Bubblewrap only. */
export function compileCommand(files: Pick<RunnerFiles, 'root' | 'seccompFd'> & { codeCache: string }): string[] {
  return bwrapCommand({ ...files, files: [], workFolder: '', deviceNodes: [] }, COMPILE);
}

function bwrapCommand({ root, files, workFolder, seccompFd, deviceNodes, codeCache }: RunnerFiles, entry = HOST): string[] {
  const args = ['bwrap', '--unshare-all', '--die-with-parent', '--new-session', '--clearenv', '--uid', '65534', '--gid', '65534', '--cap-drop', 'ALL'];
  for (const [name, value] of Object.entries(RUNNER_ENV)) args.push('--setenv', name, value);
  args.push('--ro-bind', '/usr', '/usr', '--symlink', 'usr/lib', '/lib', '--symlink', 'usr/lib64', '/lib64');
  args.push('--ro-bind', realpathSync(process.execPath), '/app/node');
  for (const item of CODE) args.push('--ro-bind', path.join(root, item), `/app/${item}`);
  // Read by every runner, written by none that has seen a model.
  if (codeCache) args.push('--setenv', 'NODE_COMPILE_CACHE', CODE_CACHE, entry === COMPILE ? '--bind' : '--ro-bind-try', codeCache, CODE_CACHE);
  if (files) args.push('--dir', '/model');
  else args.push('--ro-bind', modelFolderOf(workFolder), '/model');
  for (const file of files ?? []) args.push('--ro-bind', file.path, `/model/${file.name}`);
  args.push('--proc', '/proc', '--dev', '/dev');
  for (const node of deviceNodes) args.push('--dev-bind', node, node);
  // Where the driver's and CUDA's libraries lie below /usr.
  if (deviceNodes.length > 0) args.push('--ro-bind-try', '/etc/ld.so.cache', '/etc/ld.so.cache');
  args.push('--size', SHM_BYTES, '--tmpfs', '/dev/shm', '--remount-ro', '/dev', '--size', TMP_BYTES, '--tmpfs', '/tmp');
  args.push('--remount-ro', '/', '--chdir', '/app');
  if (seccompFd !== null) args.push('--seccomp', String(seccompFd));
  return [...args, '/app/node', `/app/${entry}`, '/model'];
}
