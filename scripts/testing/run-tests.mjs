import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureBuilt } from '../launch/build.mjs';
import { ROOT } from '../launch/install.mjs';
import { runTool } from '../launch/run-tool.mjs';
import { ensureSystemTools } from '../launch/system-tools.mjs';
import { say } from '../launch/say.mjs';
import { concludeTests, runBin, runVitest } from './run-vitest.mjs';
import { leaveAsFound } from './test-postgres.mjs';

/** Runs vitest, then Playwright, and says on the last line how many passed and failed. Returns the exit code. */
export async function runTests() {
  const missing = ensureSystemTools();
  const total = { passed: 0, failed: 0, skipped: 0, failures: [] };
  add(total, await leaveAsFound(() => runVitest([])));
  if (existsSync(path.join(ROOT, 'e2e'))) {
    await ensureBuilt();
    add(total, await runPlaywright(!missing.includes('chromium')));
  }
  if (missing.length > 0) say(`Without ${missing.join(' and ')} not everything was tested.`);
  return concludeTests(total);
}

async function runPlaywright(hasBrowser) {
  const specs = readdirSync(path.join(ROOT, 'e2e')).filter((file) => file.endsWith('.spec.ts'));
  const runnable = hasBrowser ? specs : specs.filter((file) => !needsBrowser(file));
  const skipped = await count(specs.filter((file) => !runnable.includes(file)));
  if (runnable.length === 0) return { passed: 0, failed: 0, skipped, failures: [] };
  const folder = mkdtempSync(path.join(tmpdir(), 'moorage-playwright-'));
  const report = path.join(folder, 'playwright.json');
  try {
    const code = await runBin('playwright', ['test', ...runnable.map((file) => `e2e/${file}`), '--reporter=list,json'], {
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
    });
    if (!existsSync(report)) return { passed: 0, failed: 1, skipped, failures: [`playwright ended with code ${code}`] };
    const { stats, suites } = JSON.parse(readFileSync(report, 'utf8'));
    const failures = suites.flatMap(failuresOf);
    const failed = stats.unexpected + stats.flaky || (code === 0 ? 0 : 1);
    return { passed: stats.expected, failed, skipped: stats.skipped + skipped, failures };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function failuresOf(suite) {
  const failed = (suite.specs ?? []).filter((spec) => !spec.ok);
  return [...failed.map((spec) => `e2e/${spec.file}:${spec.line} › ${spec.title}`), ...(suite.suites ?? []).flatMap(failuresOf)];
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

function add(total, part) {
  total.passed += part.passed;
  total.failed += part.failed;
  total.skipped += part.skipped;
  total.failures.push(...part.failures);
}
