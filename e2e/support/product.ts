import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');

export type Role = 'web' | 'worker' | 'postgres';

/** The whole product as a person starts it, in a data folder and on a port of its own. */
export interface Product {
  url: string;
  dataFolder: string;
  /** The address with the one-time token that a first visit opens. */
  setUpUrl(): string;
  /** Everything printed so far. */
  output(): string;
  /** `npm run moorage -- …`: what it printed on stdout. */
  moorage(args: string[], stdin?: string): Promise<string>;
  /** kill -9 of one process; the launcher brings it back. */
  kill(role: Role, signal?: NodeJS.Signals): number;
  pid(role: Role): number | null;
  ready(timeoutMs?: number): Promise<void>;
  /** SIGTERM, as a service manager sends it; the exit code. */
  stop(): Promise<number | null>;
}

interface ProductOptions {
  dataFolder?: string;
  port?: number;
  env?: Record<string, string>;
  /** npm's own process stands before it, as where a person types the command. */
  throughNpm?: boolean;
}

/** Starts the product as `npm start` does and waits until it takes work. */
export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const dataFolder = options.dataFolder ?? mkdtempSync(path.join(tmpdir(), 'moorage-'));
  const port = options.port ?? (await freePort());
  const env = productEnv(dataFolder, port, options.env);
  let text = '';
  const [file, argument] = options.throughNpm ? (['npm', 'start'] as const) : ([process.execPath, 'scripts/start.mjs'] as const);
  const child = spawn(file, [argument], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const url = `http://127.0.0.1:${port}`;
  const product: Product = {
    url,
    dataFolder,
    output: () => text,
    setUpUrl: () => /https?:\/\/\S+\/setup\?token=\S+/.exec(text)?.[0] ?? '',
    moorage: (args, stdin) => runMoorage(args, { env, stdin }),
    pid: (role) => findProcess(role, dataFolder),
    kill(role, signal = 'SIGKILL') {
      const pid = findProcess(role, dataFolder);
      if (pid === null) throw new Error(`no ${role} process of ${dataFolder} runs`);
      process.kill(pid, signal);
      return pid;
    },
    ready: (timeoutMs = 240_000) => waitUntilReady(url, child, { timeoutMs, output: () => text }),
    async stop() {
      if (child.exitCode === null) {
        child.kill('SIGTERM');
        await new Promise((resolve) => child.once('exit', resolve));
      }
      if (!options.dataFolder) rmSync(dataFolder, { recursive: true, force: true });
      return child.exitCode;
    },
  };
  await product.ready();
  return product;
}

/** The environment of a product in its own folder: nothing of the caller's database or address leaks in. */
function productEnv(dataFolder: string, port: number, more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const { DATABASE_URL: _, MOORAGE_URL: __, NODE_ENV: ___, ...inherited } = process.env;
  return { ...inherited, MOORAGE_DATA: dataFolder, PORT: String(port), HOST: '127.0.0.1', NODE_ENV: 'production', ...more };
}

async function runMoorage(args: string[], options: { env: NodeJS.ProcessEnv; stdin?: string }): Promise<string> {
  const child = spawn(process.execPath, ['scripts/moorage.mjs', ...args], { cwd: ROOT, env: options.env, stdio: ['pipe', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  child.stdin.end(options.stdin ?? '');
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`moorage ${args.join(' ')} ended with ${code}: ${err}${out}`);
  return out;
}

async function waitUntilReady(url: string, child: ChildProcess, options: { timeoutMs: number; output(): string }): Promise<void> {
  const deadline = Date.now() + options.timeoutMs;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}:\n${options.output()}`);
    const response = await fetch(`${url}/readyz`).catch(() => null);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`not ready after ${options.timeoutMs} ms:\n${options.output()}`);
}

const COMMANDS: Record<Role, string> = { web: 'server/main.ts', worker: 'worker/main.ts', postgres: 'bin/postgres' };

// The supervised processes are found by what they run and whose data folder they were given.
function findProcess(role: Role, dataFolder: string): number | null {
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
      if (!command.includes(COMMANDS[role]) || command.startsWith('bwrap') || command.startsWith('unshare')) continue;
      const mine = role === 'postgres' ? command.includes(dataFolder) : readFileSync(`/proc/${name}/environ`, 'utf8').includes(`MOORAGE_DATA=${dataFolder}\0`);
      if (mine) return Number(name);
    } catch {
      // The process ended while we looked.
    }
  }
  return null;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
