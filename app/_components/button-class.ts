import { classNames } from './class-names.ts';

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger';
export type ButtonSize = 'sm' | 'md' | 'lg';

const variants: Record<ButtonVariant, string> = {
  primary: 'bg-accent text-accent-ink hover:not-aria-disabled:bg-accent-hover',
  secondary: 'border border-line-2 bg-surface text-ink shadow-card hover:not-aria-disabled:bg-hover',
  ghost: 'text-ink-2 hover:not-aria-disabled:bg-hover hover:not-aria-disabled:text-ink',
  danger: 'border border-line-2 bg-surface text-bad-text hover:not-aria-disabled:bg-bad-soft',
};

const sizes: Record<ButtonSize, string> = {
  sm: 'h-7 px-2.5 max-lg:h-9',
  md: 'h-8 px-3 max-lg:h-10',
  lg: 'h-9 px-4 max-lg:h-11',
};

const squares: Record<ButtonSize, string> = {
  sm: 'size-7 max-lg:size-9',
  md: 'size-8 max-lg:size-10',
  lg: 'size-9 max-lg:size-11',
};

/** Classes of everything that looks like a button, for `button` and for links. */
export function buttonClass(look: { variant?: ButtonVariant; size?: ButtonSize; square?: boolean; className?: string }): string {
  const { variant = 'secondary', size = 'md', square = false, className } = look;
  return classNames(
    'inline-flex shrink-0 items-center justify-center rounded-control text-ui font-medium whitespace-nowrap transition-colors duration-80 ease-out select-none disabled:opacity-45 aria-disabled:not-aria-busy:opacity-45 aria-busy:opacity-90',
    variants[variant],
    square ? squares[size] : sizes[size],
    className,
  );
}
