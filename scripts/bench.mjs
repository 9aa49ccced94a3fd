// `npm run bench [-- quick | scale]`: the product beside the raw engine and other servers, in one run, as ratios.
import { spawn } from 'node:child_process';
import { ensureInstalled, ROOT } from './launch/install.mjs';
import { useOwnNode } from './launch/own-node.mjs';
import { launch } from './launch/say.mjs';

await launch(async () => {
  await ensureInstalled();
  await useOwnNode();
  const env = { ...process.env, ORT_DISABLE_TELEMETRY: '1' };
  const child = spawn(process.execPath, ['bench/main.ts', ...process.argv.slice(2)], { cwd: ROOT, env, stdio: 'inherit' });
  child.on('exit', (code) => process.exit(code ?? 1));
});
