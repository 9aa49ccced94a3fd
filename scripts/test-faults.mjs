// `npm run test:faults`: what the product survives, on whole products that are killed, cut off and overloaded. `-- full` for the full
// counts; names of files run those alone. Ends with "N passed, N failed".
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureInstalled, ROOT } from './launch/install.mjs';
import { useOwnNode } from './launch/own-node.mjs';
import { launch } from './launch/say.mjs';

await launch(async () => {
  await ensureInstalled();
  await useOwnNode();
  const { ensureSystemTools } = await import('./launch/system-tools.mjs');
  const { ensureBuilt } = await import('./launch/build.mjs');
  const { generateClient } = await import('./launch/migrate.mjs');
  ensureSystemTools();
  await generateClient();
  await ensureBuilt();
  process.exit(await runFaults(process.argv.slice(2)));
});

async function runFaults(args) {
  const folder = mkdtempSync(path.join(tmpdir(), 'moorage-faults-'));
  const report = path.join(folder, 'vitest.json');
  const files = args.filter((argument) => argument !== 'full');
  const env = { ...process.env, ORT_DISABLE_TELEMETRY: '1', ...(args.includes('full') ? { FAULT_FULL: '1' } : {}) };
  const vitest = path.join(ROOT, 'node_modules/.bin/vitest');
  const options = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const child = spawn(vitest, ['run', '--config', 'vitest.faults.config.ts', ...options, ...files], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const code = await new Promise((resolve) => child.on('exit', resolve));
  const { passed, failed } = existsSync(report) ? countOf(report, code) : { passed: 0, failed: 1 };
  rmSync(folder, { recursive: true, force: true });
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  return failed > 0 || passed === 0 ? 1 : 0;
}

// A file whose invariants were broken after its last test has no failed test of its own.
function countOf(report, code) {
  const { numPassedTests: passed, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(report, 'utf8'));
  return { passed, failed: numFailedTests || (code === 0 ? 0 : Math.max(1, numFailedTestSuites)) };
}
