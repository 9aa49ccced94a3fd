import { Socket } from 'node:net';
import path from 'node:path';
import { AppError } from '../../server/errors.ts';
import { FrameReader, writeFrame, type Frame } from './frames.ts';
import type { FieldValue } from '../../server/signatures/value.ts';
import { layValues } from './lay-values.ts';
import type { FromRunner, ToRunner, WireValue } from './protocol.ts';
import { FileSource } from './onnx/file-source.ts';
import { LoadedVersion } from './onnx/loaded-version.ts';
import { toErrorBody, type RunItem, type RunWork } from './run-work.ts';
import { yieldCores } from './onnx/yield-cores.ts';

/** A version that is loaded, whatever runs it. */
interface Held {
  run(items: readonly RunItem[], work: RunWork): Promise<void>;
  release(): Promise<void>;
}

/**
 * The runner process: reads frames on fd 3, one request after another, and answers them. It ends when fd 3 does. Its one
 * argument is the folder that holds the version's files.
 */
const modelFolder = process.argv[2] ?? '/model';
const socket = new Socket({ fd: 3, readable: true, writable: true });
let version: Held | null = null;
let work: Promise<void> = Promise.resolve();

const canceled = new Map<number, Set<number>>();

const reader = new FrameReader((frame) => {
  const message = frame.header as unknown as ToRunner;
  // Not in its turn: it is about what is being done now.
  if (message.kind === 'cancel') return void message.indices.forEach((index) => canceled.get(message.id)?.add(index));
  if (message.kind === 'run') canceled.set(message.id, new Set());
  work = work.then(() => answer(frame));
});
socket.on('data', (chunk) => reader.push(chunk));
socket.on('end', () => process.exit(0));
socket.on('error', () => process.exit(0));
yieldCores();
say({ kind: 'hello' });

function say(message: FromRunner, payload: Uint8Array[] = []): void {
  writeFrame(socket, message, payload);
}

async function answer({ header, payload }: Frame): Promise<void> {
  const message = header as unknown as ToRunner;
  try {
    if (message.kind === 'inspect') await inspect(message);
    else if (message.kind === 'load') await load(message);
    else if (message.kind === 'run') await run(message, payload);
  } catch (error) {
    say({ kind: 'failed', id: message.id, error: toErrorBody(error) });
  } finally {
    canceled.delete(message.id);
  }
}

async function inspect(message: Extract<ToRunner, { kind: 'inspect' }>): Promise<void> {
  // Only a deployment reads signatures; a runner that loads what is known starts without all of that.
  const { readSignature } = await import('../../server/signatures/read-signature.ts');
  const files = await Promise.all(message.files.map(async ({ name }) => ({ name, source: await FileSource.open(path.join(modelFolder, name)) })));
  const signature = await readSignature(files, message.choice ? { choice: message.choice } : {});
  await Promise.all(files.map((file) => file.source.close()));
  say({ kind: 'inspected', id: message.id, signature });
}

async function load(message: Extract<ToRunner, { kind: 'load' }>): Promise<void> {
  const at = performance.now();
  await version?.release();
  version = null;
  version = message.signature.generation
    ? await (await import('./generation/generated-version.ts')).GeneratedVersion.load(modelFolder, message)
    : await LoadedVersion.load(modelFolder, message);
  say({ kind: 'loaded', id: message.id, loadMs: performance.now() - at, residentBytes: process.memoryUsage.rss() });
}

async function run(message: Extract<ToRunner, { kind: 'run' }>, payload: Uint8Array): Promise<void> {
  const { id, maxBatch, axes, raw } = message;
  if (!version) throw new AppError('INTERNAL', 'Nothing is loaded in this runner.');
  const at = performance.now();
  const isLate = (index: number) => performance.now() - at > (message.invocations[index]?.leftMs ?? Infinity);
  const isCanceled = (index: number) => canceled.get(id)?.has(index) ?? false;
  const items = message.invocations.map(({ inputs, outputs }) => ({ outputs, inputs: inputs.map((value) => readValue(value, payload)) }));
  await version.run(items, {
    ...{ maxBatch, axes, raw },
    isCanceled,
    isUnwanted: (index) => isCanceled(index) || isLate(index),
    onChunk: (index, chunk) => say({ kind: 'chunk', id, index, chunk }),
    onRunning: (indices) => say({ kind: 'running', id, indices }),
    onResult(index, outputs, timings) {
      const { laid, parts } = layValues(outputs);
      say({ kind: 'result', id, index, outputs: laid, timings }, parts);
    },
    onFailed: (index, error, timings) => say({ kind: 'failed', id, index, error, timings }),
  });
  say({ kind: 'done', id });
}

function readValue(value: WireValue, payload: Uint8Array): FieldValue {
  const { offset, length, ...rest } = value;
  return { ...rest, bytes: payload.subarray(offset, offset + length) };
}
