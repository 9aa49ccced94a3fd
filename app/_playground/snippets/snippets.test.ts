import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isTensor, type SnippetCall } from './call.ts';
import { curlSnippet } from './curl-snippet.ts';
import { pythonSnippet } from './python-snippet.ts';
import { typescriptSnippet } from './typescript-snippet.ts';

let server: Server;
let bodies: { authorization: string | undefined; body: unknown }[] = [];
let call: SnippetCall;

// Any HTTP server will do: the question is what the snippets send.
beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push({ authorization: request.headers.authorization, body: bodyOf(request, Buffer.concat(chunks).toString()) });
      response.setHeader('content-type', 'application/json').end('{"outputs":[{"name":"y","shape":[2],"data":[1,2]}]}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  call = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    model: 'echo@2',
    inputs: [
      { name: `it's "x":0`, datatype: 'FP32', shape: [2], data: [1, 'NaN'] },
      { name: 'flag', datatype: 'BOOL', shape: [], data: [true] },
    ],
  };
});
afterAll(() => server.close());

const large = (): SnippetCall => ({ ...call, inputs: [...call.inputs, { name: 'big', datatype: 'FP32', shape: [300], data: { repeat: 0.5, count: 300 } }] });

function bodyOf({ headers }: IncomingMessage, text: string): unknown {
  return headers['content-type']?.startsWith('application/json') ? (JSON.parse(text) as unknown) : text;
}

async function sent(run: () => Promise<string>): Promise<{ authorization: string | undefined; body: unknown; output: string }> {
  bodies = [];
  const output = await run();
  return { ...(bodies[0] as { authorization: string; body: unknown }), output };
}

const env = { ...process.env, MOORAGE_KEY: 'mk_test' };

async function execute(file: string, args: string[]): Promise<string> {
  const { promisify } = await import('node:util');
  const { execFile } = await import('node:child_process');
  return (await promisify(execFile)(file, args, { env })).stdout;
}

const expected = (of: SnippetCall) => ({
  inputs: of.inputs.map((input) => {
    if (!isTensor(input)) return input;
    return { ...input, data: Array.isArray(input.data) ? input.data : new Array(input.data.count).fill(input.data.repeat) };
  }),
});

test.each(['small', 'large'])('curl, Python and TypeScript send the same call: %s', async (size) => {
  const of = size === 'small' ? call : large();
  const runs = [
    () => execute('bash', ['-c', curlSnippet(of)]),
    () => execute('python3', ['-c', pythonSnippet(of)]),
    () => execute(process.execPath, ['--input-type=module-typescript', '-e', typescriptSnippet(of)]),
  ];
  for (const run of runs) {
    const { authorization, body, output } = await sent(run);
    expect(authorization).toBe('Bearer mk_test');
    expect(body).toEqual(expected(of));
    expect(output).toContain('y');
  }
});

test('texts, numbers and rows are sent as they stand', async () => {
  const of: SnippetCall = {
    ...call,
    inputs: [
      { name: 'text', json: `it's "quoted"` },
      { name: 'row', json: [{ age: 3, ok: true, note: null }] },
    ],
  };
  const wanted = {
    inputs: [
      { name: 'text', data: `it's "quoted"` },
      { name: 'row', data: [{ age: 3, ok: true, note: null }] },
    ],
  };
  for (const run of [
    () => execute('bash', ['-c', curlSnippet(of)]),
    () => execute('python3', ['-c', pythonSnippet(of)]),
    () => execute(process.execPath, ['--input-type=module-typescript', '-e', typescriptSnippet(of)]),
  ]) {
    expect((await sent(run)).body).toEqual(wanted);
  }
});

test('files are sent as base64 by code and as a part of a form by curl', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'snippets-'));
  writeFileSync(path.join(folder, 'cat.png'), 'a picture');
  const of: SnippetCall = {
    ...call,
    inputs: [
      { name: 'image', fileName: path.join(folder, 'cat.png'), mediaType: 'image/png' },
      { name: 'top_k', json: 3 },
    ],
  };
  const wanted = {
    inputs: [
      { name: 'image', data: Buffer.from('a picture').toString('base64') },
      { name: 'top_k', data: 3 },
    ],
  };
  expect((await sent(() => execute('python3', ['-c', pythonSnippet(of)]))).body).toEqual(wanted);
  expect((await sent(() => execute(process.execPath, ['--input-type=module-typescript', '-e', typescriptSnippet(of)]))).body).toEqual(wanted);
  const { body } = await sent(() => execute('bash', ['-c', curlSnippet(of)]));
  expect(body).toContain('name="image"; filename="cat.png"\r\nContent-Type: image/png\r\n\r\na picture');
  expect(body).toContain('name="top_k"\r\n\r\n3');
  rmSync(folder, { recursive: true });
});

test('the tools the snippets need are on this machine', () => {
  for (const tool of ['curl', 'python3', 'bash']) expect(() => execFileSync(tool, ['--version'])).not.toThrow();
});
