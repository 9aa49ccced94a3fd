import { expect, test } from 'vitest';
import { versionSettingsSchema } from '../../../../../../server/versions/schema.ts';
import { changesOf, draftOf } from './settings-draft.ts';

const settings = versionSettingsSchema.parse({ maxBatch: 8, timeoutMs: 1500 });

test('a draft nobody touched changes nothing', () => {
  expect(changesOf(draftOf(settings), settings)).toEqual({ changes: {}, errors: {} });
  expect(draftOf(settings).numbers).toMatchObject({ maxBatch: '8', timeoutMs: '1.5', threads: '', batchDelayMs: '' });
});

test('an emptied field goes back to its default, and units are those of the API', () => {
  const draft = draftOf(settings);
  Object.assign(draft.numbers, { maxBatch: '', timeoutMs: '0.25', memoryLimitBytes: '512', batchDelayMs: '3' });
  expect(changesOf({ ...draft, device: 'cpu', pinned: true }, settings)).toEqual({
    changes: { device: 'cpu', pinned: true, maxBatch: null, timeoutMs: 250, memoryLimitBytes: 512_000_000, batchDelayMs: 3 },
    errors: {},
  });
});

test('a number that cannot be is named with its range and not sent', () => {
  const draft = draftOf(settings);
  Object.assign(draft.numbers, { threads: '0', maxBatch: 'many', maxWaiting: '5' });
  expect(changesOf(draft, settings)).toEqual({
    changes: { maxWaiting: 5 },
    errors: { threads: '0 is not possible: a whole number from 1 to 64.', maxBatch: 'many is not possible: a whole number from 1 to 256.' },
  });
});
