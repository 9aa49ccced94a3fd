'use client';

import { Card, CardHeader } from '../../../_components/card.tsx';
import { CopyButton } from '../../../_components/copy-button.tsx';
import type { Signature } from '../../../../server/signatures/schema.ts';
import type { VersionView } from '../../../../server/versions/schema.ts';
import { curlOf } from './curl-of.ts';

/** The endpoint, and one call of it in the shell with the names, datatypes and shapes of the model's inputs. */
export function CallCard({ version, signature }: { version: VersionView; signature: Signature }) {
  const curl = curlOf({ origin: window.location.origin, version, signature });
  return (
    <Card>
      <CardHeader
        title="Call it"
        fact={
          <span className="font-mono">
            POST /api/v1/models/{version.model}
            {version.active ? '' : `@${version.number}`}/invocations
          </span>
        }
        actions={<CopyButton iconOnly value={curl} label="Copy curl" />}
      />
      <pre className="scroll-thin max-h-60 overflow-auto bg-sunken px-4 py-3 font-mono text-meta leading-[18px] text-ink-2" tabIndex={0} aria-label="The call as curl">
        {curl}
      </pre>
    </Card>
  );
}
