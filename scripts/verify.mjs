// `npm run verify`: format, lint with the floors, types, cycles, dead code, structure. `-- --fix` formats and fixes.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ensureInstalled, ROOT } from './launch/install.mjs';
import { useOwnNode } from './launch/own-node.mjs';
import { launch, say } from './launch/say.mjs';

const fix = process.argv.includes('--fix');
const only = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

const CHECKS = [
  { name: 'format', command: ['prettier', fix ? '--write' : '--check', '--log-level', 'warn', '.'] },
  { name: 'lint', command: ['eslint', '--max-warnings', '0', ...(fix ? ['--fix'] : []), '.'] },
  { name: 'types', command: ['tsc', '--noEmit'] },
  { name: 'floors', command: ['depcruise', '--config', '.dependency-cruiser.mjs', 'app', 'server', 'worker', 'bench', 'e2e', 'faults'] },
  { name: 'dead code', command: ['knip', '--no-progress'] },
  { name: 'structure', command: ['node', 'scripts/check-structure.mjs'] },
];

await launch(async () => {
  await ensureInstalled();
  await useOwnNode();
  const { generateClient } = await import('./launch/migrate.mjs');
  await generateClient();
  const failed = CHECKS.filter(({ name }) => only.length === 0 || only.includes(name)).filter(({ name, command }) => {
    const [tool, ...args] = command;
    const file = tool === 'node' ? process.execPath : path.join(ROOT, 'node_modules/.bin', tool);
    const at = Date.now();
    const result = spawnSync(file, args, { cwd: ROOT, stdio: 'inherit' });
    say(`${result.status === 0 ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - at) / 1000).toFixed(1)} s)`);
    return result.status !== 0;
  });
  process.exit(failed.length > 0 ? 1 : 0);
});
