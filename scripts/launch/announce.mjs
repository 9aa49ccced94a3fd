import { sleep } from './processes.mjs';
import { say } from './say.mjs';

const PATIENCE_MS = 120_000;

/** Says once where the app is and how to set it up. `listen` reads along what web prints of itself. */
export function announceWhenReady({ PORT, HOST, MOORAGE_URL, MOORAGE_DATA }) {
  const host = HOST === '0.0.0.0' ? '127.0.0.1' : HOST === '::' ? '[::1]' : HOST.includes(':') ? `[${HOST}]` : HOST;
  let setUpUrl = null;
  let announced = false;
  return {
    listen: (print) => (line) => {
      if (line.startsWith('Set up: ')) setUpUrl = line.slice('Set up: '.length);
      else if (line.startsWith('Moorage is on ')) announced = true;
      else print(line);
    },
    async ready(isOver) {
      let told = false;
      for (const startedAt = Date.now(); !isOver(); await sleep(50)) {
        if (announced && (await answers(`http://${host}:${PORT}/readyz`))) break;
        if (told || Date.now() - startedAt < PATIENCE_MS) continue;
        told = true;
        say('Not ready after two minutes: the lines above say what is missing. Still trying.');
      }
      if (isOver()) return;
      const rows = [['Moorage is ready:', MOORAGE_URL], ...(setUpUrl ? [['Set it up here:', setUpUrl]] : []), ['What it keeps:', MOORAGE_DATA]];
      process.stdout.write(`\n${rows.map(([what, where]) => `  ${what.padEnd(18)} ${where}\n`).join('')}  Stop it with Ctrl-C.\n\n`);
    },
  };
}

async function answers(url) {
  const response = await fetch(url, { signal: AbortSignal.timeout(5000) }).catch(() => null);
  await response?.body?.cancel();
  return response?.ok ?? false;
}
