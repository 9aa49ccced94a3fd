/** A share in 0..1 as a percentage that never rounds something to nothing: "93.1 %", "<0.1 %". */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return '<0.1\u00a0%';
  return `${percent >= 99.95 ? percent.toFixed(0) : percent.toFixed(1)}\u00a0%`;
}
