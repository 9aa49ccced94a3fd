import type { SetUpProduct } from './fixtures.ts';
import type { WireTensor } from './wire.ts';

export interface Run {
  id: string;
  status: string;
  attempts: number;
  error: { code: string; message: string } | null;
  outputs: WireTensor[] | null;
}

export interface DeployedVersion {
  number: number;
  status: string;
  active: boolean;
  error: { code: string; message: string; cause: string | null; suggestions: string[] } | null;
}

/** One `curl --data-binary`: deploys bytes as the next version of a model and waits until it is ready or failed. */
export function deploy(product: SetUpProduct, model: string, bytes: Uint8Array, filename = 'model.onnx'): Promise<DeployedVersion> {
  return product.json<DeployedVersion>(`/models/${model}/versions?filename=${encodeURIComponent(filename)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', prefer: 'wait=60' },
    body: new Uint8Array(bytes),
  });
}

/** Queues a run and returns at once. */
export function invoke(product: SetUpProduct, model: string, inputs: object[]): Promise<Run> {
  return product.json<Run>(`/models/${model}/invocations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: 'respond-async' },
    body: JSON.stringify({ inputs }),
    status: 202,
  });
}

export function waitForEnd(product: SetUpProduct, id: string, timeoutMs = 30_000): Promise<Run> {
  return poll(product, id, { timeoutMs, until: (run) => !['queued', 'running'].includes(run.status) });
}

export function waitForStatus(product: SetUpProduct, id: string, status: string, timeoutMs = 30_000): Promise<Run> {
  return poll(product, id, { timeoutMs, until: (run) => run.status === status });
}

async function poll(product: SetUpProduct, id: string, options: { timeoutMs: number; until(run: Run): boolean }): Promise<Run> {
  const deadline = Date.now() + options.timeoutMs;
  let last: Run | null = null;
  while (Date.now() < deadline) {
    const response = await product.api(`/invocations/${id}`).catch(() => null);
    if (response?.ok) last = (await response.json()) as Run;
    if (last && options.until(last)) return last;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${id} is ${last?.status ?? 'not found'} after ${options.timeoutMs} ms`);
}
