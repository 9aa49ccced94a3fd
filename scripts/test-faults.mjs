// `npm run test:faults`: what the product survives, on whole products that are killed, cut off and overloaded. `-- full` for the full
// counts; names of files run those alone. Ends with "N passed, N failed".
import { ensureInstalled } from './launch/install.mjs';
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
  const { concludeTests, runVitest } = await import('./testing/run-vitest.mjs');
  const files = args.filter((argument) => argument !== 'full');
  const tally = await runVitest(['--config', 'vitest.faults.config.ts', ...files], args.includes('full') ? { FAULT_FULL: '1' } : {});
  return concludeTests({ ...tally, skipped: 0 });
}
