// `npm run -s moorage -- <command>`: the product's commands, with the same self-set-up. Only the command prints on stdout.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { ensureInstalled, ROOT } from './launch/install.mjs';
import { useOwnNode } from './launch/own-node.mjs';
import { launch } from './launch/say.mjs';

await launch(async () => {
  await ensureInstalled();
  await useOwnNode();
  const { prepareDataFolder, recallAddress } = await import('./launch/data-folder.mjs');
  const { isLocked } = await import('./launch/pid-lock.mjs');
  const { prepareDatabase, productEnv } = await import('./launch/product.mjs');
  // A key or a password link takes no room worth speaking of: what a start asks for may be gone by now.
  const folder = prepareDataFolder({ leastFreeBytes: 0 });
  // Links are to where it was started, unless this call says otherwise.
  if (!process.env.PORT && !process.env.HOST) process.env.MOORAGE_URL ||= recallAddress(folder) ?? '';
  const env = productEnv(folder);
  const isRunning = () => isLocked(path.join(folder, 'launcher.pid'));
  const { url, postgres } = await prepareDatabase(folder, { stopOnFailure: !isRunning() });
  // Ctrl-C ends the command; what was started for it is stopped here all the same.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);
  const child = spawn(process.execPath, ['server/cli/main.ts', ...process.argv.slice(2)], {
    cwd: ROOT,
    env: { ...env, MOORAGE_LOG: 'warn', DATABASE_URL: url },
    stdio: 'inherit',
  });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (!isRunning()) await postgres?.stop();
  process.exit(code ?? 1);
});
