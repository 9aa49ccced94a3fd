// `npm run -s moorage -- <command>`: the product's commands, with the same self-set-up. Only the command prints on stdout.
import { spawn } from 'node:child_process';
import { ensureInstalled, ROOT } from './launch/install.mjs';
import { useOwnNode } from './launch/own-node.mjs';
import { launch } from './launch/say.mjs';

await launch(async () => {
  ensureInstalled();
  await useOwnNode();
  const { prepareDatabase, prepareDataFolder, productEnv } = await import('./launch/product.mjs');
  const folder = prepareDataFolder();
  const env = productEnv(folder);
  const { isAlive } = await import('./launch/pid-lock.mjs');
  const { readFileSync } = await import('node:fs');
  const running = launcherRuns(folder, { isAlive, readFileSync });
  const { url, postgres } = await prepareDatabase(folder);
  const child = spawn(process.execPath, ['server/cli/main.ts', ...process.argv.slice(2)], {
    cwd: ROOT,
    env: { ...env, MOORAGE_LOG: 'warn', DATABASE_URL: url },
    stdio: 'inherit',
  });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (!running) await postgres?.stop();
  process.exit(code ?? 1);
});

function launcherRuns(folder, { isAlive, readFileSync }) {
  try {
    return isAlive(Number(readFileSync(`${folder}/launcher.pid`, 'utf8').split(' ')[0]));
  } catch {
    return false;
  }
}
