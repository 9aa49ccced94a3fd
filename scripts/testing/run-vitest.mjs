import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../launch/install.mjs';

const BIN = path.join(ROOT, 'node_modules/.bin');
const REPORTER = path.join(ROOT, 'scripts/testing/tally-reporter.mjs');

/** Runs vitest with these arguments. Returns how many tests passed, failed and were skipped, and a line for each failure. */
export async function runVitest(args, env = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'moorage-vitest-'));
  const report = path.join(folder, 'tally.json');
  try {
    const code = await runBin('vitest', ['run', '--reporter=default', `--reporter=${REPORTER}`, ...args], { ...env, TEST_TALLY: report });
    const tally = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : { passed: 0, failed: 0, skipped: 0, failures: [] };
    if (code === 0 || tally.failed > 0) return tally;
    return { ...tally, failed: 1, failures: [`vitest ended with code ${code}, and no test failed`] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a tool of the project's own, its output with ours. Returns its exit code. */
export function runBin(tool, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(path.join(BIN, tool), args, {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ORT_DISABLE_TELEMETRY: '1', ...env },
    });
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** The end of a run of tests: what failed, once more by name, then the counts as the last line. Returns the exit code. */
export function concludeTests({ passed, failed, skipped, failures }) {
  const named = failures.map((failure) => `failed: ${failure}\n`).join('');
  process.stdout.write(`\n${named}${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
  return failed > 0 || passed === 0 ? 1 : 0;
}
