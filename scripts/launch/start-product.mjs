import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { ensureBuilt } from './build.mjs';
import { releaseLock, takeLock } from './pid-lock.mjs';
import { assertPortFree, prepareDatabase, prepareDataFolder, productEnv } from './product.mjs';
import { LaunchError, say } from './say.mjs';
import { Supervised, watchPostgres } from './supervise.mjs';

const READY_TIMEOUT_MS = 120_000;

/** Prepares, starts and supervises Postgres, web and worker until it is told to end. */
export async function startProduct({ dev }) {
  if (dev) process.env.NODE_ENV = 'development';
  const folder = prepareDataFolder();
  const lock = path.join(folder, 'launcher.pid');
  const holder = takeLock(lock);
  if (holder)
    throw new LaunchError(
      `Moorage already runs with the data folder ${folder} (process ${holder}). Stop that one first, or set MOORAGE_DATA to another folder.`,
    );
  const env = productEnv(folder);
  await assertPortFree(env.PORT, env.HOST);
  const { url, postgres } = await prepareDatabase(folder);
  if (!dev) ensureBuilt();
  if (spawnSync('bwrap', ['--version']).status !== 0) {
    say('bubblewrap is not installed: models run in processes of their own, but see the files of this machine. On Debian: apt-get install bubblewrap');
  }
  const childEnv = { ...env, DATABASE_URL: url, MOORAGE_SUPERVISED: '1' };
  const node = process.execPath;
  const web = new Supervised('web', [node, 'server/main.ts'], childEnv);
  const worker = new Supervised('worker', dev ? [node, '--watch-path=worker', '--watch-path=server', 'worker/main.ts'] : [node, 'worker/main.ts'], childEnv);
  const unwatch = postgres ? watchPostgres(postgres) : () => undefined;
  web.start();
  worker.start();
  stopOnSignal(
    async () => {
      await web.stop();
      await worker.stop();
      unwatch();
      await postgres?.stop();
      releaseLock(lock);
    },
    () => [web, worker].forEach((child) => child.force()),
  );
  await announce(env);
}

function stopOnSignal(stop, force) {
  let stopping = false;
  const end = async () => {
    if (stopping) {
      force();
      process.exit(1);
    }
    stopping = true;
    say('Stopping …');
    await stop();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void end());
}

async function announce({ PORT, HOST, MOORAGE_URL }) {
  const address = `http://${HOST === '0.0.0.0' || HOST === '::' ? '127.0.0.1' : HOST}:${PORT}/readyz`;
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const response = await fetch(address).catch(() => null);
    if (response?.ok) {
      process.stdout.write(`\n  Moorage is ready: ${MOORAGE_URL}\n  Stop it with Ctrl-C.\n\n`);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  say('Not ready after two minutes: the lines above say what is missing. Still trying.');
}
