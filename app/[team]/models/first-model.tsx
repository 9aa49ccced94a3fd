'use client';

import { Upload } from 'lucide-react';
import type { ReactNode } from 'react';
import { DropZone } from '../../_components/drop-zone.tsx';
import { LinkButton } from '../../_components/link-button.tsx';
import { PageHeader } from '../../_components/page-header.tsx';
import { Gallery } from './deploy/gallery.tsx';

/** The library before its first model: what to do, and models to try it with. */
export function FirstModel({ team, deleted }: { team: string; deleted: ReactNode }) {
  return (
    <>
      <PageHeader title="Models" facts={`Models of ${team} live here: each gets a typed API and a playground.`} />
      <DropZone
        size="page"
        title="Deploy your first model"
        hint="An .onnx file, with its labels, tokenizer or external data beside it. You get a typed API, a playground and a log of every run, private to your team."
        actions={
          <LinkButton href={`/${team}/models/deploy`} variant="primary" icon={<Upload className="size-4" strokeWidth={1.75} />} shortcut="d">
            Choose files
          </LinkButton>
        }
      />
      <Gallery team={team} />
      {deleted}
    </>
  );
}
