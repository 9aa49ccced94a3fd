import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { identityModel } from '../../server/testing/onnx/tiny-models.ts';
import { fromId } from '../../server/ids.ts';
import type { BenchProduct } from '../bench-product.ts';
import { processTree } from '../measure/process-usage.ts';

/** More than one version may hold claimed at once: the last of these waits in the queue itself. */
const WAITING = 200;

/**
 * A version that is busy for as long as wanted and takes no CPU: its runner is stopped by a signal, and what is queued
 * for it waits. Returns the id of a run that waits.
 */
export async function occupyVersion(bench: BenchProduct, folder: string): Promise<{ waitingId: string; release(): void }> {
  const file = path.join(folder, 'busy.onnx');
  writeFileSync(file, identityModel('FP32'));
  const worker = bench.product.pid('worker') ?? 0;
  const before = new Set(processTree([worker]));
  await bench.deploy({ name: 'busy', file });
  const runner = processTree([worker]).filter((pid) => !before.has(pid));
  for (const pid of runner) process.kill(pid, 'SIGSTOP');
  let id = '';
  for (let i = 0; i < WAITING; i++) id = await queueRun(bench);
  return {
    waitingId: fromId('inv', id) ?? '',
    release: () => {
      for (const pid of runner) process.kill(pid, 'SIGKILL');
    },
  };
}

async function queueRun(bench: BenchProduct): Promise<string> {
  const inputs = [{ name: 'x', datatype: 'FP32', shape: [1], data: [1] }];
  const init = { method: 'POST', headers: { 'content-type': 'application/json', prefer: 'respond-async' }, body: JSON.stringify({ inputs }) };
  return (await bench.json<{ id: string }>('/models/busy/invocations', init)).id;
}
