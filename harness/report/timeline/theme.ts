/** The colours of a drawing. Text stands on `paper`, `band` and `box`, and is readable there (WCAG AA, held by a test). */
export interface Palette {
  paper: string;
  band: string;
  box: string;
  ink: string;
  quiet: string;
  line: string;
  wire: string;
  fault: string;
  good: string;
  accent: string;
}

export const light: Palette = {
  paper: '#ffffff',
  band: '#fff3c4',
  box: '#f3f5f8',
  ink: '#1f2328',
  quiet: '#525960',
  line: '#79828c',
  wire: '#0a4fa8',
  fault: '#b0201a',
  good: '#14602b',
  accent: '#8f6400',
};

export const dark: Palette = {
  paper: '#11151b',
  band: '#3a300d',
  box: '#1d232c',
  ink: '#e6edf3',
  quiet: '#aab4bf',
  line: '#7d8997',
  wire: '#86bdff',
  fault: '#ff9a90',
  good: '#85e0a3',
  accent: '#f0c14b',
};

const variables = (palette: Palette): string =>
  Object.entries(palette)
    .map(([name, colour]) => `--${name}: ${colour};`)
    .join(' ');

/** The style of a drawing. Every rule is bound to its class, as a page may hold the drawing itself, not only a picture of it. */
export const style = `
.kafka-timeline { ${variables(light)} color-scheme: light dark; max-width: 100%; height: auto; background: var(--paper); }
@media (prefers-color-scheme: dark) { .kafka-timeline { ${variables(dark)} } }
.kafka-timeline text { font-family: system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif; font-size: 13px; fill: var(--ink); paint-order: stroke; stroke: var(--paper); stroke-width: 5px; stroke-linejoin: round; }
.kafka-timeline .proof text { stroke: var(--band); }
.kafka-timeline text.title { font-size: 18px; font-weight: 600; }
.kafka-timeline text.column { font-weight: 600; stroke: none; text-anchor: middle; }
.kafka-timeline text.time { font-size: 12px; fill: var(--quiet); text-anchor: end; font-variant-numeric: tabular-nums; }
.kafka-timeline .proof text.time { fill: var(--ink); font-weight: 600; }
.kafka-timeline text.quiet { fill: var(--quiet); }
.kafka-timeline text.gap { fill: var(--quiet); font-style: italic; text-anchor: middle; }
.kafka-timeline .boxed text { stroke: none; }
.kafka-timeline .fault text:not(.time) { fill: var(--fault); font-weight: 600; stroke: none; }
.kafka-timeline .paper { fill: var(--paper); }
.kafka-timeline .veil { fill: var(--paper); opacity: 0.8; }
.kafka-timeline .band { fill: var(--band); }
.kafka-timeline .edge { fill: var(--accent); }
.kafka-timeline .life { stroke: var(--line); stroke-width: 1.5; fill: none; }
.kafka-timeline .life.process { stroke-width: 2.5; }
.kafka-timeline .head, .kafka-timeline .boxed rect { fill: var(--box); stroke: var(--line); stroke-width: 1.2; }
.kafka-timeline .head.harness, .kafka-timeline .boxed.asked rect { stroke-dasharray: 4 3; }
.kafka-timeline .boxed.failed rect { stroke: var(--fault); stroke-width: 2.5; }
.kafka-timeline .boxed.unanswered rect { stroke: var(--fault); stroke-dasharray: 2 3; stroke-width: 2; }
.kafka-timeline .boxed.done rect { stroke: var(--good); }
.kafka-timeline .fault rect { fill: var(--paper); stroke: var(--fault); stroke-width: 1.5; }
.kafka-timeline .fault.proof rect.label { fill: var(--band); }
.kafka-timeline .stroke { fill: none; stroke: var(--wire); stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }
.kafka-timeline .solid { fill: var(--wire); stroke: none; }
.kafka-timeline .injected .stroke { stroke: var(--fault); }
.kafka-timeline .dashed { stroke-dasharray: 5 4; }
.kafka-timeline .stroke.bad { stroke: var(--fault); stroke-width: 2.4; }
.kafka-timeline .stroke.good { stroke: var(--good); stroke-width: 2.2; }
.kafka-timeline .stroke.plain { stroke: var(--ink); stroke-width: 2; }
.kafka-timeline .stroke.dots { stroke: var(--line); stroke-dasharray: 1 5; stroke-width: 2; }
.kafka-timeline .solid.bad { fill: var(--fault); }
.kafka-timeline .solid.plain { fill: var(--ink); }
`;
