import { Socket } from 'node:net';
import path from 'node:path';
import { AppError, isAppError } from '../../../server/errors.ts';
import { readSignature } from '../../../server/signatures/read-signature.ts';
import { FrameReader, writeFrame, type Frame } from '../frames.ts';
import type { FromRunner, ToRunner } from '../protocol.ts';
import { FileSource } from './file-source.ts';
import type { OnnxSession } from './session.ts';

/**
 * The runner process: reads frames on fd 3, one request after another, and answers them. It ends when fd 3 does. Its one
 * argument is the folder that holds the version's files.
 */
const modelFolder = process.argv[2] ?? '/model';
const socket = new Socket({ fd: 3, readable: true, writable: true });
let session: OnnxSession | null = null;
let work: Promise<void> = Promise.resolve();

const reader = new FrameReader((frame) => {
  work = work.then(() => answer(frame));
});
socket.on('data', (chunk) => reader.push(chunk));
socket.on('end', () => process.exit(0));
socket.on('error', () => process.exit(0));
say({ kind: 'hello' });

function say(message: FromRunner, payload: Uint8Array[] = []): void {
  writeFrame(socket, message, payload);
}

async function answer({ header, payload }: Frame): Promise<void> {
  const message = header as unknown as ToRunner;
  try {
    if (message.kind === 'inspect') await inspect(message);
    else if (message.kind === 'load') await load(message);
    else await run(message, payload);
  } catch (error) {
    say({ kind: 'failed', id: message.id, error: toError(error) });
  }
}

async function inspect(message: Extract<ToRunner, { kind: 'inspect' }>): Promise<void> {
  const files = await Promise.all(message.files.map(async ({ name }) => ({ name, source: await FileSource.open(path.join(modelFolder, name)) })));
  const signature = await readSignature(files);
  await Promise.all(files.map((file) => file.source.close()));
  say({ kind: 'inspected', id: message.id, signature });
}

async function load(message: Extract<ToRunner, { kind: 'load' }>): Promise<void> {
  const at = performance.now();
  const { OnnxSession } = await import('./session.ts');
  session = await OnnxSession.load(path.join(modelFolder, message.file), message);
  say({ kind: 'loaded', id: message.id, loadMs: performance.now() - at, residentBytes: process.memoryUsage.rss() });
}

async function run(message: Extract<ToRunner, { kind: 'run' }>, payload: Uint8Array): Promise<void> {
  for (const [index, invocation] of message.invocations.entries()) {
    try {
      if (!session) throw new AppError('INTERNAL', 'Nothing is loaded in this runner.');
      say({ kind: 'running', id: message.id, indices: [index] });
      const ran = await session.run(invocation, payload);
      say({ kind: 'result', id: message.id, index, outputs: ran.tensors, timings: ran.timings }, ran.payload);
    } catch (error) {
      say({ kind: 'failed', id: message.id, index, error: toError(error) });
    }
  }
  say({ kind: 'done', id: message.id });
}

function toError(error: unknown) {
  if (isAppError(error)) return error.toBody();
  return new AppError('INTERNAL', 'The runner could not do this.', { cause: error instanceof Error ? error.message : String(error) }).toBody();
}
