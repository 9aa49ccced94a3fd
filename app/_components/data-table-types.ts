import type { ReactNode } from 'react';

export type DataColumn<Row> = {
  id: string;
  header: ReactNode;
  cell: (row: Row) => ReactNode;
  /** Numbers go right. */
  align?: 'left' | 'right';
  /** On the head and every cell: width and where it drops out ("max-lg:hidden", "max-sm:hidden"). */
  className?: string;
  /** The column whose words are the row's link; the first one unless set. */
  link?: boolean;
  /** Its cells hold controls: they stay above the row's link. */
  interactive?: boolean;
};

export type RowDensity = 'dense' | 'normal' | 'tall';

export type DataTableProps<Row> = {
  /** Read out, not shown. */
  caption: string;
  columns: readonly DataColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Where a row leads; the whole row is the link. */
  rowHref?: (row: Row) => string | undefined;
  /** What a row does when it leads nowhere. */
  onRowOpen?: (row: Row) => void;
  /** 36, 44 or 52 px. */
  density?: RowDensity;
  /** Row now shown elsewhere on the page. */
  currentKey?: string;
  /** Gives every row a tick; `x` toggles the focused one. */
  selected?: ReadonlySet<string>;
  onSelectedChange?: (selected: ReadonlySet<string>) => void;
  /** A reason under a row, tinted with it, no line between. */
  expansion?: (row: Row) => { tone: 'warn' | 'bad' | 'plain'; content: ReactNode } | undefined;
  /** Skeleton rows of the real layout, when there is nothing to show yet. */
  loading?: boolean;
  /** Old rows stay while new ones are fetched. */
  busy?: boolean;
  empty?: ReactNode;
  /** Under the last row, inside the card: "Show more". */
  footer?: ReactNode;
  /** Scrolls sideways inside its card in place of dropping columns; give the table a least width. */
  sideways?: string;
  /** `j` and `k` work from anywhere on the page; set on the page's main table. */
  pageKeys?: boolean;
  className?: string;
};
