import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { gzipSync } from 'node:zlib';
import ssri from 'ssri';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Runtime } from '../runtime.ts';
import { createTestRuntime } from '../testing/create-test-runtime.ts';
import { fetchNpmFiles } from './fetch-npm-files.ts';
import { parseNpmSource } from './parse-npm-source.ts';

const model = randomBytes(100_000);
const answers = new Map<string, Buffer>();
let asked: string[] = [];
let server: Server;
let registry: string;
let testing: Awaited<ReturnType<typeof createTestRuntime>>;
let runtime: Runtime;

/** A package registry of this machine: the outside world, as far as the product can tell. */
beforeAll(async () => {
  testing = await createTestRuntime();
  server = createServer((req, res) => {
    asked.push(decodeURIComponent(req.url ?? ''));
    const answer = answers.get(decodeURIComponent(req.url ?? ''));
    res.writeHead(answer ? 200 : 404).end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  registry = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`;
  const tarball = await makeTarball({
    'package.json': Buffer.from('{"license":"MIT"}'),
    'weights/model.onnx': model,
    'weights/model.data': Buffer.from('data'),
    'index.js': Buffer.from('throw 1'),
  });
  runtime = { ...testing.runtime, env: { ...testing.runtime.env, npmRegistry: registry } };
  publish('@harbour/model', '1.0.3', tarball, ssri.fromData(tarball).toString());
  publish('tampered', '1.0.0', tarball, ssri.fromData('something else').toString());
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await testing.stop();
});

beforeEach(() => {
  asked = [];
});

function publish(name: string, version: string, tarball: Buffer, integrity: string): void {
  const file = `/${name}/-/${name.split('/').at(-1)}-${version}.tgz`;
  // As mirrors do: the address names another host.
  answers.set(`/${name}`, Buffer.from(JSON.stringify({ versions: { [version]: { dist: { tarball: `https://elsewhere.invalid${file}`, integrity } } } })));
  answers.set(file, tarball);
}

async function makeTarball(files: Record<string, Buffer>): Promise<Buffer> {
  const entries = pack();
  for (const [name, content] of Object.entries(files)) entries.entry({ name: `package/${name}` }, content);
  entries.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of entries) chunks.push(chunk as Uint8Array);
  return gzipSync(Buffer.concat(chunks));
}

const fetchFiles = (source: string) => fetchNpmFiles(runtime, parseNpmSource(source));

test('brings the named files and nothing else, with the licence', async () => {
  const { files, licence } = await fetchFiles('npm:@harbour/model@1.0.3/weights/model.onnx,weights/model.data');
  expect(licence).toBe('MIT');
  expect(files.map(({ name, sizeBytes }) => ({ name, sizeBytes }))).toEqual([
    { name: 'model.onnx', sizeBytes: model.length },
    { name: 'model.data', sizeBytes: 4 },
  ]);
  expect(Buffer.from(await runtime.blobs.read(files[0]?.sha256 ?? '')).equals(model)).toBe(true);
});

test('asks the registry once for the same file', async () => {
  const first = await fetchFiles('npm:@harbour/model@1.0.3/weights/model.onnx');
  const times = asked.length;
  expect(await fetchFiles('npm:@harbour/model@1.0.3/weights/model.onnx')).toEqual(first);
  expect(asked.length).toBe(times);
});

test('refuses a package whose bytes are not what the registry promised', async () => {
  await expect(fetchFiles('npm:tampered@1.0.0/weights/model.onnx')).rejects.toMatchObject({ code: 'INVALID_MODEL' });
});

test.each([
  ['npm:absent@1.0.0/model.onnx', 'NOT_FOUND'],
  ['npm:@harbour/model@9.9.9/model.onnx', 'NOT_FOUND'],
  ['npm:@harbour/model@1.0.3/absent.onnx', 'NOT_FOUND'],
  ['npm:@harbour/model/model.onnx', 'INVALID_INPUT'],
  ['npm:@harbour/model@1.0.3/../../etc/passwd', 'INVALID_INPUT'],
])('says what is wrong with %s', async (source, code) => {
  await expect((async () => fetchFiles(source))()).rejects.toMatchObject({ code });
});

test('says so when the registry does not answer', async () => {
  const away = { ...testing.runtime, env: { ...testing.runtime.env, npmRegistry: 'http://127.0.0.1:1/' }, once: <T>(_key: string, make: () => T) => make() };
  await expect(fetchNpmFiles(away, parseNpmSource('npm:@harbour/model@1.0.3/index.js'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});
