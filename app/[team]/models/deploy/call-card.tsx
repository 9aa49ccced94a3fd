'use client';

import { Card, CardHeader } from '../../../_components/card.tsx';
import { CodeBlock } from '../../../_components/code-block.tsx';
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
      />
      <CodeBlock code={curl} language="bash" copy look="flush" label="The call as curl" />
    </Card>
  );
}
