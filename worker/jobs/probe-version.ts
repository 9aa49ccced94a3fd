import { mainGraph } from '../../server/signatures/main-graph.ts';
import { sampleInputs } from '../../server/signatures/sample-inputs.ts';
import type { Signature } from '../../server/signatures/schema.ts';
import { isTensorValue } from '../../server/signatures/value.ts';
import type { Runner } from '../runtime/runner-process.ts';
import type { DeploymentLog } from './deployment-log.ts';

/** How a probe went: its fact for the checklist, and how long the run took when it did run. */
export interface Probed {
  alive: boolean;
  fact: string;
  runMs: number | null;
}

/**
 * Runs the version once on made-up inputs. Made-up inputs prove little when they fail (a sample rate of 0 is a fault of
 * the input), so a failed probe is a warning, never a failed deployment. The phase is left open.
 */
export async function probeVersion(work: { runner: Runner; signature: Signature; log: DeploymentLog; timeoutMs: number }): Promise<Probed> {
  const { runner, signature, log } = work;
  await log.start('probe');
  const inputs = sampleInputs(mainGraph(signature));
  for (const input of inputs) log.line(`probe: ${input.name} ${input.datatype} [${input.shape.join(',')}], made up`);
  const probed: Probed = { alive: true, fact: '', runMs: null };
  try {
    await runner.run([{ inputs, outputs: null }], {
      timeoutMs: work.timeoutMs,
      raw: true,
      onResult: (_, result) => {
        probed.runMs = result.error ? null : result.timings.runMs;
        probed.fact = result.error ? 'with a warning: made-up inputs did not run' : `ran once in ${result.timings.runMs.toFixed(1)}\u00a0ms`;
        if (result.error) log.line(`${result.error.message}${result.error.cause ? ` (${result.error.cause})` : ''}`, 'warn');
        for (const output of result.outputs?.filter(isTensorValue) ?? []) log.line(`output ${output.name}: ${output.datatype} [${output.shape.join(',')}]`);
      },
    });
    return probed;
  } catch (error) {
    log.line(error instanceof Error ? error.message : String(error), 'warn');
    return { alive: false, fact: 'with a warning: the runner did not survive made-up inputs', runMs: null };
  }
}
