import { expect, test } from './support/fixtures.ts';
import { deploy, type DeployedVersion } from './support/runs.ts';
import {
  bfloat16Model,
  customOperatorModel,
  escapingModel,
  externalDataModel,
  gitLfsPointer,
  irModel,
  manyNodesModel,
  opsetModel,
  truncated,
  unknownOperatorModel,
} from '../server/testing/onnx/bad-models.ts';
import { crashesAtLoadModel, hangsAtLoadModel } from '../server/testing/onnx/hard-models.ts';
import { addModel, matMulModel } from '../server/testing/onnx/tiny-models.ts';

const text = (content: string) => new TextEncoder().encode(content);
const starting = (...head: number[]) => Uint8Array.from([...head, ...new Array<number>(2_000).fill(0)]);

interface BadFile {
  what: string;
  bytes: () => Uint8Array;
  code: RegExp;
  says: RegExp;
}

const BAD_FILES: BadFile[] = [
  { what: 'an empty file', bytes: () => new Uint8Array(0), code: /INVALID_(MODEL|INPUT)/, says: /empty/i },
  { what: 'a truncated model', bytes: () => truncated(matMulModel(), 20), code: /INVALID_MODEL/, says: /ends|cut|truncated|missing/i },
  { what: 'a Git LFS pointer', bytes: () => gitLfsPointer(438_000_000), code: /INVALID_MODEL/, says: /Git LFS pointer/ },
  { what: 'an HTML page', bytes: () => text('<!DOCTYPE html><html><body>Sign in to download</body></html>'), code: /INVALID_MODEL/, says: /page/i },
  {
    what: 'a TensorFlow Lite model',
    bytes: () => starting(0x1c, 0, 0, 0, 0x54, 0x46, 0x4c, 0x33),
    code: /UNSUPPORTED_MODEL|INVALID_MODEL/,
    says: /TensorFlow Lite/,
  },
  { what: 'a zip', bytes: () => starting(0x50, 0x4b, 3, 4), code: /UNSUPPORTED_MODEL|INVALID_MODEL/, says: /zip/i },
  {
    what: 'a PyTorch checkpoint',
    bytes: () => starting(0x80, 2, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46),
    code: /UNSUPPORTED_MODEL|INVALID_MODEL/,
    says: /PyTorch|pickle/i,
  },
  { what: 'a model without its external data', bytes: () => externalDataModel('weights.bin'), code: /INVALID_MODEL/, says: /weights\.bin/ },
  { what: 'external data that points out of the model', bytes: () => escapingModel(), code: /INVALID_MODEL|UNSUPPORTED_MODEL/, says: /passwd|\.\.|outside/ },
  { what: 'an opset from the future', bytes: () => opsetModel(99), code: /UNSUPPORTED_MODEL/, says: /opset 99/i },
  { what: 'an IR version from the future', bytes: () => irModel(99), code: /UNSUPPORTED_MODEL/, says: /\(IR\) 99/ },
  { what: 'an operator nobody knows', bytes: () => unknownOperatorModel(), code: /UNSUPPORTED_MODEL|INVALID_MODEL/, says: /operator/i },
  { what: 'a custom operator', bytes: () => customOperatorModel(), code: /UNSUPPORTED_MODEL/, says: /ai\.onnx\.contrib|custom/i },
  { what: 'bfloat16 inputs', bytes: () => bfloat16Model(), code: /UNSUPPORTED_MODEL/, says: /bfloat16/i },
  { what: '600,000 nodes', bytes: () => manyNodesModel(600_000), code: /INVALID_MODEL|UNSUPPORTED_MODEL/, says: /nodes/i },
  { what: 'a model that crashes its runner', bytes: () => crashesAtLoadModel(), code: /RUNNER_CRASHED/, says: /SIG|killed|crash/ },
  { what: 'a model that hangs its runner', bytes: () => hangsAtLoadModel(), code: /TIMEOUT/, says: /longer/ },
];

for (const bad of BAD_FILES) {
  test(`${bad.what} is refused with what, why and what to do`, async ({ product }) => {
    const version = await deploy(product, `bad-${BAD_FILES.indexOf(bad)}`, bad.bytes());
    const refused = errorOf(version);
    expect(refused.code).toMatch(bad.code);
    expect(`${refused.message} ${refused.cause ?? ''}`).toMatch(bad.says);
    expect(refused.suggestions.length).toBeGreaterThan(0);
    expect((await product.api('', { method: 'GET' }).then(() => fetch(`${product.url}/readyz`))).status).toBe(200);
  });
}

// A file can be refused at the door (4xx) or by its deployment (a failed version).
function errorOf(version: DeployedVersion): NonNullable<DeployedVersion['error']> {
  if (version.error) return version.error;
  throw new Error(`expected a refusal, got ${JSON.stringify(version).slice(0, 300)}`);
}

test('after all of them a good model deploys as ever', async ({ product }) => {
  const version = await deploy(product, 'good-after-bad', addModel());
  expect(version.status).toBe('ready');
});
