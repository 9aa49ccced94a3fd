import { afterAll, beforeAll, expect, it } from 'vitest';
import { choiceInput, speechWith, TextBench } from '../testing/text-bench.ts';

const HEARD = {
  text: ' Ahoy there',
  chunks: [
    { text: ' Ahoy', timestamp: [0, 1] },
    { text: ' there', timestamp: [1, 2] },
  ],
  duration: 2,
};

let bench: TextBench;
beforeAll(async () => {
  bench = await TextBench.start();
  await bench.addModel('whisper', speechWith(choiceInput('language', ['de', 'en']), choiceInput('timestamps', ['segment', 'word', 'none'])));
  await bench.addModel('english', speechWith(choiceInput('timestamps', ['segment', 'none'])));
  await bench.addModel('moonshine', speechWith());
});
afterAll(() => bench.stop());

function send(model: string, fields: Record<string, string | string[]>): Promise<Response> {
  const form = new FormData();
  form.append('model', model);
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) form.append(name, one);
  form.append('file', new Blob([Buffer.from('524946462600000057415645666d7420100000000100010080', 'hex')], { type: 'audio/wav' }), 'ahoy.wav');
  return bench.post('/v1/audio/transcriptions', form);
}

/** The answer of a run that hears HEARD. */
async function heard(model: string, fields: Record<string, string | string[]>): Promise<Record<string, unknown>> {
  const answer = send(model, fields);
  await bench.finish(await bench.claim(), 'transcript', HEARD);
  expect((await answer).status).toBe(200);
  return (await (await answer).json()) as Record<string, unknown>;
}

async function refused(model: string, fields: Record<string, string | string[]>): Promise<unknown> {
  const answer = await send(model, fields);
  expect(answer.status).toBe(400);
  return ((await answer.json()) as { error: { param: string } }).error.param;
}

it.each<[string, string, Record<string, string | string[]>]>([
  ['timestamp_granularities', 'whisper', { response_format: 'verbose_json', 'timestamp_granularities[]': ['word', 'segment'] }],
  ['timestamp_granularities', 'whisper', { response_format: 'json', 'timestamp_granularities[]': ['word'] }],
  ['timestamp_granularities', 'english', { response_format: 'verbose_json', 'timestamp_granularities[]': ['word'] }],
  ['timestamp_granularities', 'moonshine', { response_format: 'verbose_json', 'timestamp_granularities[]': ['segment'] }],
  ['response_format', 'moonshine', { response_format: 'srt' }],
  ['response_format', 'moonshine', { response_format: 'vtt' }],
  ['response_format', 'whisper', { response_format: 'srt', stream: 'true' }],
  ['language', 'english', { language: 'en' }],
])('refuses by its name %s that it would not do: %s %j', async (param, model, fields) => {
  expect(await refused(model, fields)).toBe(param);
});

it('says the language asked for, else the one the model takes by itself, else none', async () => {
  const verbose = { response_format: 'verbose_json' };
  expect(await heard('whisper', { ...verbose, language: 'en' })).toMatchObject({ language: 'en' });
  expect(await heard('whisper', verbose)).toMatchObject({ language: 'de' });
  expect(await heard('english', verbose)).toMatchObject({ language: null });
});

it('tells the times that were asked for, and none where the model has none', async () => {
  const segments = [
    { id: 0, start: 0, end: 1, text: ' Ahoy' },
    { id: 1, start: 1, end: 2, text: ' there' },
  ];
  expect(await heard('whisper', { response_format: 'verbose_json' })).toMatchObject({ text: 'Ahoy there', duration: 2, segments });
  const words = await heard('whisper', { response_format: 'verbose_json', 'timestamp_granularities[]': ['word'] });
  expect(words).toMatchObject({ words: segments.map(({ start, end, text }) => ({ word: text.trim(), start, end })) });
  expect(words).not.toHaveProperty('segments');
  const silent = await heard('moonshine', { response_format: 'verbose_json' });
  expect(silent).not.toHaveProperty('segments');
});
