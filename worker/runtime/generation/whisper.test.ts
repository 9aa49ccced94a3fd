import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fetchNpmFiles } from '../../../server/files/fetch-npm-files.ts';
import { parseNpmSource } from '../../../server/files/parse-npm-source.ts';
import { findSample } from '../../../server/gallery/samples.ts';
import { createTestRuntime, type TestRuntime } from '../../../server/testing/create-test-runtime.ts';
import type { Piece } from '../../../server/signatures/bundle/piece.ts';
import { jsonValue, readJsonValue, type MediaValue } from '../../../server/signatures/value.ts';
import { decodeAudio } from '../../steps/audio/decode-audio.ts';
import { NO_TOOLS, freshRun } from '../../steps/testing/fresh-run.ts';
import type { Sound } from '../../steps/step.ts';
import type { RunResult } from '../run-request.ts';
import { startRunner, type Runner } from '../runner-process.ts';
import { detectSandbox } from '../sandbox/detect-sandbox.ts';
import { library } from './library.ts';

interface Transcript {
  text: string;
  chunks?: { text: string; timestamp: [number, number] }[];
  duration: number;
}

const ROOT = path.resolve(import.meta.dirname, '../../..');
const READING = readFileSync(path.join(ROOT, 'public/gallery/reading.mp3'));
const work = mkdtempSync(path.join(tmpdir(), 'whisper-'));
const bundle = path.join(work, 'bundle');
let test: TestRuntime;
let runner: Runner;

beforeAll(async () => {
  test = await createTestRuntime();
  const source = findSample('sample:speech-writer')?.source;
  const { files } = await fetchNpmFiles(test.runtime, parseNpmSource(String(source)));
  const placed = await Promise.all(files.map(async ({ name, sha256, sizeBytes }) => ({ name, sizeBytes, path: await test.runtime.blobs.localPath(sha256) })));
  for (const file of placed) {
    mkdirSync(path.dirname(path.join(bundle, file.name)), { recursive: true });
    symlinkSync(file.path, path.join(bundle, file.name));
  }
  runner = await startRunner({
    ...{ root: ROOT, sandbox: await detectSandbox(), files: placed, workFolder: path.join(work, 'run') },
    ...{ memoryLimitBytes: 2_000_000_000, threads: 2, onLog: () => undefined },
  });
  await runner.load(await runner.inspect({ timeoutMs: 20_000 }), { timeoutMs: 60_000 });
}, 180_000);
afterAll(async () => {
  runner?.kill('unloaded');
  await test?.stop();
  rmSync(work, { recursive: true, force: true });
});

async function transcribe(audio: Uint8Array, parameters: Record<string, unknown> = {}, onChunk?: (chunk: Piece) => void) {
  let result: RunResult | undefined;
  const inputs = [{ name: 'audio', mediaType: 'audio/mpeg', bytes: audio }, ...Object.entries(parameters).map(([name, data]) => jsonValue(name, data))];
  await runner.run([{ inputs, outputs: null }], { timeoutMs: 60_000, onChunk: (_, chunk) => onChunk?.(chunk), onResult: (_, answer) => (result = answer) });
  const [output] = result?.outputs ?? [];
  return { transcript: output ? (readJsonValue(output as MediaValue) as Transcript) : null, error: result?.error ?? null };
}

it('writes what transformers.js writes by itself, with times and without', async () => {
  const sound = (await (
    await decodeAudio({ kind: 'decode-audio', maxSeconds: 60 }, NO_TOOLS)
  )({ kind: 'media', mediaType: 'audio/mpeg', bytes: READING }, freshRun())) as Sound;
  expect(sound.hz).toBe(16_000);
  const direct = await library.pipeline('automatic-speech-recognition', bundle, { dtype: 'q8', local_files_only: true });
  const plain = (await direct(sound.channels[0] as Float32Array)) as { text: string };
  expect(plain.text).toContain('John Dashwood');
  expect((await transcribe(READING, { timestamps: 'none' })).transcript).toEqual({ text: plain.text, duration: 7.1 });
  const timed = (await direct(sound.channels[0] as Float32Array, { return_timestamps: true })) as unknown as Transcript;
  expect((await transcribe(READING)).transcript).toMatchObject({ text: timed.text, chunks: timed.chunks });
}, 60_000);

it('tells the time of each word', async () => {
  const { transcript } = await transcribe(READING, { timestamps: 'word' });
  const words = transcript?.chunks ?? [];
  expect(words.length).toBeGreaterThan(15);
  expect(words.find(({ text }) => text.trim() === 'Dashwood')?.timestamp[0]).toBeLessThan(2.5);
  expect(words.every(({ timestamp: [start, end] }, index) => end >= start && start >= (words[index - 1]?.timestamp[0] ?? 0))).toBe(true);
}, 60_000);

it('hears a long recording to its end, in order, and says how far it is', async () => {
  // Seven times the same sentence: 50 s, of which the library by itself drops all after 30.
  const long = Buffer.concat(Array.from({ length: 7 }, () => READING));
  const progress: number[] = [];
  let streamed = '';
  const { transcript } = await transcribe(long, {}, (chunk) => {
    streamed += chunk.text;
    if (chunk.progress !== undefined) progress.push(chunk.progress);
  });
  expect(transcript?.text.match(/Dashwood/g)?.length).toBe(7);
  expect(streamed.match(/Dashwood/g)?.length).toBe(7);
  expect(progress.length).toBeGreaterThan(1);
  expect(progress.at(-1)).toBe(1);
  const starts = (transcript?.chunks ?? []).map(({ timestamp: [start] }) => start);
  expect(starts).toEqual([...starts].sort((a, b) => a - b));
  expect(starts.at(-1)).toBeGreaterThan(40);
}, 120_000);

it('ends within a token when it is canceled', async () => {
  let canceledAt = 0;
  const { error } = await transcribe(READING, {}, () => {
    if (canceledAt !== 0) return;
    canceledAt = performance.now();
    runner.cancel([0]);
  });
  expect(error?.code).toBe('CANCELED');
  expect(performance.now() - canceledAt).toBeLessThan(500);
}, 60_000);

it('refuses a recording that is too short to hear, in place of making words up', async () => {
  const header = Buffer.from('524946462c00000057415645666d74201000000001000100803e0000007d000002001000646174610a000000', 'hex');
  const { error } = await transcribe(Buffer.concat([header, Buffer.alloc(10)]));
  expect(error).toMatchObject({ code: 'INVALID_INPUT', message: expect.stringContaining('shorter than a tenth of a second') as string });
});
