import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureBuilt } from '../launch/build.mjs';
import { ROOT } from '../launch/install.mjs';
import { runTool } from '../launch/run-tool.mjs';
import { ensureSystemTools } from '../launch/system-tools.mjs';
import { say } from '../launch/say.mjs';
import { leaveAsFound } from './test-postgres.mjs';

const BIN = path.join(ROOT, 'node_modules/.bin');

/** Runs vitest, then Playwright, and says on the last line how many passed and failed. Returns the exit code. */
export async function runTests() {
  const missing = ensureSystemTools();
  const folder = mkdtempSync(path.join(tmpdir(), 'moorage-tests-'));
  const total = { passed: 0, failed: 0, skipped: 0 };
  add(total, await leaveAsFound(() => runVitest(folder)));
  if (existsSync(path.join(ROOT, 'e2e'))) {
    await ensureBuilt();
    add(total, await runPlaywright(folder, !missing.includes('chromium')));
  }
  rmSync(folder, { recursive: true, force: true });
  if (missing.length > 0) say(`Without ${missing.join(' and ')} not everything was tested.`);
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}\n`);
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
}

async function runVitest(folder) {
  const report = path.join(folder, 'vitest.json');
  const code = await run('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const { numPassedTests: passed, numFailedTests, numPendingTests: skipped, numFailedTestSuites } = JSON.parse(readFileSync(report, 'utf8'));
  // A file that fails before its first test has no failed test of its own.
  const failed = numFailedTests || (code === 0 ? 0 : Math.max(1, numFailedTestSuites));
  return { passed, failed, skipped };
}

async function runPlaywright(folder, hasBrowser) {
  const report = path.join(folder, 'playwright.json');
  const specs = readdirSync(path.join(ROOT, 'e2e')).filter((file) => file.endsWith('.spec.ts'));
  const runnable = hasBrowser ? specs : specs.filter((file) => !needsBrowser(file));
  const skipped = await count(specs.filter((file) => !runnable.includes(file)));
  if (runnable.length === 0) return { passed: 0, failed: 0, skipped };
  const code = await run('playwright', ['test', ...runnable.map((file) => `e2e/${file}`), '--reporter=list,json'], { PLAYWRIGHT_JSON_OUTPUT_NAME: report });
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped };
  const { stats } = JSON.parse(readFileSync(report, 'utf8'));
  const failed = stats.unexpected + stats.flaky;
  return { passed: stats.expected, failed: failed || (code === 0 ? 0 : 1), skipped: stats.skipped + skipped };
}

// Playwright opens a browser for the tests that ask for one of these, and for no other.
function needsBrowser(spec) {
  return /\{[^{}]*\b(page|context|browser)\b[^{}]*\}/.test(readFileSync(path.join(ROOT, 'e2e', spec), 'utf8'));
}

async function count(specs) {
  if (specs.length === 0) return 0;
  const { output } = await runTool('playwright', ['test', '--list', ...specs.map((file) => `e2e/${file}`)]);
  return Number(/Total: (\d+) test/.exec(output)?.[1] ?? specs.length);
}

function run(tool, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(path.join(BIN, tool), args, {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ORT_DISABLE_TELEMETRY: '1', ...env },
    });
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

function add(total, part) {
  total.passed += part.passed;
  total.failed += part.failed;
  total.skipped += part.skipped;
}
