import { constants } from 'node:os';
import { AppError } from '../../server/errors.ts';

/** How a runner ended. */
export interface RunnerExit {
  /** Why we killed it; null when we did not. */
  killedFor: KillReason | null;
  code: number | null;
  signal: string | null;
  outOfMemory: boolean;
  peakBytes: number | null;
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
    const peak = exit.peakBytes ? ` Its memory peaked at ${(exit.peakBytes / 1e9).toFixed(2)} GB.` : '';
    return new AppError('OUT_OF_MEMORY', `The runner ran out of memory while ${doing}.${peak}`, {
      suggestions: ['Use a smaller input or model, or raise MOORAGE_RUNNER_MEMORY_BYTES.'],
    });
  }
  const how = signal ? `was killed by ${signal}` : `ended with code ${exit.code}`;
  return new AppError('RUNNER_CRASHED', `The runner ${how} while ${doing}.`, {
    cause: exit.tail || 'The engine itself ended without a word: a fault in one of its operators, set off by this model or these inputs.',
    suggestions: ['Check that it works with onnxruntime where the model was made.', 'Export it again with a current version of the exporter.'],
  });
}
