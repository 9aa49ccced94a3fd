import { ESLint } from 'eslint';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './launch/install.mjs';

const eslint = new ESLint({ cwd: ROOT });

// What may not stand in which file, and a word of where the message says it belongs.
const CROSSINGS = [
  ['server/models/load-model.ts', "import * as ort from 'onnxruntime-node';\nexport const a = ort;", /worker\/runtime\/onnx/],
  ['app/_components/engine.tsx', "import * as ort from 'onnxruntime-node';\nexport const a = ort;", /worker\/runtime\/onnx/],
  ['worker/fleet/queue.ts', "import { PgBoss } from 'pg-boss';\nexport const a = PgBoss;", /server\/queue\/boss\.ts/],
  ['server/models/get-thing.ts', "import { TRPCError } from '@trpc/server';\nexport const a = TRPCError;", /server\/api/],
  ['server/teams/get-thing.ts', "import Link from 'next/link';\nexport const a = Link;", /server\/main\.ts/],
  ['app/_components/uploads.tsx', "import Uppy from '@uppy/core';\nexport const a = Uppy;", /app\/_client\/uploader/],
  ['server/models/get-setting.ts', 'export const a = process.env.SETTING;', /server\/env\.ts/],
  ['worker/dispatch/setting.ts', 'export const a = process.env.SETTING;', /server\/env\.ts/],
  ['server/models/get-any.ts', 'export const a: any = 1;', /Unexpected any/],
  ['server/models/get-quiet.ts', 'export function a() {\n  try {\n    JSON.parse("");\n  } catch {}\n}', /Empty block/],
];

test.each(CROSSINGS)('in %s a line is refused, with where it belongs', { timeout: 60_000 }, async (file, code, message) => {
  const [result] = await eslint.lintText(code, { filePath: path.join(ROOT, file) });
  expect(result.messages.filter(({ severity }) => severity === 2).map((entry) => entry.message)).toEqual([expect.stringMatching(message)]);
});

test('the places that are meant for them may have them', { timeout: 60_000 }, async () => {
  for (const [file, code] of [
    ['worker/runtime/onnx/engine.ts', "import * as ort from 'onnxruntime-node';\nexport const a = ort;"],
    ['server/queue/boss.ts', "import { PgBoss } from 'pg-boss';\nexport const a = PgBoss;"],
    ['server/env.ts', 'export const a = process.env.SETTING;'],
  ]) {
    const [result] = await eslint.lintText(code, { filePath: path.join(ROOT, file) });
    expect(result.messages, file).toEqual([]);
  }
});
