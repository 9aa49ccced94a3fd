import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './install.mjs';
import { LaunchError } from './say.mjs';

const BIN = path.join(ROOT, 'node_modules/.bin');

/** Whether this Node runs TypeScript by itself and is one the dependencies know. */
function isNewEnough() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}

/**
 * Goes on under the project's own Node where the machine's is too old: the same command line, with the project's binaries
 * first on the PATH. Returns only in a process that is new enough.
 */
export async function useOwnNode() {
  process.env.PATH = `${BIN}${path.delimiter}${process.env.PATH ?? ''}`;
  if (isNewEnough()) return;
  const node = path.join(BIN, 'node');
  if (!existsSync(node)) {
    throw new LaunchError(
      `Node ${process.versions.node} is too old and the project's own Node is not there for ${process.platform} ${process.arch}: install Node 22.18 or newer.`,
    );
  }
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit', env: { ...process.env, MOORAGE_STARTER: String(process.pid) } });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal));
  await new Promise((resolve) => child.on('exit', (code, signal) => resolve(process.exit(code ?? (signal ? 1 : 0)))));
}
