import { afterAll, beforeAll, expect, it } from 'vitest';
import { newUuid } from '../ids.ts';
import { createTestRuntime, type TestRuntime } from '../testing/create-test-runtime.ts';
import { appendEvents, appendEventsOf } from './append-events.ts';

let test: TestRuntime;

beforeAll(async () => {
  test = await createTestRuntime();
});
afterAll(() => test.stop());

const stored = (subject: string) => test.runtime.events.stored(subject, 0);

it('numbers the events of each subject by themselves, in their order, however many come at once', async () => {
  const [a, b] = [newUuid(), newUuid()];
  const output = (subject: string, text: string) => ({ subject, kind: 'output' as const, data: { text } });
  await appendEvents(test.runtime.sql, a, [{ kind: 'log', data: { text: 'first' } }]);
  await Promise.all([
    appendEventsOf(test.runtime.sql, [output(a, 'a1'), output(b, 'b1'), output(a, 'a2')]),
    appendEventsOf(test.runtime.sql, [output(b, 'b2'), output(a, 'a3')]),
  ]);
  expect((await stored(a)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  expect((await stored(b)).map(({ seq }) => seq)).toEqual([1, 2]);
  const texts = (await stored(a)).map(({ data }) => data.text);
  expect(texts.indexOf('a2')).toBe(texts.indexOf('a1') + 1);
});

it('keeps text that Postgres would refuse, with what it refuses replaced', async () => {
  const subject = newUuid();
  await appendEvents(test.runtime.sql, subject, [{ kind: 'output', data: { text: 'a\0b\ud800c' } }]);
  expect((await stored(subject)).map(({ data }) => data.text)).toEqual(['a\ufffdb\ufffdc']);
});
