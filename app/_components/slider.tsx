'use client';

import { Slider as Radix } from 'radix-ui';

type SliderProps = {
  value: number;
  onValueChange: (value: number) => void;
  min: number;
  max: number;
  step: number;
  label: string;
  disabled?: boolean;
  className?: string;
};

/** A number in a range, by pointer or arrows. */
export function Slider({ value, onValueChange, min, max, step, label, disabled = false, className }: SliderProps) {
  return (
    <Radix.Root
      value={[value]}
      onValueChange={(next) => onValueChange(next[0] ?? value)}
      min={min}
      max={max}
      step={step}
      disabled={disabled}
      className={`relative flex h-4 touch-none items-center data-disabled:opacity-45 ${className ?? ''}`}
    >
      <Radix.Track className="relative h-1 w-full rounded-full bg-track">
        <Radix.Range className="absolute h-full rounded-full bg-ink-2" />
      </Radix.Track>
      <Radix.Thumb aria-label={label} className="block size-3.5 rounded-full border-[1.5px] border-ink-2 bg-surface max-lg:size-5" />
    </Radix.Root>
  );
}
