'use client';

import { CopyButton } from '../../_components/copy-button.tsx';
import { GenerationFacts, type GenerationDetails } from './generation-facts.tsx';

export interface Generated {
  generated_text?: string;
  summary_text?: string;
  translation_text?: string;
  details?: GenerationDetails;
}

/** Text a model wrote, why it ended and how fast it came. */
export function GenerationView({ generated }: { generated: Generated }) {
  const text = generated.generated_text ?? generated.summary_text ?? generated.translation_text ?? '';
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-start gap-2">
        {text === '' ? (
          <p className="grow text-ink-3">Nothing was written.</p>
        ) : (
          <p className="min-w-0 grow wrap-anywhere whitespace-pre-wrap">{text.replace(/^ /, '')}</p>
        )}
        <CopyButton iconOnly label="Copy the text" value={text} />
      </div>
      {generated.details ? <GenerationFacts details={generated.details} /> : null}
    </div>
  );
}
