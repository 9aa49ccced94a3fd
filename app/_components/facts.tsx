import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

export type Fact = { label: ReactNode; value: ReactNode };

type FactsProps = {
  items: readonly Fact[];
  /** `grid`: label over value in 2 to 4 columns; `list`: one column; `rows`: label left, value right of it. */
  layout?: 'grid' | 'list' | 'rows';
  className?: string;
};

/** Facts as a description list: "Size 787 MB", "Format ONNX, opset 17". */
export function Facts({ items, layout = 'grid', className }: FactsProps) {
  const rows = layout === 'rows';
  return (
    <dl
      className={classNames(
        'tnum',
        layout === 'grid' && 'grid grid-cols-2 gap-x-6 gap-y-3.5 lg:grid-cols-4',
        layout === 'list' && 'space-y-3.5',
        rows && 'grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2',
        className,
      )}
    >
      {items.map((item, index) => (
        <div key={index} className={rows ? 'contents' : 'min-w-0'}>
          <dt className={rows ? 'text-ink-3' : 'text-meta text-ink-3'}>{item.label}</dt>
          <dd className={classNames('min-w-0 wrap-break-word', !rows && 'mt-0.5')}>{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
