import { expect, test } from 'vitest';
import { placeVersion, type DeviceSpace } from './placement.ts';

const GB = 1e9;
const space = (id: string, changes: Partial<DeviceSpace> = {}): DeviceSpace => ({
  id,
  name: id,
  memoryBytes: 16 * GB,
  freeBytes: 16 * GB,
  evictableBytes: 0,
  ...changes,
});
const cpu = space('cpu');
const place = (device: 'auto' | 'cpu' | 'gpu', gigabytes: number, devices: DeviceSpace[]) => {
  const placement = placeVersion({ device, memoryBytes: gigabytes * GB }, devices);
  return placement.device ?? placement.refused;
};

test('a version that asks for nothing takes a GPU where there is one, and the CPU where there is none', () => {
  expect(place('auto', 1, [cpu])).toBe('cpu');
  expect(place('auto', 1, [cpu, space('cuda:0')])).toBe('cuda:0');
  expect(place('cpu', 1, [cpu, space('cuda:0')])).toBe('cpu');
});

test('the GPU with most free memory is taken, and one that is full only if unloading idle versions makes room', () => {
  const devices = [cpu, space('cuda:0', { freeBytes: 2 * GB }), space('cuda:1', { freeBytes: 6 * GB })];
  expect(place('auto', 1, devices)).toBe('cuda:1');
  expect(place('gpu', 8, [cpu, space('cuda:0', { freeBytes: 1 * GB, evictableBytes: 9 * GB })])).toBe('cuda:0');
});

test('auto falls back to the CPU when no GPU has room; gpu stays', () => {
  const full = [cpu, space('cuda:0', { memoryBytes: 8 * GB, freeBytes: 1 * GB })];
  expect(place('auto', 4, full)).toBe('cpu');
  expect(place('gpu', 4, full)).toBe('cuda:0');
  expect(place('auto', 12, full)).toBe('cpu');
});

test('what no device can ever hold is refused with the reason', () => {
  expect(place('gpu', 1, [cpu])).toBe('It needs a GPU, and there is none.');
  expect(place('gpu', 12, [cpu, space('cuda:0', { memoryBytes: 8 * GB })])).toBe('It takes about 12\u00a0GB, and the largest GPU has 8.00\u00a0GB.');
  expect(place('cpu', 20, [cpu])).toBe('It takes about 20\u00a0GB, and the largest device has 16\u00a0GB.');
});

test('a device that does not say how much it has is taken at its word', () => {
  expect(place('gpu', 40, [cpu, space('cuda:0', { memoryBytes: 0, freeBytes: Infinity })])).toBe('cuda:0');
});
