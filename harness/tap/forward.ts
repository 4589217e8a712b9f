import type { OrderedOutput } from './ordered-output.ts';
import type { RuleAction } from './rules.ts';

/** A request or an answer on its way to the other side, and the rule that applies to it, if one does. */
export interface Passing<Details> {
  details: Details;
  rule: { action: RuleAction; applied(details: Details, release?: () => void): void } | undefined;
  output: OrderedOutput;
  /** Closes both sides of the connection. */
  cut(): void;
}

/** Forwards a frame, unless its rule says otherwise. False when the receiver is slow. */
export function forward<Details>(frame: Buffer, { details, rule, output, cut }: Passing<Details>): boolean {
  switch (rule?.action.act) {
    case undefined:
    case 'refuse':
      return output.write(frame);
    case 'cut':
      cut();
      rule!.applied(details);
      return true;
    case 'drop':
      output.swallow();
      rule!.applied(details);
      return true;
    case 'hold':
    case 'delay': {
      const slot = output.hold();
      const release = () => slot.fill(frame);
      rule!.applied(details, release);
      if (rule!.action.act === 'delay') setTimeout(release, rule!.action.ms).unref();
      return true;
    }
  }
}

/** The same for a frame that is still to come: its place in the order is kept. Where it cannot be made, all is cut. */
export function forwardLater<Details>(making: Promise<Buffer>, { details, rule, output, cut }: Passing<Details>): void {
  const place = output.hold();
  making.then((frame) => {
    const release = () => place.fill(frame);
    if (!rule) return release();
    const { action } = rule;
    if (action.act === 'delay') setTimeout(release, action.ms).unref();
    if (action.act === 'drop') output.swallow();
    if (action.act === 'cut') cut();
    rule.applied(details, action.act === 'hold' || action.act === 'delay' ? release : undefined);
  }, cut);
}
