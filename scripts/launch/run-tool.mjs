import { spawn } from 'node:child_process';
import path from 'node:path';
import { ROOT } from './install.mjs';

const running = new Set();

/**
 * Runs one of the project's own tools without standing still meanwhile. Returns its exit code (null when a signal ended
 * it) and everything it wrote.
 */
export function runTool(name, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(path.join(ROOT, 'node_modules/.bin', name), args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: 1, output: error.message }));
    child.on('close', (code) => {
      running.delete(child);
      resolve({ code, output });
    });
  });
}

/** Interrupts the tools that run: nobody waits for what they make any more. */
export function interruptTools() {
  for (const child of running) child.kill('SIGTERM');
}
