const noBreakSpace = '\u00a0';

/** At most 8 round times from 0 to the total, in ms; the first names the unit. */
export function waterfallTicks(totalMs: number): { at: number; label: string }[] {
  const seconds = totalMs >= 1000;
  const unit = seconds ? 1000 : 1;
  const rough = totalMs / unit / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const count = Math.floor(totalMs / unit / step + 1e-9) + 1;
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return Array.from({ length: count }, (_, index) => {
    const value = index * step;
    return { at: value * unit, label: index === 0 ? `0${noBreakSpace}${seconds ? 's' : 'ms'}` : value.toFixed(digits) };
  });
}
