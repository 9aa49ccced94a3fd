import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Choice } from '../../../../server/signatures/choice.ts';
import type { Signature } from '../../../../server/signatures/schema.ts';
import { isTensorValue, JSON_TYPE, jsonValue, readJsonValue, type FieldValue, type MediaValue } from '../../../../server/signatures/value.ts';
import { filesOf } from '../../../../server/testing/bundles/files-of.ts';
import type { KeptBundle } from '../../../../server/testing/bundles/keep-bundle.ts';
import type { RunResult } from '../../run-request.ts';
import { startRunner, type Runner } from '../../runner-process.ts';
import { detectSandbox } from '../../sandbox/detect-sandbox.ts';

const ROOT = path.resolve(import.meta.dirname, '../../../..');

export interface Answer {
  /** The one output's data; null when it failed or is no JSON. */
  data: unknown;
  media: MediaValue | null;
  error: RunResult['error'];
  /** All pieces of text that came before the end. */
  streamed: string;
}

/** A bundle in a runner of its own, as a version's is. */
export class BundleRunner {
  readonly runner: Runner;
  readonly signature: Signature;
  readonly #work: string;

  private constructor(runner: Runner, signature: Signature, work: string) {
    this.runner = runner;
    this.signature = signature;
    this.#work = work;
  }

  /** Starts it, reads the signature (for the task that is chosen, if one is) and loads it. @throws AppError */
  static async start(bundle: KeptBundle, options: { choice?: Choice; without?: string[] } = {}): Promise<BundleRunner> {
    const work = mkdtempSync(path.join(tmpdir(), 'bundle-'));
    const runner = await startRunner({
      ...{ root: ROOT, sandbox: await detectSandbox(), files: filesOf(bundle, options.without), workFolder: work },
      ...{ memoryLimitBytes: 1_500_000_000, threads: 1, onLog: () => undefined },
    });
    try {
      const signature = await runner.inspect({ timeoutMs: 20_000, choice: options.choice ?? null });
      await runner.load(signature, { timeoutMs: 60_000 });
      return new BundleRunner(runner, signature, work);
    } catch (error) {
      runner.kill('unloaded');
      rmSync(work, { recursive: true, force: true });
      throw error;
    }
  }

  /** One run. What is no FieldValue is sent as JSON under its name. */
  async run(inputs: Record<string, unknown>, media: FieldValue[] = []): Promise<Answer> {
    let result: RunResult | undefined;
    let streamed = '';
    const values = [...media, ...Object.entries(inputs).map(([name, data]) => jsonValue(name, data))];
    await this.runner.run([{ inputs: values, outputs: null }], {
      timeoutMs: 30_000,
      onChunk: (_, chunk) => (streamed += chunk.text),
      onResult: (_, answer) => (result = answer),
    });
    const [output] = result?.outputs ?? [];
    const answered = output && !isTensorValue(output) ? output : null;
    return { data: answered?.mediaType === JSON_TYPE ? readJsonValue(answered) : null, media: answered, error: result?.error ?? null, streamed };
  }

  stop(): void {
    this.runner.kill('unloaded');
    rmSync(this.#work, { recursive: true, force: true });
  }
}
