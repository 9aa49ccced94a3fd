import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../../e2e/support/product.ts';
import { encodePost } from '../load/http-connection.ts';
import type { BenchModel } from '../models/bench-model.ts';
import { toNumbers } from '../paths/tensor-numbers.ts';
import type { ServingPath } from '../paths/serving-path.ts';

const HERE = import.meta.dirname;
const START_MS = 60_000;

export const PYTHON_SERVERS = ['fastapi', 'litserve', 'bentoml'] as const;
export type PythonServer = (typeof PYTHON_SERVERS)[number];

export interface PythonTools {
  bin: string;
  /** "fastapi 0.115.14", … */
  versions: string[];
}

/** A folder of Python packages of our own, made on first use; or the one line that says why there is none. */
export function preparePython(cacheFolder: string): PythonTools | string {
  const venv = path.join(cacheFolder, 'python');
  const bin = path.join(venv, 'bin');
  const wanted = readFileSync(path.join(HERE, 'requirements.txt'), 'utf8');
  const mark = path.join(venv, 'requirements-installed.txt');
  if (!existsSync(mark) || readFileSync(mark, 'utf8') !== wanted) {
    mkdirSync(cacheFolder, { recursive: true });
    for (const [file, args] of [
      ['python3', ['-m', 'venv', venv]],
      [path.join(bin, 'pip'), ['install', '--quiet', '--disable-pip-version-check', '-r', path.join(HERE, 'requirements.txt')]],
    ] as const) {
      const { status, stderr, error } = spawnSync(file, args, { encoding: 'utf8' });
      if (status !== 0) return `Python servers are left out: ${(error?.message ?? stderr).trim().split('\n').at(-1)}`;
    }
    writeFileSync(mark, wanted);
  }
  return { bin, versions: readVersions(bin) };
}

function readVersions(bin: string): string[] {
  const { stdout } = spawnSync(path.join(bin, 'pip'), ['list', '--format=freeze', '--disable-pip-version-check'], { encoding: 'utf8' });
  return stdout
    .split('\n')
    .filter((line) => /^(fastapi|uvicorn|litserve|bentoml|onnxruntime)==/.test(line))
    .map((line) => line.replace('==', ' '));
}

/** One Python server of the model, up and answering. */
export interface RunningServer {
  path: ServingPath;
  stop(): Promise<void>;
}

/** @throws Error with what it printed when it does not come up */
export async function startPythonServer(
  server: PythonServer,
  model: BenchModel,
  options: { python: PythonTools; threads: number; maxBatch: number; outputs: Float32Array[] },
): Promise<RunningServer> {
  const port = await freePort();
  const { bin } = options.python;
  const [file, args] =
    server === 'bentoml'
      ? [path.join(bin, 'bentoml'), ['serve', 'bentoml_server:Bench', '--host', '127.0.0.1', '--port', String(port)]]
      : [path.join(bin, 'python'), [`${server}_server.py`]];
  const env = {
    ...process.env,
    PATH: `${bin}:${process.env.PATH}`,
    BENCH_MODEL: model.file,
    BENCH_SHAPE: (model.inputs[0]?.[0]?.shape ?? []).join(','),
    BENCH_THREADS: String(options.threads),
    BENCH_MAX_BATCH: String(options.maxBatch),
    BENCH_PORT: String(port),
    BENTOML_DO_NOT_TRACK: 'true',
    BENTOML_HOME: path.join(path.dirname(bin), 'bentoml'),
    PYTHONDONTWRITEBYTECODE: '1',
    // One thread each where numpy would take its own.
    OMP_NUM_THREADS: '1',
  };
  const child = spawn(file, args, { cwd: HERE, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (printed = (printed + chunk.toString()).slice(-4000)));
  const url = new URL(`http://127.0.0.1:${port}/predict`);
  const path_ = describe(server, model, { url, pid: child.pid ?? 0, outputs: options.outputs });
  try {
    await untilUp(url, model, { child, bodyOf: (index) => bodyOf(server, model, index) });
  } catch (error) {
    await end(child);
    throw new Error(`${server} did not come up: ${printed.trim().split('\n').slice(-5).join(' | ')}`, { cause: error });
  }
  return { path: path_, stop: () => end(child) };
}

function describe(server: PythonServer, model: BenchModel, options: { url: URL; pid: number; outputs: Float32Array[] }): ServingPath {
  const { url, outputs } = options;
  return {
    name: server,
    host: url.hostname,
    port: Number(url.port),
    pids: () => [options.pid],
    rest: () => process.kill(-options.pid, 'SIGSTOP'),
    wake: () => process.kill(-options.pid, 'SIGCONT'),
    requests: model.inputs.map((_, index) => ({
      bytes: encodePost(url, { 'content-type': 'application/json' }, Buffer.from(bodyOf(server, model, index))),
      expected: { format: 'lists-json', values: outputs[index] as Float32Array, tolerance: model.tolerance },
    })),
  };
}

// A batchable method of BentoML takes and answers a list along its batch dimension.
function bodyOf(server: PythonServer, model: BenchModel, index: number): string {
  const tensor = model.inputs[index]?.[0];
  const numbers = tensor ? toNumbers(tensor) : [];
  return JSON.stringify({ inputs: server === 'bentoml' ? [numbers] : numbers });
}

async function untilUp(url: URL, model: BenchModel, options: { child: ChildProcess; bodyOf(index: number): string }): Promise<void> {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline && options.child.exitCode === null) {
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: options.bodyOf(0) }).catch(() => null);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('no answer');
}

// It leads a process group of its own: its workers go with it.
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const force = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), 5_000);
  process.kill(-child.pid, 'SIGTERM');
  process.kill(-child.pid, 'SIGCONT');
  await exited;
  clearTimeout(force);
}
