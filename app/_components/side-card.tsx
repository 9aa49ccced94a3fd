import Link from 'next/link';
import type { ReactNode } from 'react';
import { formatBytesOf } from '../../server/format-bytes.ts';
import { ProgressBar } from './progress-bar.tsx';

type SideCardProps = {
  href: string;
  /** "2 workers, all healthy". */
  title: ReactNode;
  usedBytes: number;
  totalBytes: number;
};

/** At the foot of the sidebar: the workers in one line, and their memory. */
export function SideCard({ href, title, usedBytes, totalBytes }: SideCardProps) {
  return (
    <Link href={href} className="block rounded-control border px-3 py-2.5 text-meta transition-colors duration-80 hover:border-line-2">
      <span className="block text-ink-2">{title}</span>
      {totalBytes > 0 && (
        <ProgressBar
          className="mt-2 [&_svg]:h-1!"
          state="quiet"
          value={usedBytes / totalBytes}
          label="Memory in use"
          left="Memory"
          right={formatBytesOf(usedBytes, totalBytes)}
        />
      )}
    </Link>
  );
}
