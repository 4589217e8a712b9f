import { connectToDaemon } from '../../machine/containers/daemon.ts';
import { mysqlImage } from '../../machine/containers/images.ts';
import { expectContainers, prepareReaper } from '../../machine/containers/ownership.ts';
import { ensureImage } from '../../machine/containers/pull.ts';
import type { Progress } from '../../machine/progress.ts';
import type { DatabaseRuntime } from '../database.ts';
import { ContainerDatabase } from './container-database.ts';

/** Databases in containers, by testcontainers. */
export class ContainerDatabaseRuntime implements DatabaseRuntime {
  /** None of this machine's: should the keeper be killed, its containers are found by their labels. */
  readonly processes = [];
  onProcessesChange: (() => void) | undefined;

  async prepare(progress: Progress): Promise<void> {
    await ensureImage(await connectToDaemon(), mysqlImage(), progress);
  }

  async start(progress: Progress): Promise<ContainerDatabase> {
    const daemon = await connectToDaemon();
    const image = mysqlImage();
    await ensureImage(daemon, image, progress);
    await prepareReaper(daemon, progress);
    await expectContainers();
    progress(`starting ${image} in a container`);
    return ContainerDatabase.start(daemon, image);
  }
}
