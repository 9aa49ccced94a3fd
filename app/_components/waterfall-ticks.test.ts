import { expect, it } from 'vitest';
import { waterfallTicks } from './waterfall-ticks.ts';

it('puts ticks at round times only, and never many', () => {
  expect(waterfallTicks(6380).map((tick) => tick.label)).toEqual(['0\u00a0s', '2', '4', '6']);
  expect(waterfallTicks(29.1).map((tick) => tick.at)).toEqual([0, 5, 10, 15, 20, 25]);
  expect(waterfallTicks(0.44).map((tick) => tick.label)).toEqual(['0\u00a0ms', '0.1', '0.2', '0.3', '0.4']);
  for (const total of [0.001, 1, 7, 999, 1000, 59_000, 3_600_000]) expect(waterfallTicks(total).length).toBeLessThanOrEqual(8);
});
