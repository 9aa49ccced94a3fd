import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { addModel } from '../server/testing/onnx/tiny-models.ts';
import { pair } from './support/inputs.ts';
import { startLoad } from './support/load.ts';
import { runnersOf } from './support/processes.ts';
import { useRig } from './support/rig.ts';
import { FULL } from './support/seed.ts';
import { pause } from './support/until.ts';

const SECONDS = 600;
/**
 * Until what is made on first use and what a heap grows to are there: for a hundred thousand runs V8 takes more from the system than
 * it keeps in use (two heap snapshots of a worker that long apart differ by compiled code alone).
 */
const WARM_SECONDS = 300;

const rig = useRig();

test.runIf(FULL)(
  'R29: ten minutes of runs: web, worker and runner take no more memory at the end than after the first five',
  async () => {
    const { deploy, client, product } = rig();
    await deploy('adder', addModel());
    await client.invoke('adder', pair(1), { prefer: 'wait=20' });
    const [web, worker] = [product.pid('web') ?? 0, product.pid('worker') ?? 0];
    const meanRunner = () => {
      // By then the version has as many as it needs under this load, which may be others than at first.
      const runners = runnersOf(worker);
      return runners.reduce((sum, pid) => sum + residentBytes(pid), 0) / runners.length;
    };
    const sizes: Record<string, number[]> = { web: [], worker: [], runner: [] };
    const load = startLoad(async (i) => {
      await client.invoke('adder', pair(i), { prefer: 'wait=20' });
      // What the client remembers is not what is measured.
      client.answers.length = 0;
    });
    for (let second = 0; second < SECONDS; second += 5) {
      await pause(5_000);
      if (second < WARM_SECONDS) continue;
      sizes.web?.push(residentBytes(web));
      sizes.worker?.push(residentBytes(worker));
      sizes.runner?.push(meanRunner());
    }
    const calls = await load.stop();
    process.stdout.write(`R29: ${calls} runs\n`);
    for (const [name, measured] of Object.entries(sizes)) {
      const growth = slopeOf(measured) * measured.length;
      const eachMinute = measured.filter((_, i) => i % 12 === 0).map((bytes) => Math.round(bytes / 1e6));
      process.stdout.write(`R29: ${name} grew by ${(growth / 1e6).toFixed(1)} MB; minute by minute ${eachMinute.join(', ')} MB\n`);
      expect(growth, name).toBeLessThan(Math.max(20e6, 0.1 * (measured[0] ?? 0)));
    }
  },
  (SECONDS + 120) * 1000,
);

/** Least squares: how much a measurement is above the one before it. */
function slopeOf(values: number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const [above, below] = values.reduce(([up, down], value, i) => [up + (i - middle) * (value - mean), down + (i - middle) ** 2], [0, 0]);
  return above / below;
}

function residentBytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}
