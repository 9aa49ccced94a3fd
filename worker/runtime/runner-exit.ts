import { constants } from 'node:os';
import { AppError } from '../../server/errors.ts';
import { formatBytes } from '../../server/format-bytes.ts';

/** How a runner ended. */
export interface RunnerExit {
  /** Why we killed it; null when we did not. */
  killedFor: KillReason | null;
  code: number | null;
  signal: string | null;
  outOfMemory: boolean;
  peakBytes: number | null;
  /** What it took when it was last measured; null when it never was. */
  lastBytes: number | null;
  memoryLimitBytes: number;
  /** The end of what it printed. */
  tail: string;
}

export type KillReason = 'timeout' | 'canceled' | 'unloaded' | 'draining' | 'load failed' | 'deployment failed' | 'protocol';

/** Under bwrap and sh a signal shows as exit code 128 + its number. */
export function signalOf(code: number | null, signal: string | null): string | null {
  if (signal) return signal;
  if (code === null || code <= 128) return null;
  return Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0] ?? null;
}

/** Whether it ended otherwise than by being no longer wanted. */
export function isLoss({ killedFor }: RunnerExit): boolean {
  return killedFor === null || killedFor === 'timeout' || killedFor === 'canceled' || killedFor === 'protocol';
}

/** What a death means to whoever waited for the runner. */
export function explainExit(exit: RunnerExit, doing: string): AppError {
  const { killedFor, signal } = exit;
  if (killedFor === 'timeout') {
    return new AppError('TIMEOUT', `The runner was stopped: ${doing} took longer than it may.`, {
      suggestions: ['Use a smaller input, or raise the time limit.'],
    });
  }
  if (killedFor === 'protocol') {
    return new AppError('RUNNER_CRASHED', 'The runner answered with something that is no answer.', { cause: exit.tail || undefined });
  }
  if (killedFor) return new AppError('CANCELED', `The runner was stopped while ${doing}: ${killedFor}.`);
  if (exit.outOfMemory || /bad_alloc|Failed to allocate memory|JavaScript heap out of memory/.test(exit.tail)) {
    return new AppError('OUT_OF_MEMORY', `The runner ran out of memory while ${doing}. ${memoryOf(exit)}`, {
      suggestions: [
        "Use a smaller input or model, or raise its memory limit: the version's memoryLimitBytes, or MOORAGE_RUNNER_MEMORY_BYTES where it has none.",
      ],
    });
  }
  const how = signal ? `was killed by ${signal}` : `ended with code ${exit.code}`;
  return new AppError('RUNNER_CRASHED', `The runner ${how} while ${doing}. ${memoryOf(exit)}`, {
    cause: exit.tail || 'The engine itself ended without a word: a fault in one of its operators, set off by this model or these inputs.',
    suggestions: ['Check that it works with onnxruntime where the model was made.', 'Export it again with a current version of the exporter.'],
  });
}

function memoryOf({ peakBytes, lastBytes, memoryLimitBytes }: RunnerExit): string {
  const limit = formatBytes(memoryLimitBytes);
  // A control group does not count what its process shares with others, or had before it joined.
  if (peakBytes !== null) return `Its memory peaked at ${formatBytes(Math.max(peakBytes, lastBytes ?? 0))}; its limit is ${limit}.`;
  if (lastBytes !== null) return `It took ${formatBytes(lastBytes)} of memory when last measured; its limit is ${limit}.`;
  return `Its memory limit is ${limit}.`;
}
