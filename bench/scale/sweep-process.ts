import { readEnv } from '../../server/env.ts';
import { sweepInvocations } from '../../server/invocations/sweep-invocations.ts';
import { startRuntime } from '../../server/runtime.ts';

/** One sweep of runs past their time, by the product's own verb, and how long it took. */
const runtime = await startRuntime(readEnv(), 'cli');
process.send?.('begun');
const at = performance.now();
await sweepInvocations(runtime);
process.send?.({ seconds: (performance.now() - at) / 1000 });
await runtime.stop();
