import { ChevronRight } from 'lucide-react';
import { useId, useState } from 'react';
import { classNames } from '../_components/class-names.ts';
import { isMediaDraft, isTensorDraft, type InputDraft } from './input-draft.ts';
import { InputEditor } from './input-editor.tsx';

/** Parameters of generation that are seldom changed, by the names transformers gives them; one of them alone is no crowd. */
const RARE = new Set(['min_new_tokens', 'top_p', 'top_k', 'repetition_penalty', 'stop', 'seed']);

interface InputListProps {
  drafts: InputDraft[];
  /** Inputs that are filled in elsewhere on the page. */
  without?: readonly string[] | undefined;
  onChange(drafts: InputDraft[]): void;
}

/** An editor for each input; those that are seldom changed are one click away. */
export function InputList({ drafts, without = [], onChange }: InputListProps) {
  const shown = drafts.filter(({ field }) => !without.includes(field.name));
  const named = shown.filter(({ field }) => RARE.has(field.name));
  const rare = named.length > 1 ? named : [];
  const editors = (some: InputDraft[]) =>
    some.map((draft) => (
      <InputEditor
        key={draft.field.name}
        draft={draft}
        onChange={(next) => onChange(drafts.map((old) => (old.field.name === draft.field.name ? next : old)))}
      />
    ));
  return (
    <>
      {editors(shown.filter((draft) => !rare.includes(draft)))}
      {rare.length > 0 ? <More drafts={rare}>{editors(rare)}</More> : null}
    </>
  );
}

function More({ drafts, children }: { drafts: readonly InputDraft[]; children: React.ReactNode }) {
  const id = useId();
  const changed = drafts.filter(isChanged).length;
  const [chosen, setOpen] = useState(changed > 0);
  const open = chosen || drafts.some(({ problem }) => problem !== null);
  return (
    <div className="border-t pt-3">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        className="flex w-full items-center gap-1.5 rounded-chip py-1 text-left font-medium"
      >
        <ChevronRight
          className={classNames('size-4 text-ink-3 transition-transform duration-150', open && 'rotate-90')}
          strokeWidth={1.75}
          aria-hidden="true"
        />
        More settings
        {changed > 0 ? <span className="text-meta font-normal text-ink-3">{changed} changed</span> : null}
      </button>
      <div id={id} hidden={!open} className="pt-3">
        {children}
      </div>
    </div>
  );
}

function isChanged(draft: InputDraft): boolean {
  return !isTensorDraft(draft) && !isMediaDraft(draft) && draft.data !== undefined && draft.data !== '';
}
