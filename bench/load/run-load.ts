import { AnswerChecker } from './check-answer.ts';
import { HttpConnection } from './http-connection.ts';
import type { LoadPlan, LoadResult } from './load-plan.ts';
import { quantile } from '../quantile.ts';
import { seededRandom } from '../seeded-random.ts';

/** Carries out a plan in this process. @throws Error at the first wrong answer */
export async function runLoad(plan: LoadPlan): Promise<LoadResult> {
  const sender = new Sender(plan);
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const { mode } = plan;
  if (mode.kind === 'open') await openLoop(sender, mode);
  else await closedLoop(sender, mode);
  const seconds = (performance.now() - startedAt) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  sender.close();
  const { latencies } = sender;
  return {
    answered: latencies.length,
    seconds,
    perSecond: latencies.length / seconds,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    maxMs: quantile(latencies, 1),
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
  };
}

async function closedLoop(sender: Sender, mode: Exclude<LoadPlan['mode'], { kind: 'open' }>): Promise<void> {
  const end = mode.kind === 'closed' ? performance.now() + mode.seconds * 1000 : Infinity;
  let left = mode.kind === 'count' ? mode.count : Infinity;
  await Promise.all(
    Array.from({ length: mode.clients }, async () => {
      const connection = sender.connect();
      while (left > 0 && performance.now() < end) {
        left--;
        await sender.send(connection, performance.now());
      }
    }),
  );
}

async function openLoop(sender: Sender, mode: Extract<LoadPlan['mode'], { kind: 'open' }>): Promise<void> {
  const random = seededRandom(mode.seed);
  const idle: HttpConnection[] = [];
  const under: Promise<void>[] = [];
  const startedAt = performance.now();
  let failed: Error | null = null;
  const send = async (intendedAt: number) => {
    const connection = idle.pop() ?? sender.connect();
    await sender.send(connection, intendedAt);
    idle.push(connection);
  };
  for (let at = 0; at < mode.seconds * 1000 && !failed; at += (-Math.log(1 - random()) / mode.perSecond) * 1000) {
    while (performance.now() - startedAt < at) await nextTick(startedAt + at - performance.now());
    under.push(send(startedAt + at).catch((error: Error) => void (failed = error)));
  }
  await Promise.all(under);
  if (failed) throw failed as Error;
}

// A timer is late by up to a millisecond, which counts as latency. To be exact it would have to keep a core busy, of which those who
// are measured have one less.
function nextTick(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(1, Math.floor(ms))));
}

class Sender {
  readonly latencies: number[] = [];
  readonly #plan: LoadPlan;
  readonly #requests: { bytes: Buffer; checker: AnswerChecker }[];
  readonly #connections: HttpConnection[] = [];
  #next = 0;

  constructor(plan: LoadPlan) {
    this.#plan = plan;
    this.#requests = plan.requests.map(({ bytes, expected }) => ({ bytes: Buffer.from(bytes), checker: new AnswerChecker(expected) }));
  }

  connect(): HttpConnection {
    const connection = new HttpConnection(this.#plan.port, this.#plan.host);
    this.#connections.push(connection);
    return connection;
  }

  /** The next request in turn, checked; its latency counts from `since`. */
  async send(connection: HttpConnection, since: number): Promise<void> {
    const request = this.#requests[this.#next++ % this.#requests.length] as { bytes: Buffer; checker: AnswerChecker };
    const answer = await connection.send(request.bytes);
    this.latencies.push(performance.now() - since);
    request.checker.check(answer);
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
  }
}
