import { recordTests } from '../../server/deployments/record-progress.ts';
import { compareValues } from '../../server/examples/compare-values.ts';
import { findGoldenTests, type GoldenTest } from '../../server/examples/find-golden-tests.ts';
import type { GoldenResult } from '../../server/examples/schema.ts';
import { toId } from '../../server/ids.ts';
import type { Runtime } from '../../server/runtime.ts';
import type { RunResult } from '../runtime/run-request.ts';
import type { Runner } from '../runtime/runner-process.ts';
import type { DeploymentLog } from './deployment-log.ts';

/**
 * Runs the model's golden tests on a version that is about to be ready, and stores how they went: what differs has to be
 * accepted before it can be made active. Returns whether the runner still lives.
 */
export async function runGoldenTests(runtime: Runtime, work: { versionId: string; runner: Runner; log: DeploymentLog; timeoutMs: number }): Promise<boolean> {
  const tests = await findGoldenTests(runtime, work.versionId);
  const results: GoldenResult[] = [];
  let alive = true;
  for (const test of tests) {
    const differences = alive ? await differencesOf(test, work) : [{ output: '', message: 'the runner had died of a test before' }];
    alive &&= !work.runner.ended;
    results.push({ example: toId('exa', test.id), name: test.name, passed: differences.length === 0, differences });
    const [first] = differences;
    work.log.line(
      `golden test "${test.name}": ${first ? `${first.output ? `output ${first.output}: ` : ''}${first.message}` : 'the same as before'}`,
      first ? 'warn' : 'info',
    );
  }
  if (tests.length > 0) await recordTests(runtime, work.versionId, results);
  return alive;
}

async function differencesOf(test: GoldenTest, { runner, timeoutMs }: { runner: Runner; timeoutMs: number }): Promise<GoldenResult['differences']> {
  const answers: RunResult[] = [];
  try {
    await runner.run([{ inputs: test.inputs, outputs: null }], { timeoutMs, onResult: (_, result) => answers.push(result) });
  } catch (error) {
    return [{ output: '', message: error instanceof Error ? error.message : String(error) }];
  }
  const [answer] = answers;
  if (!answer?.outputs) return [{ output: '', message: answer?.error?.message ?? 'it gave no answer' }];
  return compareValues(test.outputs, answer.outputs);
}
