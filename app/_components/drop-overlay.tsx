import { Upload } from 'lucide-react';

/** Over the whole page while files are dragged across it: "Drop to add 2 files, 787 MB". */
export function DropOverlay({ text }: { text: string }) {
  return (
    <div className="pointer-events-none fixed inset-0 z-50 appear p-3" aria-hidden="true">
      <div className="flex h-full flex-col items-center justify-center gap-4 rounded-dialog border-2 border-accent bg-accent-soft/95 text-accent-text">
        <Upload className="size-7" strokeWidth={1.75} />
        <span className="text-display font-semibold">{text}</span>
      </div>
    </div>
  );
}
