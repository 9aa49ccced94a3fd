import type { TensorValue } from '../../../server/signatures/value.ts';
import type { StepRun } from '../../steps/step.ts';
import type { RunTimings } from '../protocol.ts';
import { toErrorBody, type RunItem, type RunWork } from '../run-work.ts';
import type { LoadedVersion } from './loaded-version.ts';
import { hasManyRows, runInParts } from './run-in-parts.ts';
import { runLoop } from './run-loop.ts';
import { groupItems, type StackItem } from './stack.ts';

/** An invocation whose Steps up to the engine are done. */
interface ReadyItem extends StackItem {
  index: number;
  run: StepRun | null;
  wanted: string[] | null;
  stepsMs: number;
}

/** Runs invocations: Steps before, calls of the engine that several share, Steps after. Each is answered once. */
export async function runItems(version: LoadedVersion, items: readonly RunItem[], work: RunWork): Promise<void> {
  const ready: ReadyItem[] = [];
  const withSteps = version.program !== null && !work.raw;
  // What it decodes is somebody's file: should the process die of it, all of these are to blame.
  const wanted = items.flatMap((item, index) => (work.isUnwanted(index) ? [] : [{ item, index }]));
  if (withSteps) work.onRunning(wanted.map(({ index }) => index));
  await Promise.all(
    wanted.map(async ({ item, index }) => {
      try {
        ready.push(withSteps ? await prepare(version, item, index) : plain(item, index));
      } catch (error) {
        work.onFailed(index, toErrorBody(error));
      }
    }),
  );
  ready.sort((a, b) => a.index - b.index);
  const axes = version.signature.loop && !work.raw ? null : work.axes;
  for (const group of groupItems(ready, axes, work.maxBatch)) {
    const members = group.map((position) => ready[position] as ReadyItem).filter(({ index }) => !work.isUnwanted(index));
    if (members.length > 0) await runGroup(version, members, work);
  }
}

function plain(item: RunItem, index: number): ReadyItem {
  return { index, inputs: item.inputs as TensorValue[], outputs: item.outputs, wanted: item.outputs, run: null, stepsMs: 0 };
}

async function prepare(version: LoadedVersion, item: RunItem, index: number): Promise<ReadyItem> {
  const { program } = version;
  if (!program) throw new Error('no Steps to prepare');
  const at = performance.now();
  const { feeds, run } = await program.before(item.inputs, version.runGraph);
  return { index, inputs: feeds, outputs: program.tensorsOf(item.outputs), wanted: item.outputs, run, stepsMs: performance.now() - at };
}

/** One call of the engine; one that fails is halved, so that an invocation at fault fails alone. */
async function runGroup(version: LoadedVersion, members: ReadyItem[], work: RunWork): Promise<void> {
  work.onRunning(members.map(({ index }) => index));
  let ran;
  try {
    ran = await callEngine(version, members, work);
  } catch (error) {
    const [only] = members;
    if (members.length === 1 && only) return work.onFailed(only.index, toErrorBody(error));
    const half = Math.ceil(members.length / 2);
    await runGroup(version, members.slice(0, half), work);
    return runGroup(version, members.slice(half), work);
  }
  for (const [position, member] of members.entries()) {
    await finish(version, member, { outputs: ran.outputs[position] ?? [], timings: ran.timings, work });
  }
}

async function callEngine(version: LoadedVersion, members: ReadyItem[], work: RunWork): Promise<{ outputs: TensorValue[][]; timings: RunTimings }> {
  const { loop } = version.signature;
  const [first] = members;
  if (!loop || work.raw || !first) {
    // Only Steps make rows that nobody sent as such.
    const { axes } = work;
    return first?.run && members.length === 1 && hasManyRows(first, axes) ? runInParts(version.main, first, axes) : version.main.run(members, axes);
  }
  const at = performance.now();
  const outputs = await runLoop(version.main, loop, { inputs: first.inputs, outputs: first.outputs ?? [] });
  return { outputs: [outputs], timings: { preMs: 0, runMs: performance.now() - at, postMs: 0, batchSize: 1 } };
}

async function finish(version: LoadedVersion, member: ReadyItem, ran: { outputs: TensorValue[]; timings: RunTimings; work: RunWork }): Promise<void> {
  const { outputs, timings, work } = ran;
  if (!member.run || !version.program) return work.onResult(member.index, outputs, timings);
  const at = performance.now();
  try {
    const answers = await version.program.after(outputs, member.wanted, member.run);
    const steps = { ...timings, preMs: timings.preMs + member.stepsMs, postMs: timings.postMs + performance.now() - at, ...tokensOf(member.run) };
    work.onResult(member.index, answers, steps);
  } catch (error) {
    work.onFailed(member.index, toErrorBody(error));
  }
}

function tokensOf({ tokenCount }: StepRun): { inputTokens?: number } {
  return tokenCount === null ? {} : { inputTokens: tokenCount };
}
