import { Agent, request } from 'node:http';

export interface LoopResult {
  clients: number;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
}

/** `clients` callers, each with a kept connection, each sending its next request when the last was answered. */
export async function closedLoop(options: { clients: number; seconds: number; call: (agent: Agent) => Promise<void> }): Promise<LoopResult> {
  const latencies: number[] = [];
  const end = performance.now() + options.seconds * 1000;
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: options.clients }, async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      while (performance.now() < end) {
        const at = performance.now();
        await options.call(agent);
        latencies.push(performance.now() - at);
      }
      agent.destroy();
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  return { clients: options.clients, perSecond: latencies.length / seconds, p50Ms: quantile(latencies, 0.5), p99Ms: quantile(latencies, 0.99) };
}

/** One POST over the agent's connection; refuses anything but `status`. */
export function post(agent: Agent, options: { url: string; key: string; body: Buffer; type: string; status: number }): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${options.key}`, 'content-type': options.type, 'content-length': options.body.length };
    const sent = request(options.url, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const answer = Buffer.concat(chunks);
        if (response.statusCode === options.status) resolve(answer);
        else reject(new Error(`${response.statusCode}: ${answer.toString().slice(0, 500)}`));
      });
    });
    sent.on('error', reject);
    sent.end(options.body);
  });
}

export function quantile(values: number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}
