import type { LoadPlan } from './load-plan.ts';
import { runLoad } from './run-load.ts';

/** The load generator's own process: a plan comes in, its result goes back. */
process.on('message', (plan: LoadPlan) => {
  runLoad(plan).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.message : String(error) }),
  );
});
