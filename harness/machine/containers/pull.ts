import { HarnessError } from '../../errors.ts';
import type { Progress } from '../progress.ts';
import type { Daemon, Docker } from './daemon.ts';

/** Whether the daemon has the image already. */
export async function hasImage({ container }: Daemon, image: string): Promise<boolean> {
  return container.dockerode
    .getImage(image)
    .inspect()
    .then(
      () => true,
      (error: { statusCode?: number }) => {
        if (error.statusCode === 404) return false;
        throw error;
      },
    );
}

/** The labels of an image that the daemon has. */
export async function labelsOf({ container }: Daemon, image: string): Promise<Record<string, string>> {
  const { Config } = await container.dockerode.getImage(image).inspect();
  return Config.Labels ?? {};
}

/** Pulls the image unless the daemon has it, and shows how far it is. Throws IMAGE_MISSING. */
export async function ensureImage(daemon: Daemon, image: string, progress: Progress): Promise<void> {
  if (await hasImage(daemon, image)) return;
  progress(`pulling ${image}, once`);
  const { dockerode } = daemon.container;
  try {
    const stream = await dockerode.pull(image);
    const layers = new Map<string, PullEvent>();
    await new Promise<void>((resolve, reject) => {
      const onProgress = (event: PullEvent) => {
        if (event.id !== undefined) layers.set(event.id, { ...layers.get(event.id), ...event });
        progress(`pulling ${image}, once: ${fetched([...layers.values()])}`);
      };
      const onEnd = (error: Error | null) => (error ? reject(error) : resolve());
      (dockerode.modem as Docker['modem'] & FollowsProgress).followProgress(stream, onEnd, onProgress);
    });
  } catch (cause) {
    throw new HarnessError({
      code: 'IMAGE_MISSING',
      what: `The image ${image} is not here, and could not be pulled.`,
      why: `The container daemon said: ${(cause as Error).message}`,
      next: 'Run `docker pull` with its name to see more, name an image that is here (KAFKA_LABS_KAFKA_IMAGE, KAFKA_LABS_MYSQL_IMAGE), or use `--runtime local`.',
      cause,
    });
  }
}

interface PullEvent {
  id?: string;
  status?: string;
  progressDetail?: { current?: number; total?: number };
}

interface FollowsProgress {
  followProgress(
    stream: NodeJS.ReadableStream,
    onEnd: (error: Error | null) => void,
    onProgress: (event: PullEvent) => void,
  ): void;
}

/** How much of an image is here, such as “120 of 430 MB”. */
export function fetched(layers: readonly PullEvent[]): string {
  const sum = (what: 'current' | 'total') =>
    Math.round(layers.reduce((all, { progressDetail }) => all + (progressDetail?.[what] ?? 0), 0) / 1e6);
  return `${sum('current')} of ${sum('total')} MB`;
}
