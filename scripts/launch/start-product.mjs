import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { announceWhenReady } from './announce.mjs';
import { ensureBuilt } from './build.mjs';
import { prepareDataFolder, rememberAddress } from './data-folder.mjs';
import { Ending } from './ending.mjs';
import { releaseLock, takeLock } from './pid-lock.mjs';
import { assertListenable } from './ports.mjs';
import { printLines } from './print-lines.mjs';
import { prepareDatabase, productEnv } from './product.mjs';
import { LaunchError, say } from './say.mjs';
import { Supervised, watchPostgres } from './supervise.mjs';
import { watchSources } from './watch-sources.mjs';
import { setPace } from '../../worker/runtime/slices.ts';

/** Prepares, starts and supervises Postgres, web and worker until it is told to end. */
export async function startProduct({ dev }) {
  if (dev) process.env.NODE_ENV = 'development';
  const ending = new Ending();
  ending.onSignals();
  const starting = start(ending, dev);
  ending.waitFor(starting);
  try {
    await starting;
  } catch (error) {
    // What was interrupted has failed for no reason of its own.
    if (ending.begun) return;
    await ending.run();
    throw error;
  }
}

async function start(ending, dev) {
  const folder = prepareDataFolder();
  const lock = path.join(folder, 'launcher.pid');
  const holder = takeLock(lock);
  if (holder !== null)
    throw new LaunchError(
      `Moorage already runs with the data folder ${folder} (process ${holder}). Stop that one first, or set MOORAGE_DATA to another folder.`,
    );
  ending.add(() => releaseLock(lock));
  // Everything it starts inherits this, Postgres too. The worker gives runners longer ones.
  await setPace([process.pid], 'serving');
  const env = productEnv(folder);
  const announcement = announceWhenReady(env);
  const web = new Supervised('web', [process.execPath, 'server/main.ts'], { env, folder, print: announcement.listen(printLines('web')) });
  const worker = new Supervised('worker', [process.execPath, 'worker/main.ts'], { env, folder, print: printLines('worker') });
  await web.endLeftover();
  await worker.endLeftover();
  await assertListenable(env.PORT, env.HOST);
  const { url, postgres } = await prepareDatabase(folder);
  if (postgres) ending.add(postgres.stop, postgres.kill);
  env.DATABASE_URL = url;
  if (!dev && !ending.begun) await ensureBuilt();
  sayWhatIsMissing();
  if (ending.begun) return;
  rememberAddress(folder, env.MOORAGE_URL);
  if (postgres) ending.add(watchPostgres(postgres));
  for (const child of [worker, web]) {
    ending.add(
      () => child.stop(),
      () => child.force(),
    );
    child.start();
  }
  if (dev) {
    ending.add(watchSources(['server'], () => void web.restart()));
    ending.add(watchSources(['server', 'worker'], () => void worker.restart()));
  }
  await announcement.ready(() => ending.begun);
}

function sayWhatIsMissing() {
  if (spawnSync('bwrap', ['--version']).status === 0) return;
  say('bubblewrap is not installed: models run in processes of their own, but see the files of this machine. On Debian: apt-get install bubblewrap');
}
