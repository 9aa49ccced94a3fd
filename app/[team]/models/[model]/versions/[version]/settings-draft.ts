import { settingsChangesSchema, type SettingsChanges, type VersionSettings } from '../../../../../../server/versions/schema.ts';

/** The numbers a person may set, as they are typed; an empty one means its default. */
export const NUMBER_SETTINGS = ['threads', 'maxInstances', 'maxBatch', 'batchDelayMs', 'timeoutMs', 'maxWaiting', 'memoryLimitBytes'] as const;
export type NumberSetting = (typeof NUMBER_SETTINGS)[number];

/** Typed in a unit people think in: seconds and megabytes. */
const UNIT: Partial<Record<NumberSetting, number>> = { timeoutMs: 1000, memoryLimitBytes: 1_000_000 };

export interface SettingsDraft {
  device: VersionSettings['device'];
  pinned: boolean;
  numbers: Record<NumberSetting, string>;
}

export function draftOf(settings: VersionSettings): SettingsDraft {
  const numbers = NUMBER_SETTINGS.map((name) => {
    const value = settings[name];
    return [name, value === null || (name === 'batchDelayMs' && value === 0) ? '' : String(value / (UNIT[name] ?? 1))];
  });
  return { device: settings.device, pinned: settings.pinned, numbers: Object.fromEntries(numbers) as SettingsDraft['numbers'] };
}

/** What the draft changes of the settings, and which numbers cannot be. */
export function changesOf(draft: SettingsDraft, settings: VersionSettings): { changes: SettingsChanges; errors: Partial<Record<NumberSetting, string>> } {
  const before = draftOf(settings);
  const changes: Record<string, unknown> = {};
  const errors: Partial<Record<NumberSetting, string>> = {};
  if (draft.device !== before.device) changes.device = draft.device;
  if (draft.pinned !== before.pinned) changes.pinned = draft.pinned;
  for (const name of NUMBER_SETTINGS) {
    const text = draft.numbers[name].trim();
    if (text === before.numbers[name]) continue;
    const value = text === '' ? (name === 'batchDelayMs' ? 0 : null) : Math.round(Number(text) * (UNIT[name] ?? 1));
    if (settingsChangesSchema.safeParse({ [name]: value }).success) changes[name] = value;
    else errors[name] = `${text} is not possible: ${RANGE[name]}.`;
  }
  return { changes, errors };
}

const RANGE: Record<NumberSetting, string> = {
  threads: 'a whole number from 1 to 64',
  maxInstances: 'a whole number from 1 to 32',
  maxBatch: 'a whole number from 1 to 256',
  batchDelayMs: 'from 0 to 1,000 ms',
  timeoutMs: 'from 0.1 seconds to 24 hours',
  maxWaiting: 'from 1 to 1,000,000',
  memoryLimitBytes: 'at least 68 MB',
};
