import { execFileSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SnippetCall } from './call.ts';
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
      bodies.push({ authorization: request.headers.authorization, body: JSON.parse(Buffer.concat(chunks).toString()) });
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
  inputs: of.inputs.map((input) => ({ ...input, data: Array.isArray(input.data) ? input.data : new Array(input.data.count).fill(input.data.repeat) })),
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

test('the tools the snippets need are on this machine', () => {
  for (const tool of ['curl', 'python3', 'bash']) expect(() => execFileSync(tool, ['--version'])).not.toThrow();
});
