import type { BrokerSocket } from '../broker/broker-socket.ts';
import { FrameSplitter } from '../protocol/frame.ts';
import type { OrderedOutput } from './ordered-output.ts';

/** More than any broker takes (socket.request.max.bytes is 100 MB) or gives: longer “frames” are another protocol. */
const MAX_FRAME_BYTES = 200_000_000;

/**
 * Hands each frame that comes from one socket to `take`, and what is no frame to `output` as it is. `take` returns false
 * when the receiver is slow. The end, a reset and half a frame reach the other side as they came.
 */
export function splice(
  { from, to, output }: { from: BrokerSocket; to: BrokerSocket; output: OrderedOutput },
  take: (frame: Buffer) => boolean,
): void {
  let frames: FrameSplitter | undefined = new FrameSplitter({ maxBytes: MAX_FRAME_BYTES });
  to.on('drain', () => from.resume());
  from.on('data', (chunk: Buffer) => {
    const whole: Buffer[] = [];
    let rest: Buffer | undefined;
    if (frames)
      try {
        for (const frame of frames.push(chunk)) whole.push(frame);
      } catch {
        // Not Kafka's protocol (TLS, say): the broker shall be the one to say so.
        rest = frames.takeRest();
        frames = undefined;
      }
    else rest = chunk;
    let isFast = true;
    for (const frame of whole) isFast = take(frame) && isFast;
    if (rest) isFast = output.write(rest) && isFast;
    if (!isFast) from.pause();
  });
  from.on('end', () => {
    const half = frames?.takeRest();
    if (half && half.length > 0) output.write(half);
    output.end();
  });
  // A connection that was reset is reset on the other side too, not ended in good order.
  from.on('error', () => to.resetAndDestroy());
  from.on('close', () => to.resume()); // what was paused for a slow receiver that is gone now
}
