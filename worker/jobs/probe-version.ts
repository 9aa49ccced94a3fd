import { sampleInputs } from '../../server/signatures/sample-inputs.ts';
import type { Signature } from '../../server/signatures/schema.ts';
import type { Runner } from '../runtime/runner-process.ts';
import type { DeploymentLog } from './deployment-log.ts';

/**
 * Runs the version once on made-up inputs. Made-up inputs prove little when they fail (a sample rate of 0 is a fault of
 * the input), so a failed probe is a warning, never a failed deployment. Returns whether the runner still lives.
 */
export async function probeVersion(work: { runner: Runner; signature: Signature; log: DeploymentLog; timeoutMs: number }): Promise<boolean> {
  const { runner, signature, log } = work;
  await log.start('probe');
  const inputs = sampleInputs(signature);
  for (const input of inputs) log.line(`probe: ${input.name} ${input.datatype} [${input.shape.join(',')}], made up`);
  let fact = '';
  let warning = false;
  try {
    await runner.run([{ inputs, outputs: null }], {
      timeoutMs: work.timeoutMs,
      onResult: (_, result) => {
        warning = result.error !== null;
        fact = result.error ? 'with a warning: made-up inputs did not run' : `ran once in ${result.timings.runMs.toFixed(1)}\u00a0ms`;
        if (result.error) log.line(`${result.error.message}${result.error.cause ? ` (${result.error.cause})` : ''}`, 'warn');
        for (const output of result.outputs ?? []) log.line(`output ${output.name}: ${output.datatype} [${output.shape.join(',')}]`);
      },
    });
    await log.end(fact, warning ? 'warning' : 'done');
    return true;
  } catch (error) {
    log.line(error instanceof Error ? error.message : String(error), 'warn');
    await log.end('with a warning: the runner did not survive made-up inputs', 'warning');
    return false;
  }
}
