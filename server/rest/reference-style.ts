/** The reference page's style on the app's own tokens; dark where the reader's system is dark. */
export function referenceStyle(tokens: string): string {
  const light = /:root, \[data-theme="light"\] \{([\s\S]*?)\n\}/.exec(tokens)?.[1] ?? '';
  const dark = /\[data-theme="dark"\] \{([\s\S]*?)\n\}/.exec(tokens)?.[1] ?? '';
  return `:root {${light}}\n@media (prefers-color-scheme: dark) { :root {${dark}} }\n${RULES}`;
}

const RULES = `
* { box-sizing: border-box; margin: 0; }
html { scroll-padding-top: 24px; }
body { font: 400 13px/20px ui-sans-serif, system-ui, sans-serif; background: var(--canvas); color: var(--ink); display: grid; grid-template-columns: 228px minmax(0, 1fr); }
a { color: inherit; text-decoration-color: var(--line-control); text-underline-offset: 3px; }
a:hover { text-decoration-color: currentColor; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 20px 16px; border-right: 1px solid var(--line); }
nav a { display: block; padding: 4px 8px; border-radius: 6px; text-decoration: none; color: var(--ink-2); }
nav a:hover { background: var(--hover); color: var(--ink); }
nav .home { font-weight: 600; color: var(--ink); }
nav h2 { font-size: 12px; line-height: 16px; font-weight: 500; color: var(--ink-3); margin: 16px 8px 4px; }
nav ul { list-style: none; padding: 0; }
main { padding: 20px 32px 64px; max-width: 1052px; }
h1 { font-size: 20px; line-height: 28px; font-weight: 600; }
main > section > h2 { font-size: 16px; line-height: 24px; font-weight: 600; margin: 48px 0 4px; }
h3 { font-size: 13px; font-weight: 600; }
h4 { font-size: 12px; line-height: 16px; font-weight: 500; color: var(--ink-3); margin: 16px 0 4px; }
p { margin: 8px 0; color: var(--ink-2); max-width: 75ch; }
article { margin-top: 16px; padding: 16px; background: var(--surface); border: 1px solid var(--line); border-radius: 10px; box-shadow: var(--shadow-card); }
.path { color: var(--ink); } .path span { font-weight: 600; }
code, pre { font: 12px/20px ui-monospace, "SF Mono", Menlo, monospace; overflow-wrap: anywhere; }
pre { background: var(--sunken); border-radius: 6px; padding: 12px; margin: 12px 0; overflow-x: auto; white-space: pre-wrap; }
table { border-collapse: collapse; width: 100%; margin: 4px 0; font-variant-numeric: tabular-nums; }
main > table { width: auto; display: inline-table; vertical-align: top; margin-right: 48px; }
td:first-child code { white-space: nowrap; }
td, th { text-align: left; vertical-align: top; padding: 6px 16px 6px 0; border-top: 1px solid var(--line); font-weight: 400; }
th { color: var(--ink-3); font-size: 12px; border-top: 0; }
.fields td:first-child { width: 180px; }
.scroll { overflow-x: auto; }
.type { color: var(--code-key); font: 12px/20px ui-monospace, "SF Mono", Menlo, monospace; overflow-wrap: anywhere; }
.note { color: var(--ink-2); }
small { display: block; font-size: 12px; line-height: 16px; color: var(--ink-3); }
@media (max-width: 900px) { body { display: block; } nav { position: static; height: auto; border-right: 0; border-bottom: 1px solid var(--line); } main { padding: 16px; } }
`;
