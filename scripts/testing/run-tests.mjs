import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureBuilt } from '../launch/build.mjs';
import { ROOT } from '../launch/install.mjs';
import { ensureSystemTools } from '../launch/system-tools.mjs';
import { say } from '../launch/say.mjs';

const BIN = path.join(ROOT, 'node_modules/.bin');

/** Runs vitest, then Playwright, and says on the last line how many passed and failed. Returns the exit code. */
export async function runTests() {
  const missing = ensureSystemTools();
  const folder = mkdtempSync(path.join(tmpdir(), 'moorage-tests-'));
  const total = { passed: 0, failed: 0, skipped: 0 };
  add(total, await runVitest(folder));
  if (missing.includes('chromium')) total.skipped += 1;
  else {
    await ensureBuilt();
    add(total, await runPlaywright(folder));
  }
  rmSync(folder, { recursive: true, force: true });
  say(missing.length > 0 ? `Skipped for want of ${missing.join(' and ')}.` : 'Nothing was skipped for want of a tool.');
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

async function runPlaywright(folder) {
  const report = path.join(folder, 'playwright.json');
  const code = await run('playwright', ['test', '--reporter=list,json'], { PLAYWRIGHT_JSON_OUTPUT_NAME: report });
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const { stats } = JSON.parse(readFileSync(report, 'utf8'));
  const failed = stats.unexpected + stats.flaky;
  return { passed: stats.expected, failed: failed || (code === 0 ? 0 : 1), skipped: stats.skipped };
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
